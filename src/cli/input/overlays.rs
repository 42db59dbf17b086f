//! The overlays of environments: `envs/NAME.yaml` in the folder of a base.

use std::path::{Path, PathBuf};

use crate::cli::input::paths::{folder_of, shown};
use crate::cli::input::read_file::read;
use crate::config::Text;

/// The overlays of an environment beside a base in these folders.
pub(super) fn overlays_of(environment: &str, folders: &[PathBuf]) -> Vec<PathBuf> {
    let candidates = |folder: &PathBuf| {
        ["yaml", "yml"].map(|extension| {
            folder
                .join("envs")
                .join(format!("{environment}.{extension}"))
        })
    };
    let there = |path: &PathBuf| path.exists() && !path.is_dir();
    let found = folders
        .iter()
        .filter_map(|folder| candidates(folder).into_iter().find(there));
    found.collect()
}

/// The environments that have an overlay beside a base in one of these folders.
pub(crate) fn environments(folders: &[PathBuf]) -> Vec<String> {
    let envs = folders.iter().map(|folder| folder.join("envs"));
    let mut names: Vec<String> = envs.flat_map(|folder| overlays_in(&folder)).collect();
    names.sort();
    names.dedup();
    names
}

/// The environments that have an overlay in a folder.
fn overlays_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let overlay = |path: PathBuf| {
        let extension = path.extension()?.to_str()?;
        let name = path.file_stem()?.to_str()?;
        matches!(extension, "yaml" | "yml").then(|| name.to_owned())
    };
    let mut names: Vec<String> = entries.filter_map(|entry| overlay(entry.path())).collect();
    names.sort();
    names
}

/// The environment that was meant, for the help line, if one is like the wanted one.
pub(super) fn meant(environment: &str, wanted: &Path) -> String {
    let names = overlays_in(&folder_of(wanted));
    let near = crate::yaml::nearest(environment, names.iter().map(String::as_str));
    near.map(|near| format!("did you mean `{near}`? otherwise "))
        .unwrap_or_default()
}

/// The environments that have an overlay, for the help line.
pub(super) fn of_others(wanted: &Path) -> String {
    let names = overlays_in(&folder_of(wanted));
    if names.is_empty() {
        "there is no overlay yet".to_owned()
    } else {
        format!("the overlays here are for {}", names.join(", "))
    }
}

/// The overlays in these folders that were not used, if they can be read.
pub(crate) fn unused_overlays(folders: &[PathBuf], used: &[String]) -> Vec<Text> {
    let overlays = folders.iter().map(|folder| folder.join("envs"));
    let entries = overlays.flat_map(|folder| std::fs::read_dir(folder).into_iter().flatten());
    let mut texts = Vec::new();
    for entry in entries.flatten() {
        let path = entry.path();
        let extension = path.extension().and_then(|extension| extension.to_str());
        let yaml = matches!(extension, Some("yaml" | "yml"));
        if yaml && path.is_file() && !used.contains(&shown(&path)) {
            read(&path, &mut texts, &mut Vec::new());
        }
    }
    texts
}
