//! The file that keeps a stand-in's state: who may write it, and reading it.

use std::fs::File;
use std::path::Path;

use anyhow::Context as _;

use crate::cli::failure::OfKind as _;
use crate::cli::input::config_files;
use crate::cli::local_sandbox::lock;
use crate::engine::{RunError, RunErrorKind};

/// A command's access to the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Access {
    /// Reading: nothing is locked and nothing written.
    Reads,
    /// Writing, without any other process.
    Writes,
}

/// The lock that the access needs, and the saved state with what `add` adds of a seed.
pub(super) async fn seeded<S: Default>(
    file: &Path,
    access: Access,
    load: impl FnOnce(&Path) -> anyhow::Result<S>,
    add: impl FnOnce(&mut S) -> anyhow::Result<()>,
) -> anyhow::Result<(Option<File>, S)> {
    let lock = lock(file, access).await?;
    let mut world = saved(file, load)?.unwrap_or_default();
    add(&mut world)
        .context("the sandbox cannot hold what its seed describes")
        .of_kind(RunErrorKind::Sandbox)?;
    Ok((lock, world))
}

/// The lock that the access needs.
async fn lock(file: &Path, access: Access) -> anyhow::Result<Option<File>> {
    match access {
        Access::Reads => Ok(None),
        Access::Writes => Ok(Some(lock::lock(file).await?)),
    }
}

/// The saved state, if there is one.
fn saved<S>(
    file: &Path,
    load: impl FnOnce(&Path) -> anyhow::Result<S>,
) -> anyhow::Result<Option<S>> {
    if !file.exists() {
        return Ok(None);
    }
    let loaded = load(file).map_err(|error| {
        let summary = format!("{} is not a sandbox's state", config_files::shown(file));
        RunError::new(RunErrorKind::Sandbox, summary)
            .help("remove it to start over")
            .caused_by(error)
    })?;
    Ok(Some(loaded))
}
