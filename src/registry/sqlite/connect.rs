//! Connections to the registry's file: for reading, which changes nothing, and for writing, with
//! every commit synced to the disk.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode};
use tempfile::TempDir;

use super::error::{Trouble, io};
use super::files::beside;
use super::migrate::{self, KNOWN};
use super::settings::{BUSY, READ, WRITE, durable};
use super::writer::Writer;
use super::{create, log};
use crate::registry::RegistryError;

/// A registry opened for reading, in one transaction, so that all answers are of one instant.
pub(super) struct Reading {
    pub(super) connection: Connection,
    /// The registry's file under its real path.
    pub(super) db: PathBuf,
    /// The folder of the copy that is read instead. Dropped last.
    _copy: Option<TempDir>,
}

/// Opens a registry for reading; `None` if there is none.
pub(super) fn open_to_read(path: &Path) -> Result<Option<Reading>, RegistryError> {
    let Some(db) = find(path)? else {
        return Ok(None);
    };
    read(db)
        .map(Some)
        .map_err(|trouble| trouble.at("opening", path))
}

fn read(db: PathBuf) -> Result<Reading, Trouble> {
    let (connection, version, copy) = match begin_reading(&db) {
        Err(Trouble::Sql(error)) if needs_writing(&error) => match roll_back(&db) {
            Ok(()) => {
                let (connection, version) = begin_reading(&db)?;
                (connection, version, None)
            }
            Err(_) => read_copy(&db)?,
        },
        begun => {
            let (connection, version) = begun?;
            (connection, version, None)
        }
    };
    if version == KNOWN {
        return Ok(Reading {
            connection,
            db,
            _copy: copy,
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

/// True if a file can only be read by a connection that may write: its writer was killed.
fn needs_writing(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen)
    )
}

/// Reads a copy, because the folder of the registry is not writable and a killed writer left work
/// there. A writer that lives has made the files that reading needs.
fn read_copy(db: &Path) -> Result<(Connection, i64, Option<TempDir>), Trouble> {
    let folder = folder_for_copy()?;
    let copy = folder.path().join("registry.db");
    fs::copy(db, &copy).map_err(io("copying", db))?;
    for ending in ["-wal", "-journal"] {
        // At most one of them exists.
        let _ = fs::copy(beside(db, ending), beside(&copy, ending));
    }
    roll_back(&copy)?;
    let (connection, version) = begin_reading(&copy)?;
    Ok((connection, version, Some(folder)))
}

fn folder_for_copy() -> Result<TempDir, RegistryError> {
    tempfile::tempdir().map_err(io("making room for a copy in", &std::env::temp_dir()))
}

/// Undoes the unfinished transaction of a writer that was killed. `SQLite` does so when the file
/// is next opened for writing.
fn roll_back(db: &Path) -> Result<(), Trouble> {
    let connection = Connection::open_with_flags(db, WRITE)?;
    connection.busy_timeout(BUSY)?;
    version(&connection, db)?;
    Ok(())
}

/// A migrated copy of an older registry, since reading must not change the registry itself.
fn newer_copy(old: &Connection) -> Result<(Connection, TempDir), Trouble> {
    let folder = folder_for_copy()?;
    let path = folder.path().join("registry.db");
    old.execute("VACUUM INTO ?1", [path.to_string_lossy()])?;
    let mut copy = Connection::open_with_flags(&path, WRITE)?;
    migrate::migrate(&mut copy)?;
    Ok((copy, folder))
}

/// Opens a registry for writing; creates it if there is none, and migrates an older one.
pub(super) fn open_to_write(path: &Path) -> Result<Writer, RegistryError> {
    if let Some(opened) = open_existing_to_write(path)? {
        return Ok(opened);
    }
    create::create(path)?;
    open_existing_to_write(path)?
        .ok_or_else(|| io("opening", path)(std::io::Error::from(ErrorKind::NotFound)))
}

/// Opens a registry for writing and migrates an older one; `None` if there is none.
pub(super) fn open_existing_to_write(path: &Path) -> Result<Option<Writer>, RegistryError> {
    let Some(db) = find(path)? else {
        return Ok(None);
    };
    write(db)
        .map(Some)
        .map_err(|trouble| trouble.at("opening", path))
}

/// Opens a registry for writing without migrating it; `None` if there is none. An older one is
/// refused.
pub(super) fn open_as_it_is(path: &Path) -> Result<Option<Writer>, RegistryError> {
    let Some(db) = find(path)? else {
        return Ok(None);
    };
    as_it_is(db)
        .map(Some)
        .map_err(|trouble| trouble.at("opening", path))
}

fn as_it_is(db: PathBuf) -> Result<Writer, Trouble> {
    let writer = Writer::open(db)?;
    match version(&writer, writer.db())? {
        KNOWN => durable(&writer)?,
        found => {
            return Err(RegistryError::Older {
                place: writer.db().display().to_string(),
                found,
                known: KNOWN,
            }
            .into());
        }
    }
    Ok(writer)
}

fn write(db: PathBuf) -> Result<Writer, Trouble> {
    #[cfg(unix)]
    keep_to_owner(&db);
    let mut writer = Writer::open(db)?;
    writer.set_prepared_statement_cache_capacity(32);
    let version = version(&writer, writer.db())?;
    durable(&writer)?;
    if version < KNOWN {
        migrate::migrate(&mut writer)?;
    }
    Ok(writer)
}

/// Removes the permissions of other users. Only the file's owner can do that; any other user
/// continues with the file as it is.
#[cfg(unix)]
fn keep_to_owner(db: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(db).map(|about| about.permissions().mode());
    if mode.is_ok_and(|mode| mode & 0o077 != 0) {
        let _ = fs::set_permissions(db, fs::Permissions::from_mode(0o600));
    }
}

/// The schema's version of a registry that this program can work with.
fn version(connection: &Connection, db: &Path) -> Result<i64, Trouble> {
    let place = db.display().to_string();
    if log::is_elsewhere(connection, db)? {
        return Err(RegistryError::OtherName { place }.into());
    }
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
        Some(found) => check_length(connection, db).map(|()| found),
    }
}

/// Refuses a truncated file. `SQLite` itself detects missing pages, but reads the rest of half a
/// page as zeros.
fn check_length(connection: &Connection, db: &Path) -> Result<(), Trouble> {
    let page: i64 = connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
    let length = fs::metadata(db).map_err(io("opening", db))?.len();
    match u64::try_from(page) {
        Ok(page) if length.is_multiple_of(page) => Ok(()),
        _ => Err(Trouble::Damaged("its last page is cut off".to_owned())),
    }
}

/// The real path of the file at a path, so that all processes use the same lock files beside it.
/// It is absolute: `SQLite` might take another path for a URI. `None` if there is no file.
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
    // SQLite would treat it as a new database, and so hide that something emptied the registry.
    if file.len() == 0 {
        return refuse("it is empty");
    }
    Ok(Some(db))
}
