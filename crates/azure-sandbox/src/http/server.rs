//! Starts and stops the sandbox.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use sandbox_server::{Call, Violation};

use crate::http::exchange::resume;
use crate::http::instance::Instance;
use crate::http::stand_in::Azure;
use crate::store::state::{Access, State};

/// The stand-in for Azure; see [`Sandbox::start`].
#[derive(Debug)]
pub struct Sandbox;

/// A running sandbox. Dropping it stops the sandbox at once.
#[derive(Debug)]
pub struct Running(sandbox_server::Running<Azure>);

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
        let make = |base: &str| Azure(Arc::new(Instance::new(state, persist, base.to_owned())));
        let running = sandbox_server::Running::start(addr, faults, make).await?;
        resume(&running.stand_in().0);
        Ok(Running(running))
    }
}

impl Running {
    /// The base URL of all APIs, without a trailing slash.
    pub fn url(&self) -> String {
        self.0.url().to_owned()
    }

    /// What clients need, for each resource.
    pub fn access(&self) -> Vec<Access> {
        self.0.stand_in().0.state().access()
    }

    /// True if a resource has this number.
    pub fn has_number(&self, phone_number: &str) -> bool {
        let state = self.0.stand_in().0.state();
        let mut resources = state.resources.values();
        resources.any(|one| !one.gone && one.numbers.contains_key(phone_number))
    }

    /// The token with which a job on GitHub requests its id-token from `{url}/github/oidc?v=1`.
    pub fn github_request_token(&self) -> String {
        self.0.stand_in().0.state().github.request_token.clone()
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

    /// Stops listening, lets open requests finish, and saves what they changed.
    ///
    /// # Errors
    /// If the server failed, or the state cannot be saved.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        self.0.stop().await?;
        let saved = self.0.stand_in().0.stored.save_changes().await;
        saved.context("the sandbox cannot save its state")
    }
}
