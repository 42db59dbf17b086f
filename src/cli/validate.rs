//! `validate`: everything that can be known from the files.

use clap::Args;

use super::problems;
use super::reports::Format;
use super::{Exit, Global, files, terminal};
use crate::config::{self, Loaded};

/// Check the configuration, offline and without credentials
#[derive(Debug, Args)]
pub struct Validate {
    /// How to report
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
}

impl Validate {
    pub(super) fn run(&self, global: &Global) -> anyhow::Result<Exit> {
        let files = files::gather(global)?;
        let loaded = load(files);
        let errors = loaded.diagnostics.iter().filter(|d| d.is_error()).count();
        problems::of_configuration(&loaded, self.format, global)?;
        if self.format == Format::Human && errors == 0 && !global.quiet {
            terminal::print(&format!("{}\n", problems::verdict(&loaded)))?;
        }
        Ok(Exit::error_if(errors > 0))
    }
}

/// Reads a configuration from its files; what could not be read stands with the rest.
pub(super) fn load(mut files: files::Files) -> Loaded {
    let mut loaded = config::load(std::mem::take(&mut files.input));
    if !files.problems.is_empty() {
        loaded.diagnostics.splice(0..0, files.problems);
        if loaded.has_errors() {
            loaded.configuration = None;
        }
    }
    loaded
}
