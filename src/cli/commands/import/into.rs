//! `--into`: the file of a configuration that gets what it lacks.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::cli::failure::{OfKind as _, fail, fail_with_help};
use crate::cli::global_options::Global;
use crate::cli::input::config_files::{self, Files, folder_of, shown};
use crate::cli::input::environments;
use crate::cli::output::atomic_write;
use crate::config::Input;
use crate::engine::{OtherEnvironment, RunErrorKind};

/// A file of the configuration, as it was read.
pub(super) struct Target {
    path: PathBuf,
    /// What the configuration is read from.
    pub input: Input,
    /// The position of the file among the base files.
    pub at: usize,
    /// The other environments that read the file.
    pub others: Vec<OtherEnvironment>,
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
    if is_overlay(path, global) {
        return fail_with_help(
            RunErrorKind::Options,
            format!(
                "--into {}: this is an overlay, and an import adds to the base only",
                shown(path)
            ),
            "name the file of the base; with --env, it gets what that environment lacks",
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
                others: others(&files, global)?,
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

/// The environments of the same base files, without the one that the options name.
fn others(files: &Files, global: &Global) -> anyhow::Result<Vec<OtherEnvironment>> {
    let mut others = Vec::new();
    for name in environments::others(files, global.env.as_deref()) {
        let other = Global {
            env: Some(name.clone()),
            ..global.clone()
        };
        others.push(OtherEnvironment {
            name,
            input: config_files::gather(&other)?.input,
        });
    }
    Ok(others)
}

/// Another environment, for people.
pub(super) fn in_words(other: &OtherEnvironment) -> String {
    environments::in_words(&other.name)
}

/// Whether a file is in the folder of overlays beside a base.
fn is_overlay(path: &Path, global: &Global) -> bool {
    let folder = folder_of(path);
    if folder.file_name().is_none_or(|name| name != "envs") {
        return false;
    }
    let base = folder_of(&folder);
    let named = global.files.iter().map(|file| {
        if file.is_dir() {
            file.clone()
        } else {
            folder_of(file)
        }
    });
    let mut named = named.filter(|one| is_same(one, &base));
    named.next().is_some()
        || ["switchboard.yaml", "switchboard.yml"]
            .iter()
            .any(|name| base.join(name).is_file())
}

/// Whether two paths lead to one file.
fn is_same(one: &Path, other: &Path) -> bool {
    match (fs::canonicalize(one), fs::canonicalize(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}
