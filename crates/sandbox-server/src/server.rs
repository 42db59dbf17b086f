//! Starts and stops a sandbox. It listens on loopback only, because it shows everything to every client.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::admin;
use crate::calls::Call;
use crate::exchange;
use crate::faults::fault::Fault;
use crate::host::Host;
use crate::stand_in::StandIn;
use crate::wire::{Handle, Loopback};

/// How long open connections may take to finish when the sandbox stops.
const GRACE: Duration = Duration::from_secs(2);

/// A running sandbox. Dropping it stops the sandbox at once.
#[derive(Debug)]
pub struct Running<S> {
    host: Arc<Host<S>>,
    base: String,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<std::io::Result<()>>,
}

impl<S: StandIn> Running<S> {
    /// Serves a stand-in on `addr` (port 0: any free port) until stopped. `make` makes it, given its base URL.
    ///
    /// # Errors
    /// If `addr` is not a loopback address, or listening on it fails.
    pub async fn start(
        addr: SocketAddr,
        faults: Vec<Fault>,
        make: impl FnOnce(&str) -> S,
    ) -> anyhow::Result<Self> {
        if !addr.ip().is_loopback() {
            bail!("the sandbox listens on loopback only, not on {addr}");
        }
        let listener = TcpListener::bind(addr)
            .await
            .with_context(|| format!("the sandbox cannot listen on {addr}"))?;
        let listener = Loopback(listener);
        let base = format!("http://{}", listener.address()?);
        let stand_in = Arc::new(make(&base));
        let host = Arc::new(Host::new(Arc::clone(&stand_in), faults));
        let app = Router::new()
            .merge(admin::router())
            .fallback(exchange::answer)
            .with_state(Arc::clone(&host))
            .merge(stand_in.routes())
            .into_make_service_with_connect_info::<Handle>();
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(async move {
            // A dropped sender stops the server as well.
            let signal = async move { stopped.await.unwrap_or(()) };
            axum::serve(listener, app)
                .with_graceful_shutdown(signal)
                .await
        });
        Ok(Self {
            host,
            base,
            stop: Some(stop),
            task,
        })
    }

    /// The base URL, without a trailing slash.
    pub fn url(&self) -> &str {
        &self.base
    }

    /// The stand-in.
    pub fn stand_in(&self) -> &S {
        &self.host.stand_in
    }

    /// The stand-in, for a task that outlives this borrow.
    pub fn shared(&self) -> Arc<S> {
        Arc::clone(&self.host.stand_in)
    }

    /// The calls received so far, the oldest first.
    pub fn calls(&self) -> Vec<Call> {
        self.host.calls().list()
    }

    /// Stops listening and lets open requests finish.
    ///
    /// # Errors
    /// If the server failed.
    pub async fn stop(&mut self) -> anyhow::Result<()> {
        if let Some(stop) = self.stop.take() {
            // An error means that the server has stopped already.
            let _ = stop.send(());
        }
        match tokio::time::timeout(GRACE, &mut self.task).await {
            Ok(ended) => ended.context("the sandbox failed")??,
            Err(_) => self.task.abort(),
        }
        Ok(())
    }
}

impl<S> Drop for Running<S> {
    fn drop(&mut self) {
        self.task.abort();
    }
}
