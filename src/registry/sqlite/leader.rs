//! The leader among the watchers of the same scopes: an operating-system lock on a file beside the
//! registry, which the system releases with the process. The file is removed with the leadership;
//! one that a killed process left has no meaning, and the next leader takes it over.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::connect;
use super::error::io;
use super::file_lock::FileLock;
use crate::model::{Scope, hex};
use crate::registry::error::RegistryError;
use crate::registry::interface::{Leadership, Pending};
use crate::registry::leader;

/// The leadership of this process.
struct Leader {
    /// The registry's path, as it was given.
    registry: PathBuf,
    proof: Proof,
}

/// What makes this process the leader.
enum Proof {
    /// A lock on a file beside the registry.
    Lock(FileLock),
    /// There is no registry yet, and so no place for a lock.
    NoRegistry,
    /// The folder is not writable, so no process can create a lock.
    Unwritable,
}

/// Makes this process the leader; `None` while another one leads.
pub(super) fn take(
    path: &Path,
    scopes: &[Scope],
) -> Result<Option<Box<dyn Leadership>>, RegistryError> {
    let lead = |proof| {
        let registry = path.to_owned();
        Ok(Some(
            Box::new(Leader { registry, proof }) as Box<dyn Leadership>
        ))
    };
    let Some(db) = connect::find(path)? else {
        return lead(Proof::NoRegistry);
    };
    let name: String = hex(&leader::digest(scopes)).chars().take(16).collect();
    let mut beside = db.into_os_string();
    beside.push(format!(".watch-{name}.lock"));
    let beside = PathBuf::from(beside);
    match FileLock::take(&beside) {
        Ok(Some(lock)) => lead(Proof::Lock(lock)),
        Ok(None) => Ok(None),
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem
            ) =>
        {
            lead(Proof::Unwritable)
        }
        Err(error) => Err(io("locking", &beside)(error)),
    }
}

impl Leadership for Leader {
    fn lasts(&mut self) -> Pending<'_, bool> {
        let lasts = match &self.proof {
            Proof::Lock(lock) => lock.lasts(),
            // As soon as there is a registry, its leader must hold a lock.
            Proof::NoRegistry => matches!(connect::find(&self.registry), Ok(None)),
            Proof::Unwritable => true,
        };
        Box::pin(async move { lasts })
    }
}
