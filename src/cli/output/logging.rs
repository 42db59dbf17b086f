//! Logs on stderr: chosen by `-v`, or in detail by `SWITCHBOARD_LOG`.

use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer, Registry};

use crate::cli::global_options::{Global, variable};
use crate::cli::output::terminal;
use crate::cli::surroundings::Surroundings;

/// Receives spans and events.
pub(super) type Receiver = Box<dyn Layer<Registry> + Send + Sync>;

/// Installs the log, if `-v` or the variable asks for one, beside another receiver.
pub(super) fn install(global: &Global, other: Option<Receiver>) {
    // The log belongs to the process: a call with surroundings of its own has none.
    if Surroundings::current().are_lent() {
        return;
    }
    let receivers: Vec<Receiver> = log(global).into_iter().chain(other).collect();
    if !receivers.is_empty() {
        // Nothing else installs one, so this cannot fail.
        let _ = tracing_subscriber::registry().with(receivers).try_init();
    }
}

/// The log, if it is asked for.
fn log(global: &Global) -> Option<Receiver> {
    let level = match global.verbose {
        0 => None,
        1 => Some("switchboard=info"),
        2 => Some("switchboard=debug"),
        _ => Some("switchboard=trace"),
    };
    let directives = variable("SWITCHBOARD_LOG").or_else(|| level.map(str::to_owned))?;
    // Only our own targets may log: we cannot redact what a library logs about a request.
    let ours: Vec<String> = directives.split(',').map(own_target).collect();
    let log = tracing_subscriber::fmt::layer()
        .with_writer(|| terminal::Stderr)
        .with_ansi(terminal::color_stderr(global))
        .with_filter(EnvFilter::new(ours.join(",")));
    Some(log.boxed())
}

/// Completes a directive. A bare level is this program's; a directive for another target is
/// dropped.
fn own_target(directive: &str) -> String {
    match directive.trim() {
        bare if !bare.contains('=') && !bare.starts_with("switchboard") => {
            format!("switchboard={bare}")
        }
        own if own.starts_with("switchboard") => own.to_owned(),
        _ => "off".to_owned(),
    }
}
