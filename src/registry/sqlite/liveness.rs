//! Proof that a run's process lives: an operating-system lock on a file beside the registry,
//! named after the run. The system releases it when the process ends, however it ends; if the file
//! is missing or can be locked, the process is dead.
//!
//! The file must stay in place, and a registry on a network share needs a share with locks. A
//! registry with several names, such as hard links, or one that is mounted by itself may have its
//! lock file beside another name: then a missing file proves nothing.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::error::io;
use crate::registry::error::RegistryError;
use crate::registry::folder;

/// The proof. Dropping it removes the file and releases the lock.
#[derive(Debug)]
pub(super) struct Proof {
    path: PathBuf,
    _locked: File,
}

impl Proof {
    /// Creates the proof for a new run.
    pub(super) fn create(db: &Path, run_id: &str) -> Result<Self, RegistryError> {
        let path = path(db, run_id);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options
            .open(&path)
            .map_err(io("creating the lock file", &path))?;
        if let Err(error) = file.try_lock() {
            let _ = fs::remove_file(&path);
            return Err(io("locking", &path)(error.into()));
        }
        Ok(Self {
            path,
            _locked: file,
        })
    }
}

impl Drop for Proof {
    fn drop(&mut self) {
        // A file that cannot be removed proves nothing without its lock.
        let _ = fs::remove_file(&self.path);
    }
}

/// True if there is proof that a run's process lives. The check takes a shared lock, so that two
/// checks do not take each other for the holder. In doubt the process counts as alive: then only
/// `registry unlock` releases the scope.
pub(super) fn lives(db: &Path, run_id: &str) -> bool {
    match File::open(path(db, run_id)) {
        Ok(file) => matches!(
            file.try_lock_shared(),
            Err(TryLockError::WouldBlock | TryLockError::Error(_))
        ),
        Err(error) if error.kind() == ErrorKind::NotFound => has_other_names(db),
        Err(_) => true,
    }
}

/// True if other processes may know the registry by a name in another folder: it has several
/// links, or is mounted without its folder.
#[cfg(unix)]
pub(super) fn has_other_names(db: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let (Ok(file), Ok(folder)) = (fs::metadata(db), fs::metadata(folder::of(db))) else {
        return true;
    };
    file.nlink() > 1 || file.dev() != folder.dev()
}

/// On other systems links are not counted.
#[cfg(not(unix))]
pub(super) fn has_other_names(_: &Path) -> bool {
    false
}

/// Removes a run's lock file, if it still exists.
pub(super) fn remove(db: &Path, run_id: &str) {
    let _ = fs::remove_file(path(db, run_id));
}

/// Removes the lock files of all runs that hold no scope: they died, or were killed before their
/// lock was committed. Must be called under the database's write lock, which a run holds from the
/// creation of its file until its lock is committed.
pub(super) fn sweep(db: &Path, holding: &BTreeSet<String>) {
    let (Some(folder), Some(name)) = (db.parent(), db.file_name().and_then(|name| name.to_str()))
    else {
        return;
    };
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let file = entry.file_name();
        let run_id = file
            .to_str()
            .and_then(|file| {
                file.strip_prefix(name)?
                    .strip_prefix('.')?
                    .strip_suffix(".lock")
            })
            .filter(|run_id| Uuid::try_parse(run_id).is_ok());
        if run_id.is_some_and(|run_id| !holding.contains(run_id)) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn path(db: &Path, run_id: &str) -> PathBuf {
    let mut name = db.as_os_str().to_owned();
    name.push(format!(".{run_id}.lock"));
    name.into()
}
