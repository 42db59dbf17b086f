//! What no output may replace: the files that the product or the configuration depends on. Two
//! paths are compared by the file that they lead to, whatever they are called: through symbolic
//! and hard links, and where the file system ignores the case of names.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::settings::{self, Global};
use super::{place, shelf};

/// As many links are followed as Linux follows.
const LINKS: usize = 40;

/// Files that no output may replace, and what each of them is.
#[derive(Debug, Clone, Default)]
pub struct Protected {
    files: Vec<(PathBuf, &'static str)>,
}

/// Where a path leads.
#[derive(Debug, PartialEq, Eq)]
enum Place {
    /// To this file.
    File(Identity),
    /// To no file yet, under this name. Case is ignored: whether the file system does so too is
    /// only known once the file is there.
    Free(PathBuf, String),
}

/// A file, however it is called.
#[cfg(unix)]
type Identity = (u64, u64);
/// A file, however it is called.
#[cfg(not(unix))]
type Identity = PathBuf;

impl Protected {
    /// What belongs to an installation, whatever its configuration: registries, the sandbox's
    /// state, and the certificates that are trusted.
    pub fn of_installation(global: &Global) -> Self {
        let mut protected = Self::default();
        protected.add_all(shelf::files(global), "the registry's");
        for state in place::sandbox_states(global) {
            for ending in ["", ".lock", ".journal"] {
                let mut name = state.as_os_str().to_owned();
                name.push(ending);
                protected.add(name, "the sandbox's");
            }
        }
        if let Some(path) = settings::variable(settings::CERTIFICATES) {
            protected.add(path, "named by SSL_CERT_FILE");
        }
        protected
    }

    /// Protects a file. `what` completes the sentence "that file is …".
    pub fn add(&mut self, path: impl Into<PathBuf>, what: &'static str) {
        self.files.push((path.into(), what));
    }

    /// Protects several files.
    pub fn add_all<P: Into<PathBuf>>(
        &mut self,
        paths: impl IntoIterator<Item = P>,
        what: &'static str,
    ) {
        self.files
            .extend(paths.into_iter().map(|path| (path.into(), what)));
    }

    /// Protects what another protects, too.
    pub fn extend(&mut self, other: Self) {
        self.files.extend(other.files);
    }

    /// Refuses an output that would replace one of the files.
    pub fn check(&self, output: &Path) -> io::Result<()> {
        let Some(there) = place(output) else {
            return Ok(());
        };
        let meant = |(path, _): &&(PathBuf, &str)| place(path).is_some_and(|own| own == there);
        match self.files.iter().find(meant) {
            Some((_, what)) => Err(io::Error::other(format!(
                "that file is {what}, and no output may replace it"
            ))),
            None => Ok(()),
        }
    }
}

/// Where a path leads; `None` for a folder, a device or a pipe, and where nobody can look.
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

/// Where a link that leads to nothing yet would lead.
pub fn end_of_links(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..LINKS {
        let Ok(next) = fs::read_link(&path) else {
            return Ok(path);
        };
        path = folder_of(&path).join(next);
    }
    Err(io::Error::other("its links lead in a circle"))
}

/// The folder that a path's last part is in.
pub fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
