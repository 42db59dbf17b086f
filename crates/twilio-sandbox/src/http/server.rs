//! Starts and stops the sandbox. It listens on loopback only, because it shows everything to every client.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::http::admin;
use crate::http::calls::Call;
use crate::http::exchange;
use crate::http::instance::Instance;
use crate::http::wire::{Handle, Loopback};
use crate::store::saver::Saver;
use crate::store::state::State;

/// How long open connections may take to finish when the sandbox stops.
const GRACE: Duration = Duration::from_secs(2);

/// The stand-in for Twilio; see [`Sandbox::start`].
#[derive(Debug)]
pub struct Sandbox;

/// A running sandbox. Dropping it stops the sandbox at once.
#[derive(Debug)]
pub struct Running {
    instance: Arc<Instance>,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<std::io::Result<()>>,
}

impl Sandbox {
    /// Serves `state` on `addr` (port 0: any free port) until stopped. With `persist`, each write is in that file
    /// before it is answered; the file stays unchanged until the first write.
    ///
    /// # Errors
    /// If `addr` is not a loopback address, or listening on it fails.
    pub async fn start(
        state: State,
        persist: Option<PathBuf>,
        addr: SocketAddr,
    ) -> anyhow::Result<Running> {
        if !addr.ip().is_loopback() {
            bail!("the sandbox listens on loopback only, not on {addr}");
        }
        let listener = TcpListener::bind(addr)
            .await
            .with_context(|| format!("the sandbox cannot listen on {addr}"))?;
        let listener = Loopback(listener);
        let base = format!("http://{}", listener.address()?);
        let saver = persist.map(|path| Saver::new(path, state.writes));
        let instance = Arc::new(Instance::new(state, saver, base));
        let app = Router::new()
            .merge(admin::router())
            .fallback(exchange::answer)
            .with_state(Arc::clone(&instance))
            .into_make_service_with_connect_info::<Handle>();
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(async move {
            // A dropped sender stops the server as well.
            let signal = async move { stopped.await.unwrap_or(()) };
            axum::serve(listener, app)
                .with_graceful_shutdown(signal)
                .await
        });
        Ok(Running {
            instance,
            stop: Some(stop),
            task,
        })
    }
}

impl Running {
    /// The base URL of the API, without a trailing slash.
    pub fn url(&self) -> String {
        self.instance.base.clone()
    }

    /// Account SIDs with their auth tokens, in the order of the SIDs.
    pub fn credentials(&self) -> Vec<(String, String)> {
        let accounts = self.instance.state().accounts();
        accounts
            .into_iter()
            .map(|c| (c.sid, c.auth_token))
            .collect()
    }

    /// The calls received so far, the oldest first.
    pub fn calls(&self) -> Vec<Call> {
        self.instance.calls().list()
    }

    /// Stops listening, lets open requests finish, and saves the state.
    ///
    /// # Errors
    /// If the server failed, or the state cannot be saved.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        if let Some(stop) = self.stop.take() {
            // An error means that the server has stopped already.
            let _ = stop.send(());
        }
        match tokio::time::timeout(GRACE, &mut self.task).await {
            Ok(ended) => ended.context("the sandbox failed")??,
            Err(_) => self.task.abort(),
        }
        if let Some(saver) = &self.instance.saver {
            saver
                .finish(&self.instance.state)
                .await
                .context("the sandbox cannot save its state")?;
        }
        Ok(())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}
