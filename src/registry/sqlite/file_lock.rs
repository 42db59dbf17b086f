//! A lock on a file beside the registry that goes when it is let go of. Whoever holds it may
//! remove the file, and whoever gets it makes sure that it is still the one at that path: else
//! two could each hold a lock on a file of the same name.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

/// The lock. Dropping it removes the file; where a file that is open cannot be removed, it stays,
/// and says nothing.
#[derive(Debug)]
pub(super) struct Beside {
    path: PathBuf,
    file: File,
}

impl Beside {
    /// Takes the lock; `None` while somebody else has it.
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

    /// Takes the lock, after whoever has it. To be used where it is held for moments only.
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

    /// Whether the file at the path is still the one that is locked.
    pub(super) fn lasts(&self) -> bool {
        is_at(&self.file, &self.path)
    }
}

impl Drop for Beside {
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

/// Elsewhere nobody removes the file, which is as good.
#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    fs::exists(path).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::Beside;

    #[test]
    fn one_has_it_and_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.lock");
        let first = Beside::take(&path).unwrap().unwrap();
        assert!(first.lasts());
        assert!(Beside::take(&path).unwrap().is_none());
        drop(first);
        #[cfg(unix)]
        assert!(!path.exists());
        let second = Beside::take(&path).unwrap().unwrap();
        std::fs::remove_file(&path).unwrap();
        assert!(!second.lasts());
        // The next one's file is not removed by the one that lost it.
        let third = Beside::take(&path).unwrap().unwrap();
        drop(second);
        assert!(third.lasts());
    }
}
