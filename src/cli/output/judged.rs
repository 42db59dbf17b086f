//! What a policy says about a configuration without a plan.

use serde_json::{Value, json};

use crate::model::{PolicyOutcome, Violation};
use crate::report::text::escape::neutral;
use crate::report::text::plural::plural;

/// What a policy says about a configuration alone.
pub(crate) struct Judged {
    /// What the configuration violates.
    pub outcome: PolicyOutcome,
    /// The rules that only a plan can judge, by their paths.
    pub left: Vec<&'static str>,
}

impl Judged {
    /// One line for people.
    pub(super) fn line(&self) -> String {
        let file = neutral(&self.outcome.file);
        let violations = match self.outcome.violations.len() {
            0 => "no violation".to_owned(),
            count => plural(count, "violation"),
        };
        match self.left.as_slice() {
            [] => format!("Policy {file}: {violations}.\n"),
            left => format!(
                "Policy {file}: {violations} in the configuration. Judged by `switchboard plan` only: {}.\n",
                left.join(", ")
            ),
        }
    }

    /// The same for programs.
    pub(super) fn document(&self) -> Value {
        let violated = |one: &Violation| {
            json!({
                "rule": one.rule,
                "code": one.code.to_string(),
                "address": one.address.as_ref().map(ToString::to_string),
                "summary": one.summary,
                "place": one.place,
            })
        };
        let violations: Vec<Value> = self.outcome.violations.iter().map(violated).collect();
        json!({
            "file": self.outcome.file,
            "sha256": self.outcome.sha256,
            "violations": violations,
            "judged_by_plan": self.left,
        })
    }
}
