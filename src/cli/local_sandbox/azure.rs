//! The stand-in for Azure.

use std::fs::File;
use std::path::Path;

use azure_sandbox::{Access as Keys, Running, Sandbox, Seed, State};

use crate::cli::local_sandbox::state::{self, Access};

/// A stand-in that is listening. If it writes, its state is locked until this is dropped.
pub(in crate::cli) struct Azure {
    /// The server. It is dropped before the lock.
    pub running: Running,
    _lock: Option<File>,
}

impl Azure {
    /// Starts a stand-in on loopback. Resources that are not in its saved state begin with their
    /// seed; the others are as they were left.
    pub(super) async fn start(
        seed: &Seed,
        file: &Path,
        port: u16,
        access: Access,
    ) -> anyhow::Result<Self> {
        let add = |world: &mut State| world.add_missing(seed);
        let (lock, world) = state::seeded(file, access, State::load, add).await?;
        // An operation that ends while a command reads is not saved: another process may have the lock.
        let kept = (access == Access::Writes).then(|| file.to_owned());
        let address = ([127, 0, 0, 1], port).into();
        Ok(Self {
            running: Sandbox::start(world, kept, address).await?,
            _lock: lock,
        })
    }

    /// By resource, in lower case: everything that opens it, as one text. It is the connection string
    /// and three more parts, in the same form.
    pub(super) fn tokens(&self) -> impl Iterator<Item = (String, String)> {
        let token = |keys: Keys| {
            let text = format!(
                "{};tenantid={};clientid={};clientsecret={}",
                keys.connection_string, keys.tenant_id, keys.client_id, keys.client_secret
            );
            (keys.resource_id.to_ascii_lowercase(), text)
        };
        self.running.access().into_iter().map(token)
    }

    /// Stops the stand-in and flushes its state before the lock is released.
    pub(super) async fn stop(self) -> anyhow::Result<()> {
        let Self { running, _lock } = self;
        running.stop().await
    }
}
