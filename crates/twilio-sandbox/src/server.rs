//! Starting and stopping the sandbox. It listens on loopback only: what it accepts and shows is for its own
//! machine.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, AtomicUsize};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, bail};
use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::calls::{Call, Calls};
use super::held::Held;
use super::saver::Saver;
use super::state::State;
use super::strikes::Faults;
use super::wire::{Handle, Loopback};
use super::{admin, exchange};

/// How long open connections get to finish when the sandbox stops.
const GRACE: Duration = Duration::from_secs(2);

/// The stand-in for Twilio; see [`Sandbox::start`].
#[derive(Debug)]
pub struct Sandbox;

/// A sandbox that is listening. Dropping it stops it at once.
#[derive(Debug)]
pub struct Running {
    world: Arc<World>,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<std::io::Result<()>>,
}

/// What all requests share.
#[derive(Debug)]
pub(super) struct World {
    state: Mutex<State>,
    faults: Mutex<Faults>,
    calls: Mutex<Calls>,
    /// Requests that wait to be let go.
    pub(super) held: Arc<Held>,
    pub(super) saver: Option<Saver>,
    /// `http://` and the address listened on.
    pub(super) base: String,
    /// Requests so far; names each in `Twilio-Request-Id`.
    pub(super) requests: AtomicU64,
    /// Requests being answered now, for `Twilio-Concurrent-Requests`.
    pub(super) open: AtomicUsize,
}

impl World {
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while holding it; and if it did, a refusal leaves the state whole anyway.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn faults(&self) -> MutexGuard<'_, Faults> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn calls(&self) -> MutexGuard<'_, Calls> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sandbox {
    /// Serves `state` on `addr` (port 0: any free one) until stopped. With `persist`, every write is in that file
    /// before it is answered; the file is not touched before the first write.
    ///
    /// # Errors
    /// When `addr` is not a loopback address or cannot be listened on.
    pub async fn start(
        mut state: State,
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
        let faults = Faults::new(std::mem::take(&mut state.faults));
        let world = Arc::new(World {
            saver: persist.map(|path| Saver::new(path, state.writes)),
            state: Mutex::new(state),
            faults: Mutex::new(faults),
            calls: Mutex::default(),
            held: Arc::default(),
            base,
            requests: AtomicU64::new(0),
            open: AtomicUsize::new(0),
        });
        let app = Router::new()
            .merge(admin::router())
            .fallback(exchange::answer)
            .with_state(Arc::clone(&world))
            .into_make_service_with_connect_info::<Handle>();
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(async move {
            // A dropped sender stops the server too.
            let signal = async move { stopped.await.unwrap_or(()) };
            axum::serve(listener, app)
                .with_graceful_shutdown(signal)
                .await
        });
        Ok(Running {
            world,
            stop: Some(stop),
            task,
        })
    }
}

impl Running {
    /// The base URL of both of Twilio's APIs, without a slash at the end.
    pub fn url(&self) -> String {
        self.world.base.clone()
    }

    /// Account SIDs and their auth tokens, in the order of SIDs.
    pub fn credentials(&self) -> Vec<(String, String)> {
        let accounts = self.world.state().accounts();
        accounts
            .into_iter()
            .map(|c| (c.sid, c.auth_token))
            .collect()
    }

    /// The calls received so far, oldest first.
    pub fn calls(&self) -> Vec<Call> {
        self.world.calls().list()
    }

    /// Stops listening, lets open requests finish, and sees the last write to disk.
    ///
    /// # Errors
    /// When the server had failed, or the last write cannot be saved.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        if let Some(stop) = self.stop.take() {
            // An error means that the server has ended already.
            let _ = stop.send(());
        }
        match tokio::time::timeout(GRACE, &mut self.task).await {
            Ok(ended) => ended.context("the sandbox broke down")??,
            Err(_) => self.task.abort(),
        }
        if let Some(saver) = &self.world.saver {
            saver
                .finish(&self.world)
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
