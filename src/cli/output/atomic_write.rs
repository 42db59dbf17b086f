//! Writes content to the path that a user asked for. A file is replaced in one step, through any
//! links that lead to it. A device or a pipe is written into and stays what it is.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::cli::input::open_files::is_open_file;
use crate::cli::output::protected::{Protected, end_of_links, folder_of};

/// The readers of a new file. A file that existed keeps its readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Readers {
    /// The readers that the user's umask allows, as with any program's output: a report is for
    /// others too.
    Umask,
    /// The owner only.
    Owner,
}

/// Writes `content` to `path`, but over none of the protected files. Every output of every command
/// goes through here. Errors name only the path that was asked for.
pub(crate) fn put(
    path: &Path,
    content: &[u8],
    readers: Readers,
    protected: &Protected,
) -> io::Result<()> {
    let there = fs::metadata(path);
    if there.as_ref().is_ok_and(fs::Metadata::is_dir) {
        return Err(io::Error::other("it is a folder"));
    }
    // This check comes first: an open file may be a protected one under another name.
    protected.check(path)?;
    match there {
        Ok(there) if !there.is_file() || is_open_file(path) => append(path, content),
        Ok(_) => replace(&fs::canonicalize(path)?, content, readers),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            replace(&end_of_links(path)?, content, readers)
        }
        Err(error) => Err(error),
    }
}

/// The content of a new file, written beside its place and not yet in it. The file has either its
/// whole content or does not exist.
pub(crate) struct New {
    path: PathBuf,
    file: tempfile::NamedTempFile,
}

impl New {
    /// Writes the content. One of the protected files is an error.
    pub(crate) fn prepare(path: &Path, content: &[u8], protected: &Protected) -> io::Result<Self> {
        protected.check(path)?;
        Ok(Self {
            path: path.to_owned(),
            file: filled(path, content, Readers::Umask)?,
        })
    }

    /// The path of the file.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Puts the content into its place. A file that is there is an error.
    pub(crate) fn finish(self) -> io::Result<()> {
        let persisted = self.file.persist_noclobber(&self.path);
        persisted.map(|_| ()).map_err(|refused| refused.error)
    }
}

/// Whether output to a path is appended to earlier output, as with a device or a pipe.
pub(crate) fn is_added_to(path: &Path) -> bool {
    let is_no_file = |there: fs::Metadata| !there.is_file() && !there.is_dir();
    fs::metadata(path).is_ok_and(is_no_file) || is_open_file(path)
}

/// Replaces the content of an existing regular file, in one step and through any links that lead to
/// it. Its permissions stay, and so does its owner if possible. A file that must not be written is
/// refused.
pub(crate) fn rewrite(path: &Path, content: &[u8]) -> io::Result<()> {
    Rewrite::prepare(path, content)?.finish()
}

/// The new content of an existing regular file, written beside it and not yet in its place.
pub(crate) struct Rewrite {
    target: PathBuf,
    file: tempfile::NamedTempFile,
}

impl Rewrite {
    /// Writes the content. See [`rewrite`].
    pub(crate) fn prepare(path: &Path, content: &[u8]) -> io::Result<Self> {
        let target = fs::canonicalize(path)?;
        let there = OpenOptions::new().write(true).open(&target)?.metadata()?;
        if !there.is_file() {
            return Err(io::Error::other("it is not a regular file"));
        }
        let file = filled(&target, content, Readers::Owner)?;
        own_like(file.path(), &there);
        file.as_file().set_permissions(there.permissions())?;
        Ok(Self { target, file })
    }

    /// The file that is replaced, without links.
    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// Puts the content into the place of the file.
    pub(crate) fn finish(self) -> io::Result<()> {
        let persisted = self.file.persist(&self.target);
        persisted.map(|_| ()).map_err(|refused| refused.error)
    }
}

/// Gives a new file the owner and group of another, if that is allowed.
#[cfg(unix)]
fn own_like(path: &Path, other: &fs::Metadata) {
    use std::os::unix::fs::{MetadataExt as _, chown};
    // Only the superuser can give files away. For all other users the file has the right owner
    // already.
    let _ = chown(path, Some(other.uid()), Some(other.gid()));
}

#[cfg(not(unix))]
fn own_like(_: &Path, _: &fs::Metadata) {}

fn append(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().append(true).open(path)?;
    file.write_all(content)?;
    file.flush()
}

/// Replaces a file in one step, so that a reader sees the old content or the new.
fn replace(path: &Path, content: &[u8], readers: Readers) -> io::Result<()> {
    let file = filled(path, content, readers)?;
    file.persist(path).map_err(|refused| refused.error)?;
    Ok(())
}

/// A temporary file with this content, beside the file that it will replace.
fn filled(path: &Path, content: &[u8], readers: Readers) -> io::Result<tempfile::NamedTempFile> {
    let folder = folder_of(path);
    fs::metadata(folder)?;
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    if readers == Readers::Umask {
        // The umask restricts this mode, as for every new file.
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    }
    #[cfg(not(unix))]
    let _ = readers;
    // The library's own text names the temporary file, which the user neither named nor knows.
    let mut file = builder
        .tempfile_in(folder)
        .map_err(|error| io::Error::from(error.kind()))?;
    file.as_file_mut().write_all(content)?;
    // Every reader of the old file, such as a collector of metrics, must be able to read the new
    // one.
    if let Ok(there) = fs::metadata(path) {
        file.as_file().set_permissions(there.permissions())?;
    }
    file.as_file().sync_all()?;
    Ok(file)
}
