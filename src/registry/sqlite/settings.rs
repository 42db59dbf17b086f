//! The settings of every connection: how it opens the file, how long it waits, and that commits
//! are synced to the disk. Which journal a file has is decided in `log`.

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

/// Makes every commit durable before it returns, with either journal.
pub(super) fn durable(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)
}
