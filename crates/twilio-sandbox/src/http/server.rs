//! Starts and stops the sandbox.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context as _;
use sandbox_server::Call;

use crate::http::instance::Instance;
use crate::http::traffic::Sending;
use crate::store::saver::Saver;
use crate::store::state::State;

/// The stand-in for Twilio; see [`Sandbox::start`].
#[derive(Debug)]
pub struct Sandbox;

/// A running sandbox. Dropping it stops the sandbox at once.
#[derive(Debug)]
pub struct Running {
    server: sandbox_server::Running<Instance>,
    traffic: Option<Sending>,
}

impl Sandbox {
    /// Serves `state` on `addr` (port 0: any free port) until stopped. With `persist`, each write is in that file
    /// before it is answered; the file stays unchanged until the first write or alert.
    ///
    /// # Errors
    /// If `addr` is not a loopback address, or listening on it fails.
    pub async fn start(
        mut state: State,
        persist: Option<PathBuf>,
        addr: SocketAddr,
    ) -> anyhow::Result<Running> {
        let faults = std::mem::take(&mut state.faults);
        let saver = persist.map(|path| Saver::new(path, state.writes));
        let traffic = state.traffic;
        let make = |base: &str| Instance::new(state, saver, base.to_owned());
        let server = sandbox_server::Running::start(addr, faults, make).await?;
        let traffic = traffic.map(|traffic| Sending::start(server.shared(), traffic));
        Ok(Running { server, traffic })
    }
}

impl Running {
    /// The base URL of the API, without a trailing slash.
    pub fn url(&self) -> String {
        self.server.url().to_owned()
    }

    /// Account SIDs with their auth tokens, in the order of the SIDs.
    pub fn credentials(&self) -> Vec<(String, String)> {
        let accounts = self.server.stand_in().state().accounts();
        accounts
            .into_iter()
            .map(|c| (c.sid, c.auth_token))
            .collect()
    }

    /// The calls received so far, the oldest first.
    pub fn calls(&self) -> Vec<Call> {
        self.server.calls()
    }

    /// Stops listening, lets open requests finish, and saves the state.
    ///
    /// # Errors
    /// If the server failed, or the state cannot be saved.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        if let Some(traffic) = self.traffic.take() {
            traffic.stop().await;
        }
        self.server.stop().await?;
        let instance = self.server.stand_in();
        if let Some(saver) = &instance.saver {
            saver
                .finish(&instance.state)
                .await
                .context("the sandbox cannot save its state")?;
        }
        Ok(())
    }
}
