//! The result of `test`: one check after the other, in the order of a set-up wizard's Test step.
//!
//! Plain data; each check writes its own sentences, and the reports decide the layout.

use super::{Address, Comparison, Name, Scope, Shard};
use crate::yaml::Code;

/// The result of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It is as it should be.
    Passed,
    /// It is not as it should be, and something does not work because of it.
    Failed,
    /// It works, but should be looked at.
    Warning,
    /// It was not checked; the detail says why.
    Skipped,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The kind of the check, such as `credentials` or `route`.
    pub id: &'static str,
    /// The provider that was checked.
    pub provider: Name,
    /// The address that was checked; `None` for the provider's account as a whole.
    pub address: Option<Address>,
    /// The subject of the check, in a few words.
    pub title: String,
    /// The result.
    pub outcome: Verdict,
    /// The stable code of the finding, if it has one; `ignore` silences warnings by it.
    pub code: Option<Code>,
    /// What was found.
    pub detail: String,
    /// The next step, if there is one.
    pub advice: Option<String>,
    /// The reason why the configuration suppresses this, if it does.
    pub silenced: Option<String>,
}

/// All checks of one run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    /// The project and environment whose configuration was tested.
    pub scope: Scope,
    /// The shard that was tested; `None` for everything.
    pub shard: Option<Shard>,
    /// The checks, in the order in which they were made.
    pub checks: Vec<Check>,
    /// Whether everything requested could be read, or was clearly refused.
    pub complete: bool,
    /// The comparison with the counterpart, if one was made.
    pub comparison: Option<Comparison>,
}

impl Inspection {
    /// Returns the number of checks with this result. A silenced warning counts as skipped.
    pub fn count(&self, outcome: Verdict) -> usize {
        self.checks
            .iter()
            .filter(|check| check.outcome == outcome)
            .count()
    }

    /// Returns the number of warnings that the configuration silences.
    pub fn silenced(&self) -> usize {
        self.checks
            .iter()
            .filter(|check| check.silenced.is_some())
            .count()
    }
}
