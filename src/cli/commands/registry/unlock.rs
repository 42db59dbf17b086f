//! `registry unlock`: releases the lock of an apply that is stuck.

use super::scope::scope;
use crate::cli::global_options::Global;
use crate::cli::output::terminal;
use crate::engine::{RunError, RunErrorKind};
use crate::registry::{Registry, RegistryError};

/// Releases the lock. With `force` also one whose holder is alive.
pub(super) async fn unlock(
    registry: &dyn Registry,
    force: bool,
    global: &Global,
) -> anyhow::Result<()> {
    let text = match registry.unlock(&scope(global)?, force).await {
        Ok(None) => "No apply holds the lock.\n".to_owned(),
        Ok(Some(holder)) => format!(
            "Released the lock of run {} of {} on {} (pid {}, since {}).\n",
            holder.run_id, holder.user, holder.host, holder.pid, holder.since
        ),
        Err(error @ RegistryError::HeldBy { .. }) => {
            return Err(RunError::new(
                RunErrorKind::RegistryLocked,
                "the lock was not released: its holder is alive",
            )
            .help("wait for that run; --force releases the lock all the same")
            .caused_by(error)
            .into());
        }
        Err(error) => return Err(error.into()),
    };
    terminal::print(&text)
}
