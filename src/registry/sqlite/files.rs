//! The files of a registry: the database, what `SQLite` keeps beside it, and our lock files.

use std::path::{Path, PathBuf};

/// The endings of the files that `SQLite` keeps beside a database.
pub(super) const OF_SQLITE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// The path of a file beside the database.
pub(super) fn beside(db: &Path, ending: &str) -> PathBuf {
    let mut name = db.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// The files of the registry in the file at a path, that file included.
pub(in crate::registry) fn files_of(path: &Path) -> Vec<PathBuf> {
    // The other files are beside the real file, wherever a link to it is.
    let db = std::fs::canonicalize(path).unwrap_or_else(|_| PathBuf::from(path));
    let mut files = vec![db.clone()];
    files.extend(OF_SQLITE.map(|ending| beside(&db, ending)));
    if let (Some(folder), Some(name)) = (db.parent(), db.file_name().and_then(|name| name.to_str()))
    {
        let locks = std::fs::read_dir(folder).into_iter().flatten().flatten();
        files.extend(locks.map(|entry| entry.path()).filter(|path| {
            let file = path.file_name().and_then(|file| file.to_str());
            let rest = file.and_then(|file| file.strip_prefix(name)?.strip_prefix('.'));
            rest.is_some_and(|rest| rest.ends_with(".lock"))
        }));
    }
    files
}
