//! The runs that are removed from the registry, for people.

use std::fmt::Write as _;

use crate::model::Scope;
use crate::report::text::escape::neutral;
use crate::report::text::moment::moment;
use crate::report::text::plural::plural;

/// How many runs are listed one by one.
const LISTED: usize = 20;

/// A run, with the number of its changes.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'a> {
    /// The run's identifier.
    pub run_id: &'a str,
    /// When it began.
    pub started_at: &'a str,
    /// How many changes it has.
    pub changes: u64,
}

/// The runs of a scope that were removed, or that may be.
pub fn human(scope: &Scope, runs: &[Listed<'_>], removed: bool) -> String {
    if runs.is_empty() {
        return format!("There is no run of {scope} to remove.\n");
    }
    let verb = if removed { "Removed" } else { "To remove:" };
    let mut out = format!("{verb} {} of {scope}.\n", sum(runs));
    for run in runs.iter().take(LISTED) {
        let _ = writeln!(
            out,
            "  {}  {}  {}",
            neutral(run.run_id),
            moment(run.started_at),
            changes(run.changes)
        );
    }
    if let Some(more) = runs.len().checked_sub(LISTED).filter(|more| *more > 0) {
        let _ = writeln!(out, "  and {more} before them");
    }
    out
}

/// How many runs these are, with how many changes.
pub fn sum(runs: &[Listed<'_>]) -> String {
    let all = runs.iter().map(|run| run.changes).sum();
    format!("{} with {}", plural(runs.len(), "run"), changes(all))
}

fn changes(count: u64) -> String {
    plural(usize::try_from(count).unwrap_or(usize::MAX), "change")
}
