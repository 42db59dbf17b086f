//! Writes the files that make Terraform drop what was imported.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::cli::failure::{OfKind as _, fail_with_help};
use crate::cli::global_options::Global;
use crate::cli::input::config_files::shown;
use crate::cli::output::atomic_write;
use crate::cli::output::protected::Protected;
use crate::engine::{ImportedProvider, RunErrorKind};
use crate::import::handover::{Document, documents};
use crate::import::sources::claims::There;
use crate::import::sources::terraform::StateFile;

/// Files that are not written yet.
pub(super) struct Handover {
    documents: Vec<(PathBuf, Document)>,
    protected: Protected,
}

impl Handover {
    /// The files for what was imported. Fails if one is there already.
    pub(super) fn of(
        folder: &Path,
        states: &[StateFile],
        there: &There,
        imported: &[ImportedProvider],
        global: &Global,
    ) -> anyhow::Result<Self> {
        let declared: BTreeSet<&str> = imported
            .iter()
            .flat_map(|one| one.ids.iter().map(String::as_str))
            .collect();
        let adopted = documents(states, |managed| {
            there.is_adopted(managed, |id| declared.contains(id))
        });
        let documents: Vec<(PathBuf, Document)> = adopted
            .into_iter()
            .map(|document| (folder.join(&document.name), document))
            .collect();
        let is_there = |path: &Path| std::fs::symlink_metadata(path).is_ok();
        if let Some((path, _)) = documents.iter().find(|(path, _)| is_there(path)) {
            return exists(path);
        }
        Ok(Self {
            documents,
            protected: Protected::of_installation(global),
        })
    }

    /// Writes the files. Returns their paths.
    pub(super) fn write(&self) -> anyhow::Result<Vec<String>> {
        for (path, document) in &self.documents {
            let folder = path.parent().unwrap_or_else(|| Path::new("."));
            std::fs::create_dir_all(folder)
                .with_context(|| format!("the folder {} cannot be made", shown(folder)))
                .of_kind(RunErrorKind::Output)?;
            let written = atomic_write::create(path, document.content.as_bytes(), &self.protected);
            match written {
                Ok(()) => {}
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                    return exists(path);
                }
                Err(error) => {
                    return Err(error)
                        .with_context(|| format!("{} cannot be written", shown(path)))
                        .of_kind(RunErrorKind::Output);
                }
            }
        }
        let paths = self.documents.iter().map(|(path, _)| shown(path));
        Ok(paths.collect())
    }
}

fn exists<T>(path: &Path) -> anyhow::Result<T> {
    fail_with_help(
        RunErrorKind::Output,
        format!(
            "{} already exists, and import never overwrites a file",
            shown(path)
        ),
        "name another folder with --handover",
    )
}
