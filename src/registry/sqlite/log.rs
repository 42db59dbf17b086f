//! `SQLite`'s write-ahead log, which a registry has while a run writes to it. With it a commit syncs
//! the disk once; with the rollback journal it does so four times.
//!
//! A registry at rest has the rollback journal: it is one file then, which can be copied, and a
//! reader needs no files beside it, so that a plan can be made in a folder that is not writable.
//! Whichever connection closes last puts the file back. A run that was killed leaves the log, with
//! all that it committed; `SQLite` reads it, and the next run puts the file back.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode};

use super::error::{Trouble, io};
use super::files::beside;
use super::liveness::has_other_names;
use super::settings::{WRITE, durable};

/// How often, and after which pause, a file is put back that others have open just now: readers, or
/// another run that is about to close.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(7);

/// The room of a new log: some dozen commits of ten changes.
const ROOM: usize = 1 << 20;

/// Gives the registry a write-ahead log, if its file system allows that. If not, nothing changes. A
/// file with several names has none, because the log is beside one of them.
pub(super) fn start(connection: &Connection, db: &Path) {
    if !is_shared_by_one_system(db) || has_other_names(db) {
        return;
    }
    let started = connection.pragma_update(None, "journal_mode", "WAL");
    // The log's own files are only made by the next access.
    if started.is_err() || reserve(connection, db).is_err() {
        let _ = end(connection);
    }
}

/// Gives an empty log its room. A commit that has to make the file longer takes the disk several
/// times as long. `SQLite` reads no frame from it: the room holds zeros, which begin none.
fn reserve(connection: &Connection, db: &Path) -> Result<(), Trouble> {
    // Nobody else writes to the log meanwhile.
    connection.execute_batch("BEGIN IMMEDIATE")?;
    let path = beside(db, "-wal");
    let reserved = OpenOptions::new()
        .write(true)
        .open(&path)
        .and_then(|mut log| {
            if log.metadata()?.len() == 0 {
                log.write_all(&vec![0; ROOM])?;
                log.sync_all()?;
            }
            Ok(())
        });
    connection.execute_batch("ROLLBACK")?;
    Ok(reserved.map_err(io("writing", &path))?)
}

/// Gives the file its rollback journal back, unless others have it open. A run that still holds a
/// lock does so when it closes.
pub(super) fn put_back(db: &Path) {
    for tried in 0..TRIES {
        if tried > 0 {
            // Not connected meanwhile: two that wait for each other would wait in vain.
            sleep(PAUSE);
        }
        let Ok(connection) = Connection::open_with_flags(db, WRITE) else {
            return;
        };
        if !is_used(&connection).unwrap_or(false) {
            return;
        }
        let ended = durable(&connection).and_then(|()| end(&connection));
        let busy = |error: rusqlite::Error| {
            error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && !is_held(&connection)
        };
        if !ended.is_err_and(busy) {
            return;
        }
    }
}

/// Whether the file's log is beside another name of it: there is none beside this one, except for what
/// an earlier look may have made.
pub(super) fn is_elsewhere(connection: &Connection, db: &Path) -> rusqlite::Result<bool> {
    let beside_it = std::fs::metadata(beside(db, "-wal")).is_ok_and(|log| log.len() > 0);
    Ok(has_other_names(db) && is_used(connection)? && !beside_it)
}

/// Whether the file has a write-ahead log. `SQLite` is asked, because to close the file after a look at
/// it would release the locks of this process (<https://sqlite.org/howtocorrupt.html>, 2.2).
fn is_used(connection: &Connection) -> rusqlite::Result<bool> {
    let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
    Ok(mode == "wal")
}

fn is_held(connection: &Connection) -> bool {
    connection
        .query_row("SELECT EXISTS (SELECT 1 FROM locks)", [], |row| row.get(0))
        .unwrap_or(true)
}

fn end(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "journal_mode", "DELETE")
}

/// True if all processes that may open the file run on one kernel: they share the log's index in
/// memory. That is certain for these file systems only; a network share, or a folder that a virtual
/// machine borrows from its host, is none of them.
#[cfg(target_os = "linux")]
fn is_shared_by_one_system(db: &Path) -> bool {
    /// ext2 to ext4, XFS, Btrfs, tmpfs, overlayfs, ZFS, F2FS, bcachefs (`statfs(2)`).
    const LOCAL: [i128; 8] = [
        0xEF53,
        0x5846_5342,
        0x9123_683E,
        0x0102_1994,
        0x794C_7630,
        0x2FC1_2FC1,
        0xF2F5_2010,
        0xCA45_1A4E,
    ];
    rustix::fs::statfs(db).is_ok_and(|about| LOCAL.contains(&i128::from(about.f_type)))
}

/// Other systems do not say which file systems are local in a way that is used here.
#[cfg(not(target_os = "linux"))]
fn is_shared_by_one_system(_: &Path) -> bool {
    false
}
