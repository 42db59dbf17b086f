//! The settings of every connection: how it opens the file, how long it waits, and that commits
//! are synced to the disk.

use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

/// How long `SQLite` waits for another process's transaction; each takes milliseconds.
pub(super) const BUSY: Duration = Duration::from_secs(10);

/// Opens an existing file for reading.
pub(super) const READ: OpenFlags =
    OpenFlags::SQLITE_OPEN_READ_ONLY.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);
/// Opens an existing file for writing.
pub(super) const WRITE: OpenFlags =
    OpenFlags::SQLITE_OPEN_READ_WRITE.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);

/// Makes every commit durable before it returns.
///
/// `SQLite`'s rollback journal is used rather than its write-ahead log: a reader then needs no
/// files of its own, so that a plan can be made in a folder that is not writable.
pub(super) fn durable(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "journal_mode", "DELETE")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)
}
