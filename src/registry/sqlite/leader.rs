//! Who leads where several watch the same scopes: one of them looks, the others wait for its end.
//! Here is what every registry has in common, and the lead in a `SQLite` registry: an
//! operating-system lock on a file beside it, which the system lets go of with the process. The file
//! goes with the lead; one that a killed process left says nothing, and the next lead takes it.
//!
//! Nothing is noted in the registry itself, and the lead has nothing to do with the lock of an
//! apply: whoever watches never keeps anybody from applying.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::connect;
use super::file_lock::Beside;
use crate::model::{Scope, hex};
use crate::registry::error::io;
use crate::registry::{Leadership, Pending, RegistryError, leader};

/// The lead beside a registry's file.
struct Lead {
    /// The registry, as it was named.
    registry: PathBuf,
    by: By,
}

/// By what it is held.
enum By {
    /// A lock on a file beside the registry.
    Lock(Beside),
    /// Nothing: there is no registry yet, and so nothing beside which a lock could be.
    Nothing,
    /// Nothing: nobody can write there, so nobody can make a lock either.
    Unwritable,
}

/// Takes the lead; `None` while somebody else has it.
pub(super) fn take(
    path: &Path,
    scopes: &[Scope],
) -> Result<Option<Box<dyn Leadership>>, RegistryError> {
    let lead = |by| {
        let registry = path.to_owned();
        Ok(Some(Box::new(Lead { registry, by }) as Box<dyn Leadership>))
    };
    let Some(db) = connect::find(path)? else {
        return lead(By::Nothing);
    };
    let name: String = hex(&leader::digest(scopes)).chars().take(16).collect();
    let mut beside = db.into_os_string();
    beside.push(format!(".watch-{name}.lock"));
    let beside = PathBuf::from(beside);
    match Beside::take(&beside) {
        Ok(Some(lock)) => lead(By::Lock(lock)),
        Ok(None) => Ok(None),
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem
            ) =>
        {
            lead(By::Unwritable)
        }
        Err(error) => Err(io("locking", &beside)(error)),
    }
}

impl Leadership for Lead {
    fn lasts(&mut self) -> Pending<'_, bool> {
        let lasts = match &self.by {
            By::Lock(lock) => lock.lasts(),
            // As soon as there is one, whoever watches it has to say so.
            By::Nothing => matches!(connect::find(&self.registry), Ok(None)),
            By::Unwritable => true,
        };
        Box::pin(async move { lasts })
    }
}
