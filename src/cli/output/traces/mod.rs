//! Traces: what a command did, as a tree of spans, for an OpenTelemetry collector. The spans are
//! always there and cost nothing while nobody receives them; they are exported by builds with the
//! feature `otel` if a collector is named in the environment.
//!
//! `wanted` reads the environment, `export` (or `absent`, without the feature) receives the spans,
//! `client` sends them, `trouble` keeps the reason why they could not be sent.

#[cfg(not(feature = "otel"))]
mod absent;
#[cfg(feature = "otel")]
mod client;
#[cfg(feature = "otel")]
mod export;
mod trouble;
mod wanted;

use tracing::Span;
use tracing::field::Empty;

#[cfg(not(feature = "otel"))]
use self::absent as exporting;
#[cfg(feature = "otel")]
use self::export as exporting;
use crate::cli::exit_code::Exit;
use crate::cli::global_options::Global;
use crate::cli::output::{logging, terminal};
use crate::cli::surroundings::Surroundings;
use crate::model::{Scope, TRACES};

pub(crate) use trouble::take as trouble;

/// A command under way.
pub(crate) struct Running {
    span: Span,
    exporter: Option<exporting::Exporter>,
    quiet: bool,
}

/// Begins a command: installs the log and the exporter of traces. `name` is the command's if it is
/// traced; `one_run` says that it is one run, which then has one span.
pub(crate) fn begin(global: &Global, name: Option<&'static str>, one_run: bool) -> Running {
    // Traces belong to the process, as the log does.
    let is_wanted = name.is_some() && !Surroundings::current().are_lent() && wanted::is_wanted();
    let exporter = is_wanted.then(exporting::Exporter::new).flatten();
    let (exporter, receiver) = exporter.unzip();
    logging::install(global, receiver);
    Running {
        span: name.filter(|_| one_run).map_or_else(Span::none, run),
        exporter,
        quiet: global.quiet,
    }
}

impl Running {
    /// Does the work of the command in its span.
    pub(crate) fn in_scope<T>(&self, work: impl FnOnce() -> T) -> T {
        self.span.in_scope(work)
    }

    /// Ends the command: waits a short time for the export of its spans, and prints a warning if
    /// they could not be exported.
    pub(crate) fn end(self, exit: Exit, code: u8) {
        self.span.record("process.exit.code", code);
        let failure = match exit {
            Exit {
                signal: Some(_), ..
            } => Some("interrupted"),
            Exit { error: true, .. } => Some("error"),
            Exit {
                incomplete: true, ..
            } => Some("incomplete"),
            _ => None,
        };
        if let Some(failure) = failure {
            fail(&self.span, failure);
        }
        drop(self.span);
        if let Some(exporter) = self.exporter {
            exporter.end();
        }
        if let Some(trouble) = trouble()
            && !self.quiet
        {
            terminal::eprint(&format!("warning: {trouble}\n"));
        }
    }
}

/// The span of a run of a command. It has no parent in this process; `TRACEPARENT` may name one
/// elsewhere.
pub(crate) fn run(command: &'static str) -> Span {
    let span = tracing::info_span!(
        target: TRACES,
        parent: None,
        "run",
        "otel.name" = format!("switchboard {command}"),
        "otel.status_code" = Empty,
        "error.type" = Empty,
        "process.exit.code" = Empty,
        "switchboard.command" = command,
        "switchboard.project" = Empty,
        "switchboard.environment" = Empty,
        "switchboard.run.id" = Empty,
        "switchboard.outcome" = Empty,
    );
    exporting::adopt(&span);
    span
}

/// The span of checking one environment for drift, below the current span.
pub(crate) fn check() -> Span {
    tracing::info_span!(
        target: TRACES,
        "check",
        "switchboard.project" = Empty,
        "switchboard.environment" = Empty,
    )
}

/// Notes the project and the environment in the current span.
pub(crate) fn note_scope(scope: &Scope) {
    let span = Span::current();
    span.record("switchboard.project", scope.project.as_str());
    if !scope.environment.is_empty() {
        span.record("switchboard.environment", scope.environment.as_str());
    }
}

/// Notes in the span of a round of a watch how the round ended.
pub(crate) fn note_round(span: &Span, outcome: &'static str) {
    span.record("switchboard.outcome", outcome);
    if !["in_sync", "drift"].contains(&outcome) {
        fail(span, outcome);
    }
}

/// Begins to export the spans that have ended. A watch does so after each round, so that one that
/// is killed loses the last round at most.
pub(crate) fn flush() {
    exporting::flush();
}

fn fail(span: &Span, why: &'static str) {
    span.record("otel.status_code", "ERROR");
    span.record("error.type", why);
}
