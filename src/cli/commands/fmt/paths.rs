//! The files that are formatted.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::cli::input::config_files::{self, Files};
use crate::model::FindingCode;
use crate::yaml::Diagnostic;

/// The files to format: those of the configuration and all overlays beside them, each once. A link
/// found in a folder is skipped if it leads out of that folder.
pub(super) fn paths(found: &mut Files) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    let folders: Vec<&PathBuf> = found.sources.iter().filter(|path| path.is_dir()).collect();
    for path in &found.paths {
        let listed = folders
            .iter()
            .find(|folder| path.parent() == Some(folder.as_path()));
        if listed.is_none_or(|folder| stays_in(path, folder)) {
            paths.push(path.clone());
        }
    }
    for folder in &found.folders {
        match overlays(&folder.join("envs")) {
            Ok(inside) => paths.extend(inside.into_iter().filter(|path| stays_in(path, folder))),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => found.problems.push(
                Diagnostic::error(
                    FindingCode::UnreadableFile,
                    format!("the folder cannot be read: {error}"),
                )
                .help("check the path and its permissions")
                .in_file(config_files::shown(&folder.join("envs"))),
            ),
        }
    }
    let mut seen = BTreeSet::new();
    paths.retain(|path| path.canonicalize().is_ok_and(|path| seen.insert(path)));
    paths
}

/// All overlays in a folder, for any environment.
fn overlays(envs: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(envs)? {
        let path = entry?.path();
        let yaml = path
            .extension()
            .is_some_and(|extension| extension == "yaml" || extension == "yml");
        if yaml && path.is_file() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn stays_in(path: &Path, folder: &Path) -> bool {
    match (path.canonicalize(), folder.canonicalize()) {
        (Ok(path), Ok(folder)) => path.starts_with(folder),
        _ => false,
    }
}
