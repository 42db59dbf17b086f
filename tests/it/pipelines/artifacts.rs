//! The artifacts of a workflow's run: files that one job uploads and another downloads.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::world::World;

type With = BTreeMap<String, String>;

/// Keeps the files of `path`, which are in one folder; empty lines name none. Returns them.
pub fn upload(world: &World, with: &With) -> Vec<PathBuf> {
    let kept = world.beside("artifacts").join(&with["name"]);
    // That of an earlier run of the workflow.
    let _ = fs::remove_dir_all(&kept);
    fs::create_dir_all(&kept).unwrap();
    let lines = with["path"].lines().map(str::trim);
    let files: Vec<PathBuf> = lines
        .filter(|line| !line.is_empty())
        .map(PathBuf::from)
        .collect();
    assert!(!files.is_empty(), "nothing is uploaded");
    for file in &files {
        assert!(file.is_file(), "{} is uploaded", file.display());
        assert_eq!(file.parent(), files[0].parent());
        fs::copy(file, kept.join(file.file_name().unwrap())).unwrap();
    }
    files
}

/// Puts the artifact of a `name` into a folder; those of a `pattern`, into folders of their names.
pub fn download(world: &World, with: &With) {
    let all = world.beside("artifacts");
    let to = world.path(&with["path"]);
    if let Some(name) = with.get("name") {
        copy(&all.join(name), &to);
        return;
    }
    let prefix = with["pattern"].strip_suffix('*').unwrap();
    for entry in fs::read_dir(all).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name.starts_with(prefix) {
            copy(&world.beside("artifacts").join(&name), &to.join(&name));
        }
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}
