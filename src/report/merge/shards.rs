//! Which documents belong together: those of one project and environment. Of each they are all
//! shards, or one document of everything.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::MergeError;
use crate::model::{Address, FindingCode, Scope, Shard};
use crate::report::check::TestDocument;
use crate::report::drift::document::DriftDocument;
use crate::report::plan::document::{MergedShard, PlanDocument, ShardState};
use crate::report::text::json::at;

/// A document that can be one of several shards.
pub(super) trait Part {
    /// Its project and environment.
    fn scope(&self) -> Scope;

    /// Its shard; `None` if it covers everything.
    fn shard(&self) -> Option<Shard>;

    /// Whether everything was read.
    fn is_complete(&self) -> bool;
}

/// All documents name these facts in the same way.
macro_rules! parts {
    ($($document:ty),*) => {
        $(impl Part for $document {
            fn scope(&self) -> Scope {
                scope(&self.project, self.environment.as_ref())
            }

            fn shard(&self) -> Option<Shard> {
                self.shard
            }

            fn is_complete(&self) -> bool {
                self.complete
            }
        })*
    };
}

parts!(PlanDocument, DriftDocument, TestDocument);

fn scope(project: &str, environment: Option<&String>) -> Scope {
    Scope {
        project: project.to_owned(),
        environment: environment.cloned().unwrap_or_default(),
    }
}

/// The documents of one project and environment.
pub(super) struct Parts<T> {
    /// Its name in messages.
    pub(super) scope: String,
    /// The documents, in the order of their shards. There is at least one.
    pub(super) documents: Vec<T>,
    /// All shards, also those that are missing; empty for one document of everything.
    pub(super) shards: Vec<MergedShard>,
    /// What makes the result incomplete, as diagnostics.
    pub(super) problems: Vec<Value>,
}

/// Groups documents by project and environment, in the order in which these first occur, and checks
/// that those of each fit together. What `failed` belongs to is not known, so it counts for the
/// first.
pub(super) fn by_scope<T: Part>(
    documents: Vec<T>,
    failed: &[Value],
) -> Result<Vec<Parts<T>>, MergeError> {
    let mut groups: Vec<(Scope, Vec<T>)> = Vec::new();
    for document in documents {
        let scope = document.scope();
        match groups.iter_mut().find(|(known, _)| *known == scope) {
            Some((_, group)) => group.push(document),
            None => groups.push((scope, vec![document])),
        }
    }
    let mut all = Vec::new();
    for (at, (scope, documents)) in groups.into_iter().enumerate() {
        let mut parts = fitted(&scope.to_string(), documents)?;
        if at == 0 {
            parts.problems.extend(failed.iter().cloned());
        }
        all.push(parts);
    }
    Ok(all)
}

fn fitted<T: Part>(scope: &str, mut documents: Vec<T>) -> Result<Parts<T>, MergeError> {
    let overlap = |which: String| MergeError::Overlap {
        scope: scope.to_owned(),
        which,
    };
    documents.sort_by_key(Part::shard);
    let shards: Vec<Shard> = documents.iter().filter_map(Part::shard).collect();
    let whole = documents.len() - shards.len();
    if whole > 1 || (whole == 1 && !shards.is_empty()) {
        return Err(overlap("every provider".to_owned()));
    }
    let mut parts = Parts {
        scope: scope.to_owned(),
        documents,
        shards: Vec::new(),
        problems: Vec::new(),
    };
    let Some(first) = shards.first() else {
        return Ok(parts);
    };
    let count = first.count();
    if let Some(other) = shards.iter().find(|shard| shard.count() != count) {
        return Err(MergeError::Counts {
            scope: scope.to_owned(),
            one: count,
            other: other.count(),
        });
    }
    let mut seen = BTreeSet::new();
    if let Some(twice) = shards.iter().find(|shard| !seen.insert(shard.index())) {
        return Err(overlap(format!("shard {twice}")));
    }
    for index in 1..=count {
        let found = parts.documents.iter().find(|document| {
            let shard = document.shard();
            shard.is_some_and(|shard| shard.index() == index)
        });
        let state = match found {
            None => ShardState::Missing,
            Some(document) if !document.is_complete() => ShardState::Incomplete,
            Some(_) => ShardState::Complete,
        };
        parts.problems.extend(problem(scope, index, count, state));
        parts.shards.push(MergedShard {
            index,
            count,
            state,
        });
    }
    Ok(parts)
}

/// The diagnostic about a shard; `None` if it is complete.
fn problem(scope: &str, index: u32, count: u32, state: ShardState) -> Option<Value> {
    let (code, what, help) = match state {
        ShardState::Complete => return None,
        ShardState::Incomplete => (
            FindingCode::ShardIncomplete,
            "is incomplete",
            "its own findings give the reason",
        ),
        ShardState::Missing => (
            FindingCode::ShardMissing,
            "is missing",
            "run it, and merge its document, too",
        ),
    };
    let summary = format!("{scope}: shard {index} of {count} {what}");
    Some(diagnostic(code, &summary, help))
}

/// An error about documents, in the form that all diagnostics share.
pub(super) fn diagnostic(code: FindingCode, summary: &str, help: &str) -> Value {
    json!({
        "severity": "error",
        "code": code.code().as_str(),
        "summary": summary,
        "help": help,
        "address": null,
        "range": null,
    })
}

/// What several documents say, each once: first about the merge, then by place.
pub(super) fn diagnostics(mut problems: Vec<Value>, lists: Vec<Vec<Value>>) -> Vec<Value> {
    let mut seen: BTreeSet<String> = problems.iter().map(ToString::to_string).collect();
    let mut all: Vec<Value> = lists.into_iter().flatten().collect();
    all.retain(|one| seen.insert(one.to_string()));
    all.sort_by_cached_key(|one| {
        let number = |pointer| one.pointer(pointer).and_then(Value::as_u64);
        (
            at(one, "/range/filename").to_owned(),
            number("/range/start/line"),
            number("/range/start/column"),
            at(one, "/code").to_owned(),
        )
    });
    problems.extend(all);
    problems
}

/// Sorts entries as one document would have them: by address.
pub(super) fn by_address<T>(entries: &mut [T], address: impl Fn(&T) -> &str) {
    // What is not an address was not written by this program; it comes first.
    entries.sort_by_cached_key(|entry| Address::parse(address(entry)));
}

/// The one value of all documents, or the refusal that they differ.
pub(super) fn same<'a, T, V: PartialEq + Clone + 'a>(
    parts: &'a Parts<T>,
    what: &'static str,
    of: impl Fn(&'a T) -> &'a V,
) -> Result<(), MergeError> {
    let mut values = parts.documents.iter().map(of);
    let first = values.next();
    if values.all(|value| Some(value) == first) {
        return Ok(());
    }
    Err(MergeError::Different {
        scope: parts.scope.clone(),
        what,
    })
}
