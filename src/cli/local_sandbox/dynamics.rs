//! The stand-in for Dynamics 365.

use std::fs::File;
use std::path::Path;

use dataverse_sandbox::{Access as Keys, Running, Sandbox, Seed, State};

use crate::cli::local_sandbox::state::{self, Access};

/// A stand-in that is listening. If it writes, its state is locked until this is dropped.
pub(in crate::cli) struct Dynamics {
    /// The server. It is dropped before the lock.
    pub running: Running,
    _lock: Option<File>,
}

impl Dynamics {
    /// Starts a stand-in on loopback. Rows that its saved state never had begin with their seed; the
    /// others are as they were left.
    pub(super) async fn start(
        seed: &Seed,
        file: &Path,
        port: u16,
        access: Access,
    ) -> anyhow::Result<Self> {
        let add = |world: &mut State| world.add_missing(seed);
        let (lock, world) = state::seeded(file, access, State::load, add).await?;
        let kept = (access == Access::Writes).then(|| file.to_owned());
        let address = ([127, 0, 0, 1], port).into();
        Ok(Self {
            running: Sandbox::start(world, kept, address).await?,
            _lock: lock,
        })
    }

    /// What its first app signs in with.
    pub(in crate::cli) fn keys(&self) -> Option<Keys> {
        self.running.access().into_iter().next()
    }

    /// The same as one text, in the form of a connection string.
    pub(super) fn token(&self) -> Option<String> {
        let keys = self.keys()?;
        Some(format!(
            "tenantid={};clientid={};clientsecret={}",
            keys.tenant_id, keys.client_id, keys.client_secret
        ))
    }

    /// Stops the stand-in before the lock is released.
    pub(super) async fn stop(self) -> anyhow::Result<()> {
        let Self { running, _lock } = self;
        running.stop().await
    }
}
