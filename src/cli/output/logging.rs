//! Logs on stderr: chosen by `-v`, or in detail by `SWITCHBOARD_LOG`.

use tracing_subscriber::EnvFilter;

use crate::cli::global_options::{Global, variable};
use crate::cli::output::terminal;
use crate::cli::surroundings::Surroundings;

/// Installs the log, if `-v` or the variable asks for one.
pub(crate) fn install(global: &Global) {
    // The log belongs to the process: a call with surroundings of its own has none.
    if Surroundings::current().are_lent() {
        return;
    }
    let level = match global.verbose {
        0 => None,
        1 => Some("switchboard=info"),
        2 => Some("switchboard=debug"),
        _ => Some("switchboard=trace"),
    };
    let Some(directives) = variable("SWITCHBOARD_LOG").or_else(|| level.map(str::to_owned)) else {
        return;
    };
    // Only our own targets may log: we cannot redact what a library logs about a request.
    let ours: Vec<String> = directives.split(',').map(own_target).collect();
    let log = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(ours.join(",")))
        .with_writer(|| terminal::Stderr)
        .with_ansi(terminal::color_stderr(global));
    // Nothing else installs one, so this cannot fail.
    let _ = log.try_init();
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
