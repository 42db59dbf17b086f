//! The log of a watch, on stderr: a line for each round and each change of state, for people or
//! as JSON. Nothing in it is a secret, and nothing in it can act on a terminal.

use clap::ValueEnum;
use serde_json::{Value, json};

use crate::cli::output::{plan_output, terminal};
use crate::report::text::escape::neutral;

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people.
    Human,
    /// For programs: an object a line.
    Json,
}

/// The log.
#[derive(Debug, Clone, Copy)]
pub(super) struct Log {
    /// The format of its lines.
    pub format: Format,
    /// Whether only warnings are logged.
    pub quiet: bool,
}

impl Log {
    /// Logs an expected event. `event` is its name for programs.
    pub(super) fn note(self, event: &str, text: &str, more: &Value) {
        if !self.quiet {
            self.line("info", event, text, more);
        }
    }

    /// Logs a problem as a warning.
    pub(super) fn warn(self, event: &str, text: &str, more: &Value) {
        self.line("warning", event, text, more);
    }

    fn line(self, level: &str, event: &str, text: &str, more: &Value) {
        let (at, text) = (plan_output::now(), neutral(text));
        let line = match self.format {
            Format::Human if level == "info" => format!("{at} {text}\n"),
            Format::Human => format!("{at} {level}: {text}\n"),
            Format::Json => {
                let mut line = json!({
                    "timestamp": at, "level": level, "event": event, "message": text,
                });
                if let (Some(line), Some(more)) = (line.as_object_mut(), more.as_object()) {
                    line.extend(more.clone());
                }
                format!("{line}\n")
            }
        };
        match self.format {
            Format::Human => terminal::eprint(&line),
            Format::Json => terminal::eprint_json(&line),
        }
    }
}
