//! SIGINT and SIGTERM: the first signal lets work in flight finish, the second stops immediately.

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio_util::sync::CancellationToken;

use crate::cli::exit_code::Exit;
use crate::cli::output::terminal;
use crate::cli::surroundings::Surroundings;

/// Signals received since [`Signals::listen`].
#[derive(Clone)]
pub(super) struct Signals {
    /// Cancelled by the first signal.
    pub cancel: CancellationToken,
    number: Arc<AtomicU8>,
    words: Arc<Mutex<&'static str>>,
}

/// SIGTERM, by number.
const TERMINATE: u8 = 15;
/// Printed when a second signal ends the process.
const STOPPED: &str = "\nstopped immediately: the result of the writes in flight is unknown; the registry records how far the run came, and the next apply checks and continues\n";

impl Signals {
    /// Listens from now on. `words` are printed to stderr when the first signal comes.
    pub(super) fn listen(words: &'static str) -> Self {
        let signals = Self {
            cancel: CancellationToken::new(),
            number: Arc::default(),
            words: Arc::new(Mutex::new(words)),
        };
        let ours = signals.clone();
        if let Some(stop) = Surroundings::current().stop() {
            tokio::spawn(async move {
                stop.cancelled().await;
                ours.receive(TERMINATE);
            });
            return signals;
        }
        // Created once and here, so that a signal is kept if it comes before the first wait, or
        // between two waits.
        let mut taken = Taken::new();
        tokio::spawn(async move {
            let first = taken.next().await;
            ours.receive(first);
            let second = taken.next().await;
            terminal::eprint(STOPPED);
            std::process::exit(128 + i32::from(second));
        });
        signals
    }

    /// Reports the first signal and cancels.
    fn receive(&self, number: u8) {
        self.number.store(number, Ordering::SeqCst);
        terminal::eprint(*self.words.lock().unwrap_or_else(PoisonError::into_inner));
        self.cancel.cancel();
    }

    /// Changes the words that are printed when the first signal comes.
    pub(super) fn say(&self, words: &'static str) {
        *self.words.lock().unwrap_or_else(PoisonError::into_inner) = words;
    }

    /// Does work that may be abandoned at any point. Returns `None` if a signal came before its
    /// end.
    pub(super) async fn unless<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let done = self.cancel.run_until_cancelled(work).await;
        // Work that failed because of the signal did not come to its end either.
        done.filter(|_| !self.cancel.is_cancelled())
    }

    /// The signal that interrupted us, by number.
    pub(super) fn received(&self) -> Option<u8> {
        Some(self.number.load(Ordering::SeqCst)).filter(|number| *number != 0)
    }

    /// The end of a command that a signal interrupted.
    pub(super) fn exit(&self) -> Exit {
        Exit {
            signal: self.received(),
            ..Exit::DONE
        }
    }
}

/// The signals that are handled. If no handler can be set, a signal ends the process as it would
/// without us.
#[cfg(unix)]
struct Taken {
    interrupt: Option<tokio::signal::unix::Signal>,
    terminate: Option<tokio::signal::unix::Signal>,
}

#[cfg(unix)]
impl Taken {
    fn new() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        Self {
            interrupt: signal(SignalKind::interrupt()).ok(),
            terminate: signal(SignalKind::terminate()).ok(),
        }
    }

    /// Waits for a signal and returns its number.
    async fn next(&mut self) -> u8 {
        tokio::select! {
            () = received(self.interrupt.as_mut()) => 2,
            () = received(self.terminate.as_mut()) => TERMINATE,
        }
    }
}

#[cfg(unix)]
async fn received(signals: Option<&mut tokio::signal::unix::Signal>) {
    if let Some(signals) = signals
        && signals.recv().await.is_some()
    {
        return;
    }
    std::future::pending::<()>().await;
}

/// The console's interrupt.
#[cfg(not(unix))]
struct Taken;

#[cfg(not(unix))]
impl Taken {
    fn new() -> Self {
        Self
    }

    /// Waits for the interrupt and returns its number.
    async fn next(&mut self) -> u8 {
        // An error means that no handler could be set; the process then ends as it would have.
        let _ = tokio::signal::ctrl_c().await;
        2
    }
}
