//! SIGINT and SIGTERM: the first lets what is under way end, the second stops at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use tokio_util::sync::CancellationToken;

use super::terminal;

/// Signals received since [`Signals::listen`].
#[derive(Clone)]
pub struct Signals {
    /// Cancelled by the first signal.
    pub cancel: CancellationToken,
    number: Arc<AtomicU8>,
}

impl Signals {
    /// Listens from now on. `first_words` are told when the first signal comes.
    pub fn listen(first_words: &'static str) -> Self {
        let signals = Self {
            cancel: CancellationToken::new(),
            number: Arc::default(),
        };
        let ours = signals.clone();
        tokio::spawn(async move {
            let first = next().await;
            ours.number.store(first, Ordering::SeqCst);
            terminal::tell(first_words);
            ours.cancel.cancel();
            let second = next().await;
            std::process::exit(128 + i32::from(second));
        });
        signals
    }

    /// The signal that interrupted us, by number.
    pub fn received(&self) -> Option<u8> {
        Some(self.number.load(Ordering::SeqCst)).filter(|number| *number != 0)
    }
}

/// Waits for a signal; gives its number.
#[cfg(unix)]
async fn next() -> u8 {
    use tokio::signal::unix::{SignalKind, signal};
    let terminate = async {
        match signal(SignalKind::terminate()) {
            Ok(mut stream) => {
                stream.recv().await;
            }
            // Without a handler the signal still ends the process, as it would have.
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => 2,
        () = terminate => 15,
    }
}

/// Waits for the console's interrupt.
#[cfg(not(unix))]
async fn next() -> u8 {
    // An error means that no handler could be set; the process then ends as it would have.
    let _ = tokio::signal::ctrl_c().await;
    2
}
