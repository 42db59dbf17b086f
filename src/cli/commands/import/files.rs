//! Where an import writes: stdout, a file that does not exist yet, or new files in a folder.

use std::path::{Path, PathBuf};

use crate::cli::commands::import::new_files::{NewFiles, exists};
use crate::cli::failure::fail_with_help;
use crate::cli::global_options::Global;
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
            Some(path) if std::fs::symlink_metadata(path).is_ok() => exists(path, HELP),
            Some(path) if several => Ok(Self::Folder(path.to_owned(), protected())),
            Some(path) => Ok(Self::File(path.to_owned(), protected())),
        }
    }

    /// Prepares what was imported.
    pub(super) fn prepare<'a>(
        &self,
        imported: &'a [ImportedProvider],
    ) -> anyhow::Result<Prepared<'a>> {
        let (contents, needs_folder, protected): (Vec<_>, _, _) = match self {
            Self::Stdout => return Ok(Prepared::Stdout(imported)),
            Self::File(path, protected) => {
                let one = imported.iter().take(1);
                let contents = one.map(|one| (path.clone(), one.text.as_str()));
                (contents.collect(), false, protected)
            }
            Self::Folder(folder, protected) => {
                let path = |one: &ImportedProvider| folder.join(format!("{}.yaml", one.name));
                let contents = imported.iter().map(|one| (path(one), one.text.as_str()));
                (contents.collect(), true, protected)
            }
        };
        let files = NewFiles::prepare(contents, needs_folder, protected, HELP)?;
        Ok(Prepared::Files(files))
    }
}

/// The YAML, not written yet.
pub(super) enum Prepared<'a> {
    /// For stdout.
    Stdout(&'a [ImportedProvider]),
    /// In files.
    Files(NewFiles),
}

impl Prepared<'_> {
    /// Writes it. Returns the file of each provider.
    pub(super) fn finish(self) -> anyhow::Result<Vec<Option<String>>> {
        match self {
            Self::Stdout(imported) => {
                for one in imported {
                    terminal::print_as(Form::Exact, &one.text)?;
                }
                Ok(vec![None; imported.len()])
            }
            Self::Files(files) => Ok(files.finish()?.into_iter().map(Some).collect()),
        }
    }
}

/// What to do about a file that is there.
const HELP: &str = "name another path with --out";
