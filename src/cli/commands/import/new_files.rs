//! Files that an import makes: all are prepared before any is put into its place, so that an import
//! that fails has written none.

use std::fs;
use std::io;
use std::mem;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::cli::failure::{OfKind as _, fail_with_help};
use crate::cli::input::config_files::shown;
use crate::cli::output::atomic_write::New;
use crate::cli::output::protected::Protected;
use crate::engine::RunErrorKind;

/// Files that are not in their places yet. Folders that were made for them go again if the files are
/// dropped.
pub(super) struct NewFiles {
    files: Vec<New>,
    made: Vec<PathBuf>,
    help: &'static str,
}

impl NewFiles {
    /// Prepares files with these contents, and the folders that they need. Fails if one of them
    /// cannot be written, or is there already; `help` then says what to do.
    pub(super) fn prepare<'a>(
        contents: impl IntoIterator<Item = (PathBuf, &'a str)>,
        needs_folders: bool,
        protected: &Protected,
        help: &'static str,
    ) -> anyhow::Result<Self> {
        let contents: Vec<(PathBuf, &str)> = contents.into_iter().collect();
        let is_there = |path: &Path| fs::symlink_metadata(path).is_ok();
        if let Some((path, _)) = contents.iter().find(|(path, _)| is_there(path)) {
            return exists(path, help);
        }
        let mut new = Self {
            files: Vec::new(),
            made: Vec::new(),
            help,
        };
        for (path, content) in contents {
            if let (true, Some(folder)) = (needs_folders, path.parent()) {
                new.make(folder)?;
            }
            let file = New::prepare(&path, content.as_bytes(), protected)
                .with_context(|| format!("{} cannot be written", shown(&path)))
                .of_kind(RunErrorKind::Output)?;
            new.files.push(file);
        }
        Ok(new)
    }

    /// Makes a folder and those above it.
    fn make(&mut self, folder: &Path) -> anyhow::Result<()> {
        let above = folder.ancestors();
        let missing = above.take_while(|one| !one.as_os_str().is_empty() && !one.exists());
        let mut missing: Vec<PathBuf> = missing.map(Path::to_owned).collect();
        missing.reverse();
        self.made.extend(missing);
        fs::create_dir_all(folder)
            .with_context(|| format!("the folder {} cannot be made", shown(folder)))
            .of_kind(RunErrorKind::Output)
    }

    /// Puts the files into their places. Returns their paths.
    pub(super) fn finish(mut self) -> anyhow::Result<Vec<String>> {
        let mut paths = Vec::new();
        for file in mem::take(&mut self.files) {
            let path = file.path().to_owned();
            match file.finish() {
                Ok(()) => paths.push(shown(&path)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    return exists(&path, self.help);
                }
                Err(error) => {
                    return Err(error)
                        .with_context(|| format!("{} cannot be written", shown(&path)))
                        .of_kind(RunErrorKind::Output);
                }
            }
        }
        Ok(paths)
    }
}

impl Drop for NewFiles {
    fn drop(&mut self) {
        self.files.clear();
        for folder in self.made.iter().rev() {
            // One that has a file stays.
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Fails because there is a file already.
pub(super) fn exists<T>(path: &Path, help: &'static str) -> anyhow::Result<T> {
    fail_with_help(
        RunErrorKind::Output,
        format!(
            "{} already exists, and import never overwrites a file",
            shown(path)
        ),
        help,
    )
}
