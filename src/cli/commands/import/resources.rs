//! The resources at Azure that `--resource-id` names.

use std::collections::BTreeSet;

use crate::cli::failure::{fail, fail_with_help};
use crate::cli::global_options::{Global, variable};
use crate::cli::output::terminal;
use crate::cli::session::Session;
use crate::engine::{ImportAccount, RunErrorKind};
use crate::model::Secret;
use crate::provider::ProviderKind;

/// The kind of provider that declares resources.
pub(super) const KIND: &str = "azure";

/// The variable with the connection string of one resource.
const CONNECTION_STRING: &str = "ACS_CONNECTION_STRING";

/// Checks that no options name accounts of another kind.
pub(super) fn stand_alone(ids: &[String], global: &Global) -> anyhow::Result<()> {
    if !ids.is_empty() && !global.profiles.is_empty() {
        return fail(
            RunErrorKind::Options,
            "--profile names an account at Twilio, and --resource-id a resource at Azure: import them one after the other",
        );
    }
    Ok(())
}

/// The named resources, each once. Without a name, the first of the sandbox.
pub(super) fn accounts(
    kind: &ProviderKind,
    ids: &[String],
    global: &Global,
    session: &Session,
) -> anyhow::Result<Vec<ImportAccount>> {
    let played = session.sandbox_resources();
    let first = played.iter().flatten().take(1).cloned();
    let ids: Vec<String> = if ids.is_empty() {
        first.collect()
    } else {
        ids.to_vec()
    };
    let token = variable(CONNECTION_STRING).map(Secret::new);
    let token = token.filter(|_| played.is_none());
    let mut accounts = Vec::new();
    let mut seen = BTreeSet::new();
    for text in ids {
        let text = text.trim().to_owned();
        let id = match kind.describer.identify(&text) {
            Ok(id) => id,
            Err(why) => {
                let summary = format!("--resource-id: {}", why.summary);
                return fail_with_help(RunErrorKind::Options, summary, why.help);
            }
        };
        if let Some(played) = &played {
            is_played(&text, played)?;
        }
        if !seen.insert(id.clone()) {
            continue;
        }
        let token = token.as_ref();
        let foreign = token.and_then(|token| kind.describer.foreign_host(token, &id));
        if let (Some(host), false) = (&foreign, global.quiet) {
            terminal::eprint(&format!(
                "Note: {CONNECTION_STRING} is of {host}, and not of the resource {}. Its numbers are read with a token from Entra, and its provider names a variable of its own: set that one to the resource's connection string; or unset {CONNECTION_STRING} and remove `connection_string` from the file, so that every command uses the token.\n",
                text.rsplit('/').next().unwrap_or_default()
            ));
        }
        accounts.push(ImportAccount {
            id: Some(id),
            written: Some(text),
            own_variable: foreign.is_some(),
            ..ImportAccount::default()
        });
    }
    Ok(accounts)
}

/// Checks that the sandbox has a resource.
fn is_played(resource: &str, played: &[String]) -> anyhow::Result<()> {
    let mut known = played.iter();
    if known.any(|id| id.eq_ignore_ascii_case(resource)) {
        return Ok(());
    }
    let summary = format!("the sandbox has no resource {resource}");
    if played.is_empty() {
        let help = "declare a provider of type azure, or a resource in a sandbox.yaml";
        return fail_with_help(RunErrorKind::Options, summary, help);
    }
    let help = format!("it has {}", played.join(", "));
    fail_with_help(RunErrorKind::Options, summary, help)
}
