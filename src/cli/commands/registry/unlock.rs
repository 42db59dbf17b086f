//! `registry unlock`: releases the locks of applies that are stuck.

use super::scope::scope;
use crate::cli::global_options::Global;
use crate::cli::output::terminal;
use crate::engine::{RunError, RunErrorKind};
use crate::registry::{Holder, Registry, RegistryError};

/// Releases the locks. With `force` also those whose holder is alive.
pub(super) async fn unlock(
    registry: &dyn Registry,
    force: bool,
    global: &Global,
) -> anyhow::Result<()> {
    let text = match registry.unlock(&scope(global)?, force).await {
        Ok(holders) if holders.is_empty() => "No apply holds the lock.\n".to_owned(),
        Ok(holders) => holders.iter().map(released).collect(),
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

fn released(holder: &Holder) -> String {
    format!(
        "Released the lock of run {} of {} on {} (pid {}, since {}).\n",
        holder.run_id, holder.user, holder.host, holder.pid, holder.since
    )
}
