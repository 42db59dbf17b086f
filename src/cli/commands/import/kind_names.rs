//! Kinds of providers by their names.

use crate::cli::failure::fail;
use crate::cli::local_sandbox::TWILIO;
use crate::engine::RunErrorKind;
use crate::provider::{self, ProviderKind};

/// The kind whose accounts are imported unless the options name resources.
pub(super) fn usual() -> anyhow::Result<&'static ProviderKind> {
    named(TWILIO)
}

/// The kind of this name.
pub(super) fn named(name: &str) -> anyhow::Result<&'static ProviderKind> {
    match provider::kind(name) {
        Some(kind) => Ok(kind),
        None => fail(RunErrorKind::Other, format!("there is no provider {name}")),
    }
}
