//! What a policy says about a plan. Doc comments here are descriptions in JSON Schemas.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{Address, Code, PlaceInPolicy, PolicyCode, PolicyOutcome, Violation, Written};

/// A policy, and what the plan violates of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "PolicyResult")]
pub struct PolicyDocument {
    /// The file, as it was named.
    pub file: String,
    /// SHA-256 of its content, in hex.
    pub sha256: String,
    /// The rules that the plan violates. Nothing is applied unless it is empty.
    pub violations: Vec<ViolatedRule>,
    /// Why `apply --auto-approve` alone does not apply the plan; left out if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needs_approval: Option<String>,
}

/// A violated rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ViolatedRule {
    /// The rule, as its path in the policy. Items of a list count from 1: `callbacks.forbid.1` is the first.
    pub rule: String,
    /// The code of the diagnostic that reports it.
    pub code: String,
    /// The address that violates it; null if the plan as a whole does.
    pub address: Option<String>,
    /// What violates it.
    pub summary: String,
    /// Where the policy has the rule.
    pub place: PlaceInPolicy,
}

impl PolicyDocument {
    pub(super) fn of(outcome: &PolicyOutcome) -> Self {
        let violated = |one: &Violation| ViolatedRule {
            rule: one.rule.clone(),
            code: one.code.to_string(),
            address: one.address.as_ref().map(ToString::to_string),
            summary: one.summary.clone(),
            place: one.place.clone(),
        };
        Self {
            file: outcome.file.clone(),
            sha256: outcome.sha256.clone(),
            violations: outcome.violations.iter().map(violated).collect(),
            needs_approval: outcome.needs_approval.clone(),
        }
    }

    /// The outcome that the document was made of, as far as it has it.
    pub(in crate::report) fn recall(
        &self,
        code_of: &dyn Fn(&str) -> Option<Code>,
    ) -> PolicyOutcome {
        let violation = |one: &ViolatedRule| Violation {
            rule: one.rule.clone(),
            // A code of a newer version is at least that of a refusal.
            code: code_of(&one.code).unwrap_or(PolicyCode::ChangeNotAllowed.code()),
            address: one.address.as_deref().and_then(Address::parse),
            summary: one.summary.clone(),
            help: String::new(),
            place: one.place.clone(),
            span: None,
            written: Written::AtTheAddress,
        };
        PolicyOutcome {
            file: self.file.clone(),
            sha256: self.sha256.clone(),
            violations: self.violations.iter().map(violation).collect(),
            remarks: Vec::new(),
            needs_approval: self.needs_approval.clone(),
        }
    }

    /// The results of several shards, which were judged by the same policy.
    pub(in crate::report) fn merged(all: impl IntoIterator<Item = Self>) -> Option<Self> {
        let mut all = all.into_iter();
        let mut sum = all.next()?;
        for one in all {
            for violation in one.violations {
                if !sum.violations.contains(&violation) {
                    sum.violations.push(violation);
                }
            }
            sum.needs_approval = sum.needs_approval.or(one.needs_approval);
        }
        Some(sum)
    }
}
