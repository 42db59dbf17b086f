//! `--into`: the file of a configuration that gets what it lacks.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::cli::failure::{OfKind as _, fail, fail_with_help};
use crate::cli::global_options::Global;
use crate::cli::input::config_files::{self, folder_of, shown};
use crate::cli::output::atomic_write;
use crate::config::Input;
use crate::engine::RunErrorKind;

/// A file of the configuration, as it was read.
pub(super) struct Target {
    path: PathBuf,
    /// What the configuration is read from.
    pub input: Input,
    /// The position of the file among the base files.
    pub at: usize,
}

/// The options, with the file as the configuration unless it is part of one that they name or that
/// is found.
pub(super) fn options(path: &Path, global: &Global) -> anyhow::Result<Global> {
    if !path.is_file() {
        return fail_with_help(
            RunErrorKind::Options,
            format!("--into {}: there is no such file", shown(path)),
            "to write a new file, use --out",
        );
    }
    let is_part = |default: &PathBuf| {
        if default.is_dir() {
            is_same(default, folder_of(path).as_path())
        } else {
            is_same(default, path)
        }
    };
    let mut global = global.clone();
    if global.files.is_empty() && !config_files::defaults().iter().any(is_part) {
        global.files.push(path.to_owned());
    }
    Ok(global)
}

impl Target {
    /// Finds the file among those of the configuration.
    pub(super) fn of(path: &Path, global: &Global) -> anyhow::Result<Self> {
        let files = config_files::gather(global)?;
        let at = files.paths.iter().position(|one| is_same(one, path));
        match at {
            Some(at) if files.input.base.get(at).is_some() => Ok(Self {
                path: path.to_owned(),
                input: files.input,
                at,
            }),
            _ => fail_with_help(
                RunErrorKind::Options,
                format!(
                    "--into {}: this is not a file of the configuration",
                    shown(path)
                ),
                "name it with -f, too, or leave -f out",
            ),
        }
    }

    /// Its name for messages.
    pub(super) fn name(&self) -> String {
        shown(&self.path)
    }

    /// Replaces its text, in one step. A file that has changed since it was read stays as it is.
    pub(super) fn write(&self, text: &str) -> anyhow::Result<()> {
        let name = self.name();
        let there = fs::read(&self.path)
            .with_context(|| format!("{name} cannot be read again"))
            .of_kind(RunErrorKind::Input)?;
        if self
            .input
            .base
            .get(self.at)
            .is_none_or(|read| read.bytes != there)
        {
            return fail(
                RunErrorKind::Output,
                format!("{name} has changed in the meantime, so nothing was written: run it again"),
            );
        }
        atomic_write::rewrite(&self.path, text.as_bytes())
            .with_context(|| format!("{name} cannot be written"))
            .of_kind(RunErrorKind::Output)
    }
}

/// Whether two paths lead to one file.
fn is_same(one: &Path, other: &Path) -> bool {
    match (fs::canonicalize(one), fs::canonicalize(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}
