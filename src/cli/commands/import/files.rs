//! Where an import writes: stdout, a file that does not exist yet, or new files in a folder.

use std::io;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::cli::failure::{OfKind as _, fail_with_help};
use crate::cli::global_options::Global;
use crate::cli::input::config_files::shown;
use crate::cli::output::atomic_write;
use crate::cli::output::protected::Protected;
use crate::cli::output::terminal::{self, Form};
use crate::engine::{ImportedProvider, RunErrorKind};

/// The place for the YAML.
pub(super) enum Target {
    /// Stdout.
    Stdout,
    /// One file.
    File(PathBuf, Protected),
    /// A file for each account.
    Folder(PathBuf, Protected),
}

impl Target {
    /// The place that `--out` names. Fails early if nothing could be written there.
    pub(super) fn of(out: Option<&Path>, several: bool, global: &Global) -> anyhow::Result<Self> {
        let protected = || Protected::of_installation(global);
        match out {
            None if several => fail_with_help(
                RunErrorKind::Options,
                "several accounts do not fit on stdout",
                "pass --out with a folder, which gets a file for each account",
            ),
            None => Ok(Self::Stdout),
            Some(path) if path.is_dir() => Ok(Self::Folder(path.to_owned(), protected())),
            Some(path) if std::fs::symlink_metadata(path).is_ok() => exists(path),
            Some(path) if several => Ok(Self::Folder(path.to_owned(), protected())),
            Some(path) => Ok(Self::File(path.to_owned(), protected())),
        }
    }

    /// Writes what was imported. Returns the file of each provider.
    pub(super) fn write(
        &self,
        imported: &[ImportedProvider],
    ) -> anyhow::Result<Vec<Option<String>>> {
        let (paths, protected): (Vec<PathBuf>, _) = match self {
            Self::Stdout => {
                for one in imported {
                    terminal::print_as(Form::Exact, &one.text)?;
                }
                return Ok(vec![None; imported.len()]);
            }
            Self::File(path, protected) => (vec![path.clone()], protected),
            Self::Folder(folder, protected) => {
                std::fs::create_dir_all(folder)
                    .with_context(|| format!("the folder {} cannot be made", shown(folder)))
                    .of_kind(RunErrorKind::Output)?;
                let names = imported.iter().map(|one| format!("{}.yaml", one.name));
                (names.map(|name| folder.join(name)).collect(), protected)
            }
        };
        // Nothing is written if one of the files is in the way.
        if let Some(there) = paths
            .iter()
            .find(|path| std::fs::symlink_metadata(path).is_ok())
        {
            return exists(there);
        }
        for (path, one) in paths.iter().zip(imported) {
            match atomic_write::create(path, one.text.as_bytes(), protected) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return exists(path),
                Err(error) => {
                    return Err(error)
                        .with_context(|| format!("{} cannot be written", shown(path)))
                        .of_kind(RunErrorKind::Output);
                }
            }
        }
        Ok(paths.iter().map(|path| Some(shown(path))).collect())
    }
}

fn exists<T>(path: &Path) -> anyhow::Result<T> {
    fail_with_help(
        RunErrorKind::Output,
        format!(
            "{} already exists, and import never overwrites a file",
            shown(path)
        ),
        "name another path with --out",
    )
}
