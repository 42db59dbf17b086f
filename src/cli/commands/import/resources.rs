//! The resources at Azure that `--resource-id` names.

use std::collections::BTreeSet;

use crate::cli::failure::{fail, fail_with_help};
use crate::cli::global_options::{Global, variable};
use crate::cli::output::terminal;
use crate::cli::session::Session;
use crate::engine::{ImportAccount, RunErrorKind};
use crate::model::Secret;
use crate::provider::azure::connection_string::ConnectionString;
use crate::provider::azure::{self, ResourceId};

/// The kind of provider that declares resources.
pub(super) const KIND: &str = azure::KIND.name;

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
    let host = if played.is_some() { None } else { host() };
    let mut accounts = Vec::new();
    let mut seen = BTreeSet::new();
    for text in ids {
        let resource = match ResourceId::parse(text.trim()) {
            Ok(resource) => resource,
            Err(why) => {
                let summary = format!("--resource-id: {}", why.summary);
                return fail_with_help(RunErrorKind::Options, summary, why.help);
            }
        };
        if let Some(played) = &played {
            is_played(&resource, played)?;
        }
        if !seen.insert(resource.folded()) {
            continue;
        }
        let host = host.as_deref();
        let foreign = host.filter(|host| !is_host_of(host, &resource));
        if let (Some(host), false) = (foreign, global.quiet) {
            terminal::eprint(&format!(
                "Note: {CONNECTION_STRING} is of {host}, and not of the resource {}. Its numbers are read with a token from Entra, and its provider names a variable of its own: set that one to the resource's connection string; or unset {CONNECTION_STRING} and remove `connection_string` from the file, so that every command uses the token.\n",
                resource.name()
            ));
        }
        accounts.push(ImportAccount {
            id: Some(resource.folded()),
            written: Some(resource.as_str().to_owned()),
            own_variable: foreign.is_some(),
            ..ImportAccount::default()
        });
    }
    Ok(accounts)
}

/// The host in the environment's connection string.
fn host() -> Option<String> {
    let text = Secret::new(variable(CONNECTION_STRING)?);
    let parsed = ConnectionString::parse(&text).ok()?;
    parsed.endpoint.host_str().map(str::to_owned)
}

/// Checks that the sandbox has a resource.
fn is_played(resource: &ResourceId, played: &[String]) -> anyhow::Result<()> {
    let mut known = played.iter();
    if known.any(|id| id.eq_ignore_ascii_case(resource.as_str())) {
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

/// Whether a host is a resource's. It begins with the resource's name; a region may follow.
fn is_host_of(host: &str, resource: &ResourceId) -> bool {
    let label = host.split('.').next().unwrap_or_default();
    label.eq_ignore_ascii_case(resource.name())
}
