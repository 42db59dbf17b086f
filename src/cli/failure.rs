//! Errors of commands, each of a kind that has a code of its own.

use std::error::Error;

use crate::engine::{RunError, RunErrorKind};
use crate::provider::ProviderError;
use crate::registry::RegistryError;

/// Fails with an error of a kind.
pub(super) fn fail<T>(kind: RunErrorKind, summary: impl Into<String>) -> anyhow::Result<T> {
    Err(RunError::new(kind, summary).into())
}

/// Fails with an error of a kind that has a remedy.
pub(super) fn fail_with_help<T>(
    kind: RunErrorKind,
    summary: impl Into<String>,
    help: impl Into<String>,
) -> anyhow::Result<T> {
    Err(RunError::new(kind, summary).help(help).into())
}

/// Adds a kind to errors.
pub(super) trait OfKind<T> {
    /// Sets the kind of an error that has none.
    fn of_kind(self, kind: RunErrorKind) -> anyhow::Result<T>;
}

impl<T, E: Into<anyhow::Error>> OfKind<T> for Result<T, E> {
    fn of_kind(self, kind: RunErrorKind) -> anyhow::Result<T> {
        self.map_err(|error| {
            let error = error.into();
            match kind_of(&error) {
                RunErrorKind::Other => caused_by(error, kind).into(),
                _ => error,
            }
        })
    }
}

/// The kind of an error.
pub(super) fn kind_of(error: &anyhow::Error) -> RunErrorKind {
    let known = |cause: &(dyn Error + 'static)| {
        let of_run = cause.downcast_ref::<RunError>().map(|error| error.kind);
        let of_registry = || cause.downcast_ref::<RegistryError>().map(Into::into);
        let of_account = || cause.is::<ProviderError>().then_some(RunErrorKind::Account);
        of_run.or_else(of_registry).or_else(of_account)
    };
    error.chain().find_map(known).unwrap_or(RunErrorKind::Other)
}

/// Help for an error, if there is any.
pub(super) fn help(error: &anyhow::Error) -> Option<String> {
    error.chain().find_map(|cause| {
        let of_run = cause.downcast_ref::<RunError>();
        let of_run = of_run.and_then(|error| error.help.clone());
        of_run.or_else(|| cause.downcast_ref::<RegistryError>()?.help())
    })
}

/// Converts a command's error into one of the engine's.
pub(super) fn run_error(error: anyhow::Error) -> RunError {
    error.downcast().unwrap_or_else(|error| {
        let kind = kind_of(&error);
        caused_by(error, kind)
    })
}

fn caused_by(error: anyhow::Error, kind: RunErrorKind) -> RunError {
    RunError {
        kind,
        summary: error.to_string(),
        help: help(&error),
        source: Some(error.into()),
    }
}
