//! The documents of several shards or environments, merged into one.
//!
//! `read` takes documents from files, `shards` checks that they fit together, `plans` and `drifts`
//! merge the documents of one environment. `recall` makes reports of the result, so that the merge
//! has every format that one run has.

mod checks;
mod drifts;
mod plans;
mod read;
mod recall;
mod shards;

pub use read::{Piece, ReadError, read};
pub use recall::{CodeOf, RecalledDrift, RecalledPlan, inspection};

use serde_json::Value;

use crate::model::FindingCode;
use crate::report::check::{TestDocument, TestFile};
use crate::report::counterpart::ComparisonDocument;
use crate::report::drift::document::{DriftDocument, DriftFile};
use crate::report::plan::document::{PlanDocument, PlanFile};
use crate::report::text::escape::neutral;
use crate::report::text::json::{at, rank};
use shards::by_scope;

/// What was merged: a document for each environment, in the order in which they were given.
#[derive(Debug, Clone, PartialEq)]
pub enum Merged {
    /// Plans, or applies.
    Plans(Vec<PlanDocument>),
    /// Drift checks.
    Drifts(Vec<DriftDocument>),
    /// Results of `test`.
    Tests(Vec<TestDocument>),
}

/// Why documents cannot be merged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// There is nothing to merge.
    #[error("no document could be read")]
    Nothing,
    /// They are of different kinds.
    #[error("documents of kind {one} and of kind {other} cannot be merged")]
    Kinds {
        /// One kind.
        one: String,
        /// Another one.
        other: String,
    },
    /// They divide the providers into different numbers of shards.
    #[error("{scope}: the documents are of {one} and of {other} shards")]
    Counts {
        /// The project and environment.
        scope: String,
        /// One count.
        one: u32,
        /// Another one.
        other: u32,
    },
    /// Two documents cover the same providers.
    #[error("{scope}: two documents are of {which}")]
    Overlap {
        /// The project and environment.
        scope: String,
        /// What both are of.
        which: String,
    },
    /// They differ in something that must be the same.
    #[error("{scope}: the documents were made from different {what}")]
    Different {
        /// The project and environment.
        scope: String,
        /// What differs.
        what: &'static str,
    },
}

/// Merges documents. `failed` describes what should have been documents and is none; it makes the
/// result incomplete.
pub fn merge(pieces: Vec<Piece>, failed: &[Value], version: &str) -> Result<Merged, MergeError> {
    let (mut plans, mut drifts, mut tests) = (Vec::new(), Vec::new(), Vec::new());
    let mut kinds: Vec<String> = Vec::new();
    for piece in pieces {
        kinds.push(piece.kind().to_owned());
        match piece {
            Piece::Plan(document) => plans.push(*document),
            Piece::Drift(document) => drifts.push(*document),
            Piece::Test(document) => tests.push(*document),
        }
    }
    let first = kinds.first().ok_or(MergeError::Nothing)?;
    if let Some(other) = kinds.iter().find(|kind| *kind != first) {
        return Err(MergeError::Kinds {
            one: first.clone(),
            other: other.clone(),
        });
    }
    if !plans.is_empty() {
        let merged = by_scope(plans, failed)?;
        let merged = merged.into_iter().map(|part| plans::merged(part, version));
        Ok(Merged::Plans(merged.collect::<Result<_, _>>()?))
    } else if !tests.is_empty() {
        let merged = by_scope(tests, failed)?;
        let merged = merged.into_iter().map(checks::merged);
        Ok(Merged::Tests(merged.collect::<Result<_, _>>()?))
    } else {
        let merged = by_scope(drifts, failed)?;
        let merged = merged.into_iter().map(|part| drifts::merged(part, version));
        Ok(Merged::Drifts(merged.collect::<Result<_, _>>()?))
    }
}

/// The diagnostic about a file that should have a document and has none.
pub fn no_document(file: &str, why: &str) -> Value {
    shards::diagnostic(
        FindingCode::ShardMissing,
        &format!("{file} has no document: {why}"),
        "run that shard, and merge its document",
    )
}

/// Diagnostics for people, a line each. Errors come first and notes are left out: each run has
/// printed its own.
pub fn lines(diagnostics: &[&Value]) -> String {
    let mut all: Vec<&&Value> = diagnostics
        .iter()
        .filter(|one| at(one, "/severity") != "note")
        .collect();
    all.sort_by_key(|one| rank(at(one, "/severity")));
    let line = |one: &&&Value| {
        let place = match at(one, "/range/filename") {
            "" => String::new(),
            file => {
                let number = |pointer| one.pointer(pointer).and_then(Value::as_u64).unwrap_or(1);
                let (line, column) = (number("/range/start/line"), number("/range/start/column"));
                format!(" ({}:{line}:{column})", neutral(file))
            }
        };
        format!(
            "{}[{}]: {}{place}\n",
            neutral(at(one, "/severity")),
            neutral(at(one, "/code")),
            neutral(at(one, "/summary"))
        )
    };
    all.iter().map(line).collect()
}

/// Whether a comparison was made that is not complete.
fn uncompared(comparison: Option<&ComparisonDocument>) -> bool {
    comparison.is_some_and(|comparison| !comparison.complete)
}

impl Merged {
    /// Whether something could not be read, or something declared has an error.
    pub fn is_incomplete(&self) -> bool {
        match self {
            Self::Plans(all) => all.iter().any(|one| {
                let applied = one.applied.as_ref();
                !one.complete
                    || one.errored
                    || applied.is_some_and(|applied| !applied.success)
                    || uncompared(one.dynamics.as_ref())
            }),
            Self::Drifts(all) => all
                .iter()
                .any(|one| !one.complete || uncompared(one.dynamics.as_ref())),
            Self::Tests(all) => all
                .iter()
                .any(|one| !one.complete || uncompared(one.dynamics.as_ref())),
        }
    }

    /// Whether anything drifted, or a check failed.
    pub fn differs(&self) -> bool {
        let drifted = |one: &DriftDocument| {
            let counts = &one.summary;
            counts.modified + counts.missing + counts.unconverged > 0
        };
        match self {
            Self::Plans(_) => false,
            Self::Drifts(all) => all.iter().any(drifted),
            Self::Tests(all) => all.iter().any(|one| one.summary.failed > 0),
        }
    }

    /// The merged document as indented JSON, ending with a line break.
    pub fn to_json(&self) -> String {
        // All keys are strings and all numbers are integers, so this cannot fail.
        let json = match self {
            Self::Plans(all) => serde_json::to_string_pretty(&PlanFile::of(all)),
            Self::Drifts(all) => {
                let file = DriftFile::of(all.clone());
                serde_json::to_string_pretty(&file)
            }
            Self::Tests(all) => serde_json::to_string_pretty(&TestFile::of(all)),
        };
        json.unwrap_or_default() + "\n"
    }
}

#[cfg(test)]
mod tests;
