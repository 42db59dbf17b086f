//! Creates a registry completely or not at all: as a draft under another name, which is then
//! renamed. One process at a time does that, so it may remove the drafts of killed processes.

use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::error::{Trouble, io};
use super::file_lock::FileLock;
use super::files::{OF_SQLITE, beside};
use super::migrate;
use super::settings::{WRITE, durable};
use crate::registry::{RegistryError, folder};

/// The beginning of a draft's name.
const DRAFT: &str = ".registry-";
/// The end of a draft's name, or of the name of its `SQLite` journal.
const ENDS: [&str; 2] = [".tmp", ".tmp-journal"];
/// The number of random letters and digits that distinguish drafts.
const LETTERS: usize = 6;

/// Creates a registry that only its owner can read, unless there is one already, perhaps from
/// another process just now.
pub(super) fn create(path: &Path) -> Result<(), RegistryError> {
    let folder = folder::of(path);
    folder::make_folder(folder).map_err(io("creating the folder", folder))?;
    let folder = fs::canonicalize(folder).map_err(io("opening", folder))?;
    let name = path.file_name().unwrap_or_default();
    let mut lock = folder.join(name).into_os_string();
    lock.push(".new.lock");
    let lock = PathBuf::from(lock);
    let alone = FileLock::wait(&lock).map_err(io("locking", &lock))?;
    let db = folder.join(name);
    sweep(&db);
    if fs::symlink_metadata(path).is_err() {
        draft(&folder, path)?;
    }
    drop(alone);
    // Not every file system can sync a folder. If it can, the new name is then safe.
    let _ = fs::File::open(folder).and_then(|folder| folder.sync_all());
    Ok(())
}

fn draft(folder: &Path, path: &Path) -> Result<(), RegistryError> {
    let draft = tempfile::Builder::new()
        .prefix(&begins(path))
        .suffix(ENDS[0])
        .rand_bytes(LETTERS)
        .tempfile_in(folder)
        .map_err(io("creating a file in", folder))?;
    initialise(draft.path()).map_err(|trouble| trouble.at("creating", path))?;
    // What a registry that was removed left behind would be taken for changes of the new one.
    for ending in OF_SQLITE {
        let _ = fs::remove_file(beside(path, ending));
    }
    match draft.persist_noclobber(path) {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(io("creating", path)(error.error)),
    }
}

fn initialise(draft: &Path) -> Result<(), Trouble> {
    let mut connection = Connection::open_with_flags(draft, WRITE)?;
    durable(&connection)?;
    migrate::migrate(&mut connection)?;
    connection.close().map_err(|(_, error)| error.into())
}

/// The beginning of the name of a draft of this registry.
fn begins(db: &Path) -> OsString {
    let mut begins = OsString::from(DRAFT);
    begins.push(db.file_name().unwrap_or_default());
    begins.push("-");
    begins
}

/// Removes the drafts that killed processes left of this registry, and those of version 0.1 and
/// older, whose names do not include the registry's. Must only be called if no other process can
/// be creating it: it exists already, or we hold the lock.
pub(super) fn sweep(db: &Path) {
    let Ok(entries) = fs::read_dir(folder::of(db)) else {
        return;
    };
    let begins = begins(db);
    let Some(begins) = begins.to_str() else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let drawn = name.to_str().and_then(|name| {
            let rest = name.strip_prefix(begins).or(name.strip_prefix(DRAFT))?;
            ENDS.iter().find_map(|end| rest.strip_suffix(end))
        });
        let drawn = drawn.is_some_and(|letters| {
            letters.len() == LETTERS && letters.chars().all(|c| c.is_ascii_alphanumeric())
        });
        if drawn {
            let _ = fs::remove_file(entry.path());
        }
    }
}
