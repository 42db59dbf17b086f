//! What `doctor` says about the configuration.

use crate::cli::input::project::Project;
use crate::report::doctor::{Examined, Outcome};
use crate::report::text::plural::plural;

/// The configuration's files, and whether they are valid.
pub(super) fn files(project: &Project) -> Examined {
    let found =
        |outcome, detail: String| Examined::new("configuration", "Configuration", outcome, detail);
    let names = project.names.join(", ");
    let errors = project
        .loaded
        .diagnostics
        .iter()
        .filter(|one| one.is_error());
    let errors: Vec<_> = errors.collect();
    match errors.as_slice() {
        [] => {
            let providers = project.loaded.configuration.as_ref();
            let providers = providers.map_or(0, |one| one.providers.len());
            found(
                Outcome::Passed,
                format!("{names}: valid, {}", plural(providers, "provider")),
            )
        }
        [first, ..] if names.is_empty() => {
            found(Outcome::Failed, first.summary.clone()).advise(first.help.clone())
        }
        [first, ..] => found(
            Outcome::Failed,
            format!(
                "{names}: {}, the first: {}",
                plural(errors.len(), "error"),
                first.summary
            ),
        )
        .advise("`switchboard validate` shows each with its place"),
    }
}

/// Accounts cannot be looked for without a valid configuration.
pub(super) fn no_accounts() -> Examined {
    let detail = "the configuration names the accounts, and must be valid first";
    Examined::new("credentials", "Credentials", Outcome::Skipped, detail)
}
