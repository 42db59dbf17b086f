//! `man`: manual pages, made from the same definitions as the help pages. It is for packaging a
//! release, so the help does not list it.

use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, CommandFactory};

use crate::cli::Cli;
use crate::cli::exit_code::Exit;
use crate::cli::failure::OfKind as _;
use crate::cli::global_options::Global;
use crate::cli::input::config_files;
use crate::cli::output::atomic_write::{self, Readers};
use crate::cli::output::protected::Protected;
use crate::engine::RunErrorKind;

/// Write the manual pages
#[derive(Debug, Args)]
pub(crate) struct Man {
    /// The folder to write to; created if it does not exist
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

impl Man {
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<Exit> {
        self.write(global).of_kind(RunErrorKind::Output)
    }

    fn write(&self, global: &Global) -> anyhow::Result<Exit> {
        let shown = || format!("{} cannot be written", config_files::shown(&self.out));
        std::fs::create_dir_all(&self.out).with_context(shown)?;
        let protected = Protected::of_installation(global);
        // The library writes into a folder by itself, so it gets one of its own.
        let drafts = tempfile::tempdir().context("no temporary folder can be created")?;
        clap_mangen::generate_to(Cli::command(), drafts.path()).with_context(shown)?;
        for draft in std::fs::read_dir(drafts.path()).with_context(shown)? {
            let draft = draft.with_context(shown)?;
            let content = std::fs::read(draft.path()).with_context(shown)?;
            let path = self.out.join(draft.file_name());
            atomic_write::put(&path, &content, Readers::Umask, &protected)
                .with_context(|| format!("{} cannot be written", config_files::shown(&path)))?;
        }
        Ok(Exit::DONE)
    }
}
