//! A connection that writes. It knows which file it has open, and when it closes, the file gets the
//! form back that it has at rest.

use std::ops::{Deref, DerefMut};
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::log;
use super::settings::{BUSY, WRITE};
use crate::registry::RegistryError;

/// The connection. Dropping it closes it.
pub(super) struct Writer {
    // Closed before the file is put back.
    connection: Connection,
    file: OpenFile,
}

impl Writer {
    /// Opens an existing file, given its real path.
    pub(super) fn open(db: PathBuf) -> rusqlite::Result<Self> {
        let connection = Connection::open_with_flags(&db, WRITE)?;
        connection.busy_timeout(BUSY)?;
        let identity = identity(&db);
        let file = OpenFile { db, identity };
        Ok(Self { connection, file })
    }

    /// The registry's file under its real path.
    pub(super) fn db(&self) -> &Path {
        &self.file.db
    }

    /// Refuses to write if the open file is no longer the one at its path. `SQLite` itself notices
    /// that only where it creates a rollback journal.
    pub(super) fn must_be_in_place(&self) -> Result<(), RegistryError> {
        if self.file.is_in_place() {
            return Ok(());
        }
        Err(RegistryError::Gone {
            place: self.db().display().to_string(),
        })
    }
}

impl Deref for Writer {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl DerefMut for Writer {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }
}

/// A file that was opened.
struct OpenFile {
    db: PathBuf,
    /// What distinguishes it from another file at its path.
    identity: Option<(u64, u64)>,
}

impl OpenFile {
    fn is_in_place(&self) -> bool {
        identity(&self.db) == self.identity
    }
}

impl Drop for OpenFile {
    fn drop(&mut self) {
        if self.is_in_place() {
            log::put_back(&self.db);
        }
    }
}

#[cfg(unix)]
fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;
    let about = std::fs::metadata(path).ok()?;
    Some((about.dev(), about.ino()))
}

/// On other systems an open file cannot be replaced.
#[cfg(not(unix))]
fn identity(_: &Path) -> Option<(u64, u64)> {
    None
}
