//! What takes the exporter's place in a build without the feature `otel`.

use tracing::Span;

use super::trouble;
use super::wanted::{ENDPOINT, TRACES_ENDPOINT};
use crate::cli::global_options::variable;
use crate::cli::output::logging::Receiver;

/// An exporter, which this build does not have.
pub(super) enum Exporter {}

impl Exporter {
    /// Notes that this build has none.
    pub(super) fn new() -> Option<(Self, Receiver)> {
        let name = match variable(TRACES_ENDPOINT) {
            Some(_) => TRACES_ENDPOINT,
            None => ENDPOINT,
        };
        trouble::note(format!(
            "{name} is set, but this build exports no traces\n  help: build it with \
             `--features otel`, or unset the variable"
        ));
        None
    }

    /// Never called.
    pub(super) fn end(self) {
        match self {}
    }
}

/// Does nothing: nothing is exported.
pub(super) fn flush() {}

/// Does nothing: no parent is known without an exporter.
pub(super) fn adopt(_span: &Span) {}
