//! A lock on a file beside the registry. Its holder removes the file when it releases the lock, so
//! a process that gets the lock checks that the locked file is still the one at the path: otherwise
//! two processes could each hold a lock on a file of the same name.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

/// The lock. Dropping it removes the file, where an open file can be removed. A file that stays
/// has no meaning without a lock on it.
#[derive(Debug)]
pub(super) struct FileLock {
    path: PathBuf,
    file: File,
}

impl FileLock {
    /// Takes the lock; `None` while another process holds it.
    pub(super) fn take(path: &Path) -> std::io::Result<Option<Self>> {
        loop {
            let file = open(path)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(error)) => return Err(error),
            }
            let taken = Self {
                path: path.to_owned(),
                file,
            };
            if taken.lasts() {
                return Ok(Some(taken));
            }
        }
    }

    /// Takes the lock, and waits for its holder. Only for locks that are held for moments.
    pub(super) fn wait(path: &Path) -> std::io::Result<Self> {
        loop {
            let file = open(path)?;
            file.lock()?;
            let taken = Self {
                path: path.to_owned(),
                file,
            };
            if taken.lasts() {
                return Ok(taken);
            }
        }
    }

    /// True while the file at the path is the locked one.
    pub(super) fn lasts(&self) -> bool {
        is_at(&self.file, &self.path)
    }
}

impl Drop for FileLock {
    fn drop(&mut self) {
        #[cfg(unix)]
        if self.lasts() {
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn open(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let known = |about: fs::Metadata| (about.dev(), about.ino());
    let there = fs::metadata(path).map(known);
    let ours = file.metadata().map(known);
    matches!((there, ours), (Ok(there), Ok(ours)) if there == ours)
}

/// On other systems the file is never removed, so the path is enough.
#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    fs::exists(path).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::FileLock;

    #[test]
    fn one_process_holds_it_and_no_file_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.lock");
        let first = FileLock::take(&path).unwrap().unwrap();
        assert!(first.lasts());
        assert!(FileLock::take(&path).unwrap().is_none());
        drop(first);
        #[cfg(unix)]
        assert!(!path.exists());
        let second = FileLock::take(&path).unwrap().unwrap();
        std::fs::remove_file(&path).unwrap();
        assert!(!second.lasts());
        // The lock that was lost does not remove the file of the next one.
        let third = FileLock::take(&path).unwrap().unwrap();
        drop(second);
        assert!(third.lasts());
    }
}
