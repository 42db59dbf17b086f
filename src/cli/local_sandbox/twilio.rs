//! The stand-in for Twilio.

use std::fs::File;
use std::path::Path;

use crate::cli::local_sandbox::state::{self, Access};
use crate::sandbox::{Running, Sandbox, Seed, State};

/// A stand-in that is listening. If it writes, its state is locked until this is dropped. The
/// operating system releases the lock when the process dies.
pub(in crate::cli) struct Twilio {
    /// The server. It is dropped before the lock.
    pub running: Running,
    _lock: Option<File>,
}

impl Twilio {
    /// Starts a stand-in on loopback. Accounts that are not in its saved state begin with their
    /// seed; the others are as they were left.
    pub(super) async fn start(
        seed: &Seed,
        file: &Path,
        port: u16,
        access: Access,
    ) -> anyhow::Result<Self> {
        let add = |world: &mut State| {
            world.add_missing(seed);
            anyhow::Ok(())
        };
        let (lock, world) = state::seeded(file, access, State::load, add).await?;
        // Alerts of a command that only reads are not saved: another process may have the lock.
        let kept = (access == Access::Writes).then(|| file.to_owned());
        let address = ([127, 0, 0, 1], port).into();
        Ok(Self {
            running: Sandbox::start(world, kept, address).await?,
            _lock: lock,
        })
    }

    /// Stops the stand-in and flushes its state before the lock is released.
    pub(super) async fn stop(self) -> anyhow::Result<()> {
        let Self { running, _lock } = self;
        running.stop().await
    }
}
