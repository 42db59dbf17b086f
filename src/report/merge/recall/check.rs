//! A test document as the results of a test.

use super::CodeOf;
use crate::model::{Address, Check, Inspection, Name, Scope, Verdict};
use crate::report::check::{TestCheck, TestDocument, TestOutcome};

/// The kinds of checks. A kind that a later version writes is not named.
const KINDS: [&str; 13] = [
    "credentials",
    "account",
    "services",
    "owned",
    "texts",
    "route",
    "carriers",
    "service",
    "takers",
    "callback",
    "callback-certificate",
    "callback-accepts",
    "callback-refuses",
];

/// Reads the results of a test from a document. The checks of a comparison are not part of them: the
/// comparison itself is in the document.
pub fn inspection(document: &TestDocument, code_of: CodeOf<'_>) -> Inspection {
    let check = |one: &TestCheck| {
        Some(Check {
            id: KINDS
                .into_iter()
                .find(|kind| *kind == one.id)
                .unwrap_or("check"),
            provider: Name::parse(one.provider.as_deref()?).ok()?,
            address: one.address.as_deref().and_then(Address::parse),
            title: one.title.clone(),
            outcome: match one.outcome {
                TestOutcome::Passed => Verdict::Passed,
                TestOutcome::Failed => Verdict::Failed,
                TestOutcome::Warning => Verdict::Warning,
                TestOutcome::Skipped => Verdict::Skipped,
            },
            code: one.code.as_deref().and_then(code_of),
            detail: one.detail.clone(),
            advice: one.advice.clone(),
            silenced: one.silenced.clone(),
        })
    };
    Inspection {
        comparison: None,
        scope: Scope {
            project: document.project.clone(),
            environment: document.environment.clone().unwrap_or_default(),
        },
        shard: document.shard,
        checks: document.checks.iter().filter_map(check).collect(),
        complete: document.complete,
    }
}
