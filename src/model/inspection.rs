//! What `test` finds: one check after the other, in the order of a set-up wizard's Test step.
//!
//! Plain data; the sentences come from who checks, the layout from the reports.

use super::{Address, Name, Scope};
use crate::yaml::Code;

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It is as it should be.
    Passed,
    /// It is not, and something does not work because of it.
    Failed,
    /// It works, and deserves a look.
    Warning,
    /// It was not checked; the detail says why.
    Skipped,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What kind of check, such as `credentials` or `route`.
    pub id: &'static str,
    /// The provider it was made under.
    pub provider: Name,
    /// What it is about; `None` for the provider's account as a whole.
    pub address: Option<Address>,
    /// What is checked, in a few words.
    pub title: String,
    /// How it ended.
    pub outcome: Verdict,
    /// The stable code of what was found, where it has one; `ignore` silences warnings by it.
    pub code: Option<Code>,
    /// What was found.
    pub detail: String,
    /// What to do next, where there is something.
    pub advice: Option<String>,
    /// Why the configuration says that this is not to be told, where it does.
    pub silenced: Option<String>,
}

/// All checks of one run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    /// Whose configuration was tested.
    pub scope: Scope,
    /// The checks, in the order made.
    pub checks: Vec<Check>,
    /// Whether everything that was asked for could be read, or was clearly refused.
    pub complete: bool,
}

impl Inspection {
    /// How many checks ended so. A silenced warning counts as skipped.
    pub fn count(&self, outcome: Verdict) -> usize {
        self.checks
            .iter()
            .filter(|check| check.outcome == outcome)
            .count()
    }

    /// How many warnings the configuration silences.
    pub fn silenced(&self) -> usize {
        self.checks
            .iter()
            .filter(|check| check.silenced.is_some())
            .count()
    }
}
