//! The errors of `SQLite` and of the file system, and the refusals that they become.

use std::path::Path;

use crate::registry::RegistryError;
use crate::registry::codec::Damaged;

/// What went wrong, before it is known what was being done and to which registry.
#[derive(Debug)]
pub(in crate::registry) enum Trouble {
    /// `SQLite` reported an error.
    Sql(rusqlite::Error),
    /// A stored value is not one that we write.
    Damaged(String),
    /// The refusal is complete already.
    Refused(RegistryError),
}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}

impl From<Damaged> for Trouble {
    fn from(Damaged(what): Damaged) -> Self {
        Self::Damaged(what)
    }
}

impl From<RegistryError> for Trouble {
    fn from(error: RegistryError) -> Self {
        Self::Refused(error)
    }
}

impl Trouble {
    /// The refusal, with what was being done and to which file.
    pub(super) fn at(self, doing: &'static str, path: &Path) -> RegistryError {
        let place = path.display().to_string();
        match self {
            Self::Refused(error) => error,
            Self::Damaged(what) => RegistryError::Damaged { place, what },
            Self::Sql(error) if has_moved(&error) => RegistryError::Gone { place },
            Self::Sql(error) => match error.sqlite_error_code() {
                Some(rusqlite::ErrorCode::NotADatabase) => RegistryError::NotARegistry {
                    place,
                    why: "it is no SQLite database",
                },
                Some(rusqlite::ErrorCode::DatabaseCorrupt) => RegistryError::Damaged {
                    place,
                    what: error.to_string(),
                },
                _ => RegistryError::Sql {
                    doing,
                    place,
                    source: Box::new(error),
                },
            },
        }
    }
}

/// True if the open file is no longer the one at its path.
fn has_moved(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error().map(|error| error.extended_code);
    code == Some(rusqlite::ffi::SQLITE_READONLY_DBMOVED)
}

/// The refusal for an error of the file system.
pub(super) fn io(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> RegistryError {
    let path = path.to_owned();
    move |source| RegistryError::Io {
        doing,
        path,
        source,
    }
}
