//! Puts content where a user asked for it. A file is replaced in one step, through whatever links
//! lead to it; what is no file, such as a device or a pipe, is written into and stays what it is.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// As many links are followed as Linux follows.
const LINKS: usize = 40;
/// Names of a process's own open files. What they stand for was opened by somebody else.
const OPEN_FILES: [&str; 4] = ["/dev/fd", "/dev/stdout", "/dev/stderr", "/proc"];

/// Writes `content` to `path`, but over none of the files in `own`. A new file is readable by its
/// owner only, one that was there by whom it was. Errors speak of the path that was asked for and of no other.
pub fn put(path: &Path, content: &[u8], own: &[PathBuf]) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(there) if there.is_dir() => Err(io::Error::other("it is a folder")),
        Ok(there) if !there.is_file() || is_open_file(path) => append(path, content),
        Ok(_) => {
            let target = fs::canonicalize(path)?;
            let is_target = |own: &PathBuf| fs::canonicalize(own).is_ok_and(|own| own == target);
            if own.iter().any(is_target) {
                return Err(io::Error::other("it is a file of the configuration"));
            }
            replace(&target, content)
        }
        Err(error) if error.kind() == ErrorKind::NotFound => replace(&end_of_links(path)?, content),
        Err(error) => Err(error),
    }
}

/// Replaces the content of a regular file that is there, in one step and through whatever links
/// lead to it. Its permissions, and as far as may be its owner, stay as they are; a file that may
/// not be written is refused.
pub fn rewrite(path: &Path, content: &[u8]) -> io::Result<()> {
    let target = fs::canonicalize(path)?;
    let there = OpenOptions::new().write(true).open(&target)?.metadata()?;
    if !there.is_file() {
        return Err(io::Error::other("it is no regular file"));
    }
    let file = filled(&target, content)?;
    own_like(file.path(), &there);
    file.as_file().set_permissions(there.permissions())?;
    file.persist(&target).map_err(|refused| refused.error)?;
    Ok(())
}

/// Gives a new file the owner and group of another, where that is allowed.
#[cfg(unix)]
fn own_like(path: &Path, other: &fs::Metadata) {
    use std::os::unix::fs::{MetadataExt as _, chown};
    // Only the superuser may give files away; for everybody else it is theirs already.
    let _ = chown(path, Some(other.uid()), Some(other.gid()));
}

#[cfg(not(unix))]
fn own_like(_: &Path, _: &fs::Metadata) {}

fn is_open_file(path: &Path) -> bool {
    OPEN_FILES.iter().any(|folder| path.starts_with(folder))
}

fn append(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().append(true).open(path)?;
    file.write_all(content)?;
    file.flush()
}

/// Where a link that leads to nothing yet would lead.
fn end_of_links(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..LINKS {
        let Ok(next) = fs::read_link(&path) else {
            return Ok(path);
        };
        path = folder_of(&path).join(next);
    }
    Err(io::Error::other("its links lead in a circle"))
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Replaces a file in one step, so that a reader sees the old content or the new.
fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let file = filled(path, content)?;
    file.persist(path).map_err(|refused| refused.error)?;
    Ok(())
}

/// A temporary file with this content, beside the file that it is to replace.
fn filled(path: &Path, content: &[u8]) -> io::Result<tempfile::NamedTempFile> {
    let folder = folder_of(path);
    fs::metadata(folder)?;
    // The library's own text names the temporary file, which nobody gave and nobody knows.
    let mut file =
        tempfile::NamedTempFile::new_in(folder).map_err(|error| io::Error::from(error.kind()))?;
    file.as_file_mut().write_all(content)?;
    // Whoever could read the old file is to read the new one, such as a collector of metrics.
    if let Ok(there) = fs::metadata(path) {
        file.as_file().set_permissions(there.permissions())?;
    }
    file.as_file().sync_all()?;
    Ok(file)
}
