//! `man`: manual pages, made from the same definitions as the help pages. For whoever packages a
//! release, so it is not listed.

use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, CommandFactory};

use super::{Cli, Exit, files};

/// Write the manual pages
#[derive(Debug, Args)]
pub struct Man {
    /// The folder to write them to; it is made where there is none
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

impl Man {
    pub(super) fn run(&self) -> anyhow::Result<Exit> {
        let shown = || format!("{} cannot be written", files::shown(&self.out));
        std::fs::create_dir_all(&self.out).with_context(shown)?;
        clap_mangen::generate_to(Cli::command(), &self.out).with_context(shown)?;
        Ok(Exit::DONE)
    }
}
