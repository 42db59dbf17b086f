//! The registry's file: opened for reading without leaving a trace, opened for writing with every
//! commit synced to the disk.
//!
//! `SQLite`'s rollback journal is used rather than its write-ahead log: a reader then needs no
//! files of its own, so a plan can be made where nothing may be written.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};
use tempfile::TempDir;

use super::create;
use super::migrate::{self, KNOWN};
use crate::registry::RegistryError;
use crate::registry::error::{Trouble, io};

/// How long `SQLite` waits for another process's transaction; each takes milliseconds.
const BUSY: Duration = Duration::from_secs(10);

const READ: OpenFlags = OpenFlags::SQLITE_OPEN_READ_ONLY.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);
pub(super) const WRITE: OpenFlags =
    OpenFlags::SQLITE_OPEN_READ_WRITE.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);

/// A registry opened for reading: one transaction, so that all answers are of one instant.
pub(super) struct Reading {
    pub(super) connection: Connection,
    /// The registry's file under its real path.
    pub(super) db: PathBuf,
    /// Where an older registry was copied to and brought up to date. Dropped last.
    _copy: Option<TempDir>,
}

/// Opens a registry for reading; `None` where there is none.
pub(super) fn open_to_read(path: &Path) -> Result<Option<Reading>, RegistryError> {
    let Some(db) = find(path)? else {
        return Ok(None);
    };
    read(db)
        .map(Some)
        .map_err(|trouble| trouble.told("opening", path))
}

fn read(db: PathBuf) -> Result<Reading, Trouble> {
    let (connection, version) = match begin_reading(&db) {
        Err(Trouble::Sql(error)) if error.sqlite_error_code() == Some(ErrorCode::ReadOnly) => {
            roll_back(&db)?;
            begin_reading(&db)?
        }
        begun => begun?,
    };
    if version == KNOWN {
        return Ok(Reading {
            connection,
            db,
            _copy: None,
        });
    }
    connection.execute_batch("ROLLBACK")?;
    let (connection, copy) = newer_copy(&connection)?;
    Ok(Reading {
        connection,
        db,
        _copy: Some(copy),
    })
}

fn begin_reading(db: &Path) -> Result<(Connection, i64), Trouble> {
    let connection = Connection::open_with_flags(db, READ)?;
    connection.busy_timeout(BUSY)?;
    connection.execute_batch("BEGIN")?;
    let version = version(&connection, db)?;
    Ok((connection, version))
}

/// A writer was killed within a transaction. What it left half-done is undone by `SQLite` when
/// the file is next read, for which it has to be opened for writing once.
fn roll_back(db: &Path) -> Result<(), Trouble> {
    let connection = Connection::open_with_flags(db, WRITE)?;
    connection.busy_timeout(BUSY)?;
    version(&connection, db)?;
    Ok(())
}

/// A copy of an older registry, brought up to date, since reading may not touch the registry.
fn newer_copy(old: &Connection) -> Result<(Connection, TempDir), Trouble> {
    let folder =
        tempfile::tempdir().map_err(io("making room for a copy in", &std::env::temp_dir()))?;
    let path = folder.path().join("registry.db");
    old.execute("VACUUM INTO ?1", [path.to_string_lossy()])?;
    let mut copy = Connection::open_with_flags(&path, WRITE)?;
    migrate::migrate(&mut copy)?;
    Ok((copy, folder))
}

/// Opens a registry for writing; makes it where there is none and brings an older one up to
/// date. Returns it with its real path.
pub(super) fn open_to_write(path: &Path) -> Result<(Connection, PathBuf), RegistryError> {
    if let Some(opened) = open_existing_to_write(path)? {
        return Ok(opened);
    }
    create::create(path)?;
    open_existing_to_write(path)?
        .ok_or_else(|| io("opening", path)(std::io::Error::from(ErrorKind::NotFound)))
}

