//! Remedies that depend on a command's surroundings: the sandbox, or the registry in use.

use std::collections::BTreeSet;

use crate::cli::input::config_files;
use crate::cli::session::Session;
use crate::model::{Address, FindingCode};
use crate::yaml::Diagnostic;

/// Replaces the help for a number, service or application that is missing from the sandbox by a simpler remedy.
/// For a number that is `elsewhere`, the help names its account, which is the better remedy.
pub(crate) fn in_sandbox(
    mut diagnostic: Diagnostic,
    session: &Session,
    elsewhere: &BTreeSet<Address>,
) -> Diagnostic {
    let address = diagnostic.address.as_deref().and_then(Address::parse);
    let provider = address.as_ref().and_then(Address::provider);
    if let Some(state) = session.sandbox_state(provider)
        && diagnostic.code == FindingCode::NotInAccount
        && !address.as_ref().is_some_and(|one| elsewhere.contains(one))
    {
        let service = address.is_some_and(|address| address.kind().is_found_by_name());
        let state = config_files::shown(state);
        diagnostic.help = if service {
            format!(
                "the sandbox invents SIDs: leave out `sid`, so that the object is created or found by its name; or declare it in a sandbox.yaml, and remove {state} and its registry to start over"
            )
        } else {
            format!(
                "the sandbox remembers the numbers it began with: check the digits, or remove {state} and its registry to start over with the numbers of the sandbox.yaml beside the configuration, or without that file with the numbers declared now"
            )
        };
    }
    diagnostic
}

/// The most projects and environments to name that a registry records.
const NAMED: usize = 5;

/// Adds to a finding's help the registry that was looked in, and the projects and environments that
/// it records instead.
pub(crate) async fn where_looked(mut diagnostic: Diagnostic, session: &Session) -> Diagnostic {
    let mut help = format!("looked in {}", session.place);
    let all = session
        .context
        .registry
        .contents(None)
        .await
        .unwrap_or_default();
    let others: Vec<String> = all
        .iter()
        .filter(|one| one.serial > 0)
        .map(|one| one.scope.to_string())
        .collect();
    if !others.is_empty() {
        let named = others.iter().take(NAMED).cloned().collect::<Vec<_>>();
        help.push_str(&format!(", which records {}", named.join(", ")));
        if let more @ 1.. = others.len().saturating_sub(NAMED) {
            help.push_str(&format!(" and {more} more"));
        }
    }
    diagnostic.help = format!("{help}: {}", diagnostic.help);
    diagnostic
}
