//! What a policy says about a plan. Plain data; `crate::policy` decides it.

use serde::{Deserialize, Serialize};

use super::{Address, Code};
use crate::yaml::{Severity, Span};

/// A place in a policy file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PlaceInPolicy {
    /// The file, as the user named it; a built-in set as `recommended`.
    pub file: String,
    /// The line, from 1; 0 in a built-in set.
    pub line: usize,
    /// The column, from 1; 0 in a built-in set.
    pub column: usize,
}

/// One rule that a plan violates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The rule, as its path in the policy: `callbacks.allow`. Items of a list count from 1:
    /// `callbacks.forbid.1` is the first.
    pub rule: String,
    /// The code of the finding that reports it.
    pub code: Code,
    /// The address that violates it; `None` if the plan as a whole does.
    pub address: Option<Address>,
    /// What violates it, in a sentence without secrets.
    pub summary: String,
    /// What to do.
    pub help: String,
    /// Where the policy has the rule.
    pub place: PlaceInPolicy,
    /// The same place among the sources that were read; that of `use` for a built-in set. `None` if it
    /// is not known.
    pub span: Option<Span>,
    /// Where the configuration writes what violates the rule, if that is known better than by the
    /// address.
    pub written: Written,
}

/// Where the configuration writes what violates a rule.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Written {
    /// At the address, if there is one.
    #[default]
    AtTheAddress,
    /// At the key of this dotted path.
    AtPath(String),
    /// At this place, where reading the configuration found it.
    At(Span),
}

/// Something about a rule that a plan does not violate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// How it is reported.
    pub severity: Severity,
    /// The rule, and what is wrong with it.
    pub about: Violation,
}

/// A policy, and what a plan violates of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyOutcome {
    /// The file, as the user named it.
    pub file: String,
    /// SHA-256 of its content, in hex. It is part of the plan's hash.
    pub sha256: String,
    /// What the plan violates, in the order of rules and addresses. Nothing may be applied unless it
    /// is empty.
    pub violations: Vec<Violation>,
    /// What is reported about the policy itself. It refuses nothing.
    pub remarks: Vec<Remark>,
    /// Why the plan may not be applied with `--auto-approve` alone, in a clause; `None` if it may.
    pub needs_approval: Option<String>,
}
