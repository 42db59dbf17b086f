//! The registry at a URL: which driver opens it, and which files it consists of.

use std::path::{Path, PathBuf};

use super::error::RegistryError;
use super::interface::Registry;
use super::{postgres, sqlite};
use crate::model::mask_userinfo;

/// The registry at a URL: `sqlite:PATH`, a bare path, or `postgres://USER@HOST/DATABASE`. Does not
/// access it yet.
pub fn open(url: &str) -> Result<Box<dyn Registry>, RegistryError> {
    let path = match scheme(url) {
        None => url,
        Some("sqlite") => sqlite_path(url),
        Some("postgres" | "postgresql") => {
            let password = std::env::var("PGPASSWORD").ok();
            return Ok(Box::new(postgres::Postgres::at(url, password)?));
        }
        Some(_) => {
            return Err(RegistryError::Url {
                url: mask_userinfo(url).into_owned(),
                why: "its scheme is not known".to_owned(),
            });
        }
    };
    let refuse = |why: &str| {
        Err(RegistryError::Url {
            url: url.to_owned(),
            why: why.to_owned(),
        })
    };
    match path {
        "" => refuse("it names no file"),
        ":memory:" => refuse("a registry in memory would be gone with the process"),
        _ => Ok(in_file(PathBuf::from(path))),
    }
}

/// The registry in the file at a path. Does not access it yet.
pub fn in_file(path: PathBuf) -> Box<dyn Registry> {
    Box::new(sqlite::Sqlite::at(path))
}

/// The files of the registry at a URL: the database and the lock files beside it. Empty for a
/// database server.
pub fn files(url: &str) -> Vec<PathBuf> {
    let path = match scheme(url) {
        None => url,
        Some("sqlite") => sqlite_path(url),
        Some(_) => return Vec::new(),
    };
    files_of(Path::new(path))
}

/// The files of the registry in the file at a path, that file included.
pub fn files_of(path: &Path) -> Vec<PathBuf> {
    sqlite::files_of(path)
}

/// The path in a `sqlite:` URL.
fn sqlite_path(url: &str) -> &str {
    let path = url.strip_prefix("sqlite:").unwrap_or(url);
    path.strip_prefix("//").unwrap_or(path)
}

/// The scheme of a URL. A single letter is a Windows drive, and a colon after a slash belongs to
/// a path.
fn scheme(url: &str) -> Option<&str> {
    let (scheme, _) = url.split_once(':')?;
    let letters = scheme
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    let first = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    (scheme.len() > 1 && first && letters).then_some(scheme)
}

#[cfg(test)]
mod tests {
    use super::open;

    #[test]
    fn paths_and_sqlite_urls_open() {
        for url in [
            "a.db",
            "/x/a:b.db",
            "./c:d",
            "C:\\x\\a.db",
            "sqlite:a.db",
            "sqlite:/x/a.db",
            "sqlite:///x/a.db",
        ] {
            assert!(open(url).is_ok(), "{url}");
        }
    }

    #[test]
    fn a_refused_url_is_reported_without_its_password() {
        for url in [
            "",
            "sqlite:",
            "sqlite::memory:",
            "mysql://u:hunter2@h/d",
            "postgres:u:hunter2@h/d",
            "postgres://u:hunter2@h:port/d",
            "postgres://u:hun@ter2:hunter2@h/d",
            "postgres://u@h/d?sslmode=hunter2",
            "postgres://u:hunter2@h/d?sslmode=disable",
        ] {
            let error = open(url).err().unwrap();
            assert!(!error.to_string().contains("hunter2"), "{error}");
            assert!(error.help().is_some(), "{error}");
        }
    }
}