/// The same, but `None` where there is no registry.
pub(super) fn open_existing_to_write(
    path: &Path,
) -> Result<Option<(Connection, PathBuf)>, RegistryError> {
    let Some(db) = find(path)? else {
        return Ok(None);
    };
    let connection = write(&db).map_err(|trouble| trouble.told("opening", path))?;
    Ok(Some((connection, db)))
}

/// Opens a registry for writing just as it is; `None` where there is none. One of an older schema
/// is refused.
pub(super) fn open_as_it_is(path: &Path) -> Result<Option<Connection>, RegistryError> {
    let Some(db) = find(path)? else {
        return Ok(None);
    };
    as_it_is(&db)
        .map(Some)
        .map_err(|trouble| trouble.told("opening", path))
}

fn as_it_is(db: &Path) -> Result<Connection, Trouble> {
    let connection = Connection::open_with_flags(db, WRITE)?;
    connection.busy_timeout(BUSY)?;
    match version(&connection, db)? {
        KNOWN => durable(&connection)?,
        found => {
            return Err(RegistryError::Older {
                place: db.display().to_string(),
                found,
                known: KNOWN,
            }
            .into());
        }
    }
    Ok(connection)
}

fn write(db: &Path) -> Result<Connection, Trouble> {
    #[cfg(unix)]
    keep_to_owner(db);
    let mut connection = Connection::open_with_flags(db, WRITE)?;
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(32);
    let version = version(&connection, db)?;
    durable(&connection)?;
    if version < KNOWN {
        migrate::migrate(&mut connection)?;
    }
    Ok(connection)
}

/// Takes a registry back from everybody but its owner, who alone may do that; somebody else can
/// only go on with it as it is.
#[cfg(unix)]
fn keep_to_owner(db: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(db).map(|about| about.permissions().mode());
    if mode.is_ok_and(|mode| mode & 0o077 != 0) {
        let _ = fs::set_permissions(db, fs::Permissions::from_mode(0o600));
    }
}

pub(super) fn durable(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "journal_mode", "DELETE")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)
}

/// The schema's version of a registry that this program can work with.
fn version(connection: &Connection, db: &Path) -> Result<i64, Trouble> {
    let place = db.display().to_string();
    match migrate::version(connection)? {
        None => Err(RegistryError::NotARegistry {
            place,
            why: "it is another program's database",
        }
        .into()),
        Some(found) if found > KNOWN => Err(RegistryError::Newer {
            place,
            found,
            known: KNOWN,
        }
        .into()),
        Some(found) => whole(connection, db).map(|()| found),
    }
}

/// Refuses a file that was cut off. `SQLite` notices missing pages by itself, but takes the rest
/// of half a page for zeros.
fn whole(connection: &Connection, db: &Path) -> Result<(), Trouble> {
    let page: i64 = connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
    let length = fs::metadata(db).map_err(io("opening", db))?.len();
    match u64::try_from(page) {
        Ok(page) if length.is_multiple_of(page) => Ok(()),
        _ => Err(Trouble::Damaged("its last page is cut off".to_owned())),
    }
}

/// The real path of the file at a path, so that everybody means the same lock files beside it.
/// It is absolute, too, without which `SQLite` might take it for a URI. `None` where nothing is.
pub(super) fn find(path: &Path) -> Result<Option<PathBuf>, RegistryError> {
    let db = match fs::canonicalize(path) {
        Ok(db) => db,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(io("opening", path)(error)),
    };
    let file = fs::metadata(&db).map_err(io("opening", path))?;
    let refuse = |why| {
        Err(RegistryError::NotARegistry {
            place: path.display().to_string(),
            why,
        })
    };
    if !file.is_file() {
        return refuse("it is not a file");
    }
    // SQLite would take it for a new database, and so hide that something emptied the registry.
    if file.len() == 0 {
        return refuse("it is empty");
    }
    Ok(Some(db))
}
