//! Starts and stops the sandbox.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use sandbox_server::{Call, Stored, Violation};

use crate::http::stand_in::Dataverse;
use crate::store::state::{Access, State};

/// The stand-in for Dataverse; see [`Sandbox::start`].
#[derive(Debug)]
pub struct Sandbox;

/// A running sandbox. Dropping it stops the sandbox at once.
#[derive(Debug)]
pub struct Running(sandbox_server::Running<Dataverse>);

impl Sandbox {
    /// Serves `state` on `addr` (port 0: any free port) until stopped. With `persist`, each change is in that file
    /// before it is answered; the file stays unchanged until the first one.
    ///
    /// # Errors
    /// If `addr` is not a loopback address, or listening on it fails.
    pub async fn start(
        mut state: State,
        persist: Option<PathBuf>,
        addr: SocketAddr,
    ) -> anyhow::Result<Running> {
        let faults = std::mem::take(&mut state.session.faults);
        let make = |_: &str| Dataverse(Arc::new(Stored::new(state, persist)));
        let running = sandbox_server::Running::start(addr, faults, make).await?;
        Ok(Running(running))
    }
}

impl Running {
    /// The base URL of the environment and of the token endpoint, without a trailing slash.
    pub fn url(&self) -> String {
        self.0.url().to_owned()
    }

    /// What clients need, for each app.
    pub fn access(&self) -> Vec<Access> {
        self.0.stand_in().0.state().access()
    }

    /// The calls received so far, the oldest first.
    pub fn calls(&self) -> Vec<Call> {
        self.0.calls()
    }

    /// The rules that requests broke.
    pub fn violations(&self) -> Vec<Violation> {
        self.0.stand_in().0.state().session.violations.list()
    }

    /// Every secret of this sandbox: no output of a client may contain one.
    pub fn canaries(&self) -> Vec<String> {
        self.0.stand_in().0.state().canaries()
    }

    /// Stops listening, and lets open requests finish.
    ///
    /// # Errors
    /// If the server failed.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        self.0.stop().await
    }
}
