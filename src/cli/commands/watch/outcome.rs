//! The result of a round: its outcome in a word and in a line, and the report that is served.

use crate::cli::commands::drift::environment::{self, Environment, EnvironmentDrift};
use crate::cli::commands::drift::report::reported;
use crate::cli::commands::watch::status::Published;
use crate::cli::exit_code::Exit;
use crate::model::DriftSummary;
use crate::report;
use crate::yaml::Diagnostic;

/// The most reasons that are reported.
const REASONS: usize = 3;

/// The end of a round.
pub(super) struct Round {
    /// One of [`OUTCOMES`].
    pub outcome: &'static str,
    /// The outcome in a line, with counts or a reason.
    pub text: String,
}

/// The outcomes of rounds.
pub(super) const OUTCOMES: [&str; 4] = ["in_sync", "drift", "incomplete", "error"];

/// The report of a round, in the forms in which it is served.
pub(super) fn report(
    environments: &[Environment],
    checked: &[EnvironmentDrift],
    show_unmanaged: bool,
) -> Published {
    reported(environments, checked, show_unmanaged, |reports| Published {
        page: report::drift::html::drift(reports).into(),
        json: report::drift::json(reports).into(),
    })
}

/// The summaries of the errors among the diagnostics: each once, and at most [`REASONS`].
pub(super) fn reasons(diagnostics: &[Diagnostic]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for one in diagnostics.iter().filter(|one| one.is_error()) {
        if !found.contains(&one.summary) && found.len() < REASONS {
            found.push(one.summary.clone());
        }
    }
    found
}

/// The outcome of a round in which these environments were checked.
pub(super) fn round(checked: &[EnvironmentDrift]) -> Round {
    let exit = environment::exit(checked);
    let count = |of: fn(&DriftSummary) -> usize| -> usize {
        checked.iter().map(|one| of(&one.drift.summary())).sum()
    };
    let counts = format!(
        "{} as recorded, {} modified, {} missing, {} unchecked, {} unconverged",
        count(|all| all.in_sync),
        count(|all| all.modified),
        count(|all| all.missing),
        count(|all| all.unchecked),
        count(|all| all.unconverged),
    );
    let why: Vec<String> = checked
        .iter()
        .flat_map(|one| reasons(&one.diagnostics))
        .collect();
    let why = why
        .first()
        .map_or_else(String::new, |why| format!(": {why}"));
    let (outcome, text) = match exit {
        Exit { error: true, .. } => ("error", format!("error{why}")),
        Exit {
            incomplete: true, ..
        } => ("incomplete", format!("incomplete, {counts}{why}")),
        Exit {
            differences: true, ..
        } => ("drift", format!("drift, {counts}")),
        _ => ("in_sync", format!("no drift, {counts}")),
    };
    Round { outcome, text }
}
