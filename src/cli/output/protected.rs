//! Files that no output may replace, because the product or the configuration depends on them. Two
//! paths are compared by the files that they lead to, not by their names: through symbolic and hard
//! links, and where the file system ignores the case of names.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use crate::cli::global_options::{self, Global};
use crate::cli::input::{registry_location, state_folder};

/// The most links that are followed, as in Linux.
const LINKS: usize = 40;

/// Files that no output may replace, each with a description.
#[derive(Debug, Clone, Default)]
pub(crate) struct Protected {
    files: Vec<(PathBuf, &'static str)>,
    folders: Vec<PathBuf>,
}

/// The place that a path leads to.
#[derive(Debug, PartialEq, Eq)]
enum Place {
    /// This file.
    File(Identity),
    /// No file yet, under this name. Case is ignored: whether the file system ignores it too is
    /// only known once the file exists.
    Free(PathBuf, String),
}

/// The identity of a file under any name.
#[cfg(unix)]
type Identity = (u64, u64);
/// The identity of a file under any name.
#[cfg(not(unix))]
type Identity = PathBuf;

impl Protected {
    /// The files of an installation, independent of its configuration: registries, the sandbox's
    /// state, and the certificates that are trusted.
    pub(crate) fn of_installation(global: &Global) -> Self {
        let mut protected = Self::default();
        protected.add_all(registry_location::files(global), "the registry's");
        for state in state_folder::sandbox_states(global) {
            for ending in ["", ".lock", ".journal"] {
                let mut name = state.as_os_str().to_owned();
                name.push(ending);
                protected.add(name, "the sandbox's");
            }
            let ignore = state.with_file_name(".gitignore");
            protected.add(ignore, "what keeps the registry out of Git");
        }
        if let Some(path) = global_options::variable(global_options::CERTIFICATES) {
            protected.add(path, "named by SSL_CERT_FILE");
        }
        protected
    }

    /// Protects a file. `what` completes the sentence "that file is …".
    pub(crate) fn add(&mut self, path: impl Into<PathBuf>, what: &'static str) {
        self.files.push((path.into(), what));
    }

    /// Protects several files.
    pub(crate) fn add_all<P: Into<PathBuf>>(
        &mut self,
        paths: impl IntoIterator<Item = P>,
        what: &'static str,
    ) {
        self.files
            .extend(paths.into_iter().map(|path| (path.into(), what)));
    }

    /// Keeps outputs from becoming configuration: any YAML file in these folders is read as such.
    pub(crate) fn add_folders(&mut self, folders: impl IntoIterator<Item = PathBuf>) {
        self.folders.extend(folders);
    }

    /// Adds the files and folders that another one protects.
    pub(crate) fn extend(&mut self, other: Self) {
        self.files.extend(other.files);
        self.folders.extend(other.folders);
    }

    /// Refuses an output that would replace one of the files.
    pub(crate) fn check(&self, output: &Path) -> io::Result<()> {
        let Some(there) = place(output) else {
            return Ok(());
        };
        if is_database(output) {
            // The database may be a registry that this command's options do not name.
            return Err(io::Error::other(
                "that file is a database, and no output may replace it",
            ));
        }
        if self.becomes_configuration(output) {
            return Err(io::Error::other(
                "that folder's YAML files are the configuration, so the output would be read as part of it: choose another folder or file extension",
            ));
        }
        let meant = |(path, _): &&(PathBuf, &str)| place(path).is_some_and(|own| own == there);
        match self.files.iter().find(meant) {
            Some((_, what)) => Err(io::Error::other(format!(
                "that file is {what}, and no output may replace it"
            ))),
            None => Ok(()),
        }
    }

    /// Whether the next command would read a new output as configuration.
    fn becomes_configuration(&self, output: &Path) -> bool {
        if output.exists() || self.folders.is_empty() {
            return false;
        }
        // A link with such a name is read as well, and so is the file that it leads to.
        let end = end_of_links(output).ok();
        [Some(output), end.as_deref()]
            .into_iter()
            .flatten()
            .any(|path| {
                let folder = fs::canonicalize(folder_of(path));
                is_yaml(path)
                    && folder.is_ok_and(|there| {
                        let own =
                            |own: &PathBuf| fs::canonicalize(own).is_ok_and(|own| own == there);
                        self.folders.iter().any(own)
                    })
            })
    }
}

/// Whether a path has an extension by which a folder's files are read.
fn is_yaml(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| ["yaml", "yml"].contains(&extension))
}

/// Whether a path leads to an `SQLite` database, of any program. No output is one.
fn is_database(path: &Path) -> bool {
    const BEGINS: &[u8] = b"SQLite format 3\0";
    let mut begins = [0; BEGINS.len()];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut begins));
    read.is_ok() && begins == BEGINS
}

/// The place that a path leads to. `None` for a folder, a device or a pipe, and if it cannot be
/// accessed.
fn place(path: &Path) -> Option<Place> {
    match fs::metadata(path) {
        Ok(there) if there.is_file() => identity(path, &there).map(Place::File),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let end = end_of_links(path).ok()?;
            let folder = fs::canonicalize(folder_of(&end)).ok()?;
            let name = end.file_name()?.to_string_lossy().to_lowercase();
            Some(Place::Free(folder, name))
        }
        Ok(_) | Err(_) => None,
    }
}

#[cfg(unix)]
#[expect(
    clippy::unnecessary_wraps,
    reason = "elsewhere a file may have no path of its own"
)]
fn identity(_: &Path, there: &fs::Metadata) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt as _;
    Some((there.dev(), there.ino()))
}

#[cfg(not(unix))]
fn identity(path: &Path, _: &fs::Metadata) -> Option<Identity> {
    let path = fs::canonicalize(path).ok()?;
    Some(path.to_string_lossy().to_lowercase().into())
}

/// The place to which a link would lead if its target existed.
pub(crate) fn end_of_links(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..LINKS {
        let Ok(next) = fs::read_link(&path) else {
            return Ok(path);
        };
        path = folder_of(&path).join(next);
    }
    Err(io::Error::other("its links form a loop"))
}

/// The folder that a path's last part is in.
pub(crate) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
