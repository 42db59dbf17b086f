//! Slots as advisory locks: the process that holds an account's lock may send one request, and the server
//! holds the lock for one interval longer. It needs no table, and no right but to connect, and it
//! lets processes go in the order in which they asked. A process that ends, however it ends, keeps
//! no lock longer than that.
//!
//! The lock belongs to a transaction, so a proxy that shares connections between transactions does
//! no harm.

use std::fmt;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Mutex, PoisonError};
use std::task::Poll;
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;
use tokio_postgres::error::SqlState;

use super::connect::{Line, within};
use super::error::Trouble;
use super::liveness::key;
use super::target::Target;
use crate::http::{Slot, Slots};
use crate::registry::interface::Pending;
use crate::registry::slots::digest;

/// The most connections for slots. Each is busy for one interval per slot, so a process with more
/// capped accounts than this sends more slowly than their caps allow.
const LINES: usize = 4;
/// After the database refused, how long the process keeps its caps for itself.
const REFUSED: Duration = Duration::from_mins(1);

/// The slots in a database.
pub(super) struct LockSlots {
    target: Target,
    permits: Semaphore,
    /// Connections that are free, or will be when they have released a lock.
    idle: Mutex<Vec<Line>>,
    refused: Mutex<Option<Instant>>,
}

impl fmt::Debug for LockSlots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LockSlots").finish_non_exhaustive()
    }
}

impl LockSlots {
    /// The slots in a database. Does not connect yet.
    pub(super) fn at(target: Target) -> Self {
        Self {
            target,
            permits: Semaphore::new(LINES),
            idle: Mutex::default(),
            refused: Mutex::default(),
        }
    }

    /// Waits for the account's lock. The connection releases it after the interval.
    async fn lock(&self, key: i64, interval: Duration) -> Result<(), Trouble> {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let begin = format!("BEGIN; SELECT pg_advisory_xact_lock({key})");
        let line = loop {
            let free = idle().pop();
            let (line, is_new) = match free {
                Some(line) => (line, false),
                None => (Line::open(&self.target).await?, true),
            };
            match line.client.batch_execute(&begin).await {
                Ok(()) => break line,
                // It may have ended while nobody used it.
                Err(error) if error.is_closed() && !is_new => {}
                Err(error) => return Err(error.into()),
            }
        };
        let end = format!("SELECT pg_sleep({}); COMMIT", interval.as_secs_f64());
        {
            // The first poll sends it. Its answer comes when the lock is released, and is of no
            // interest: what the connection is asked next waits for it.
            let mut end = pin!(line.client.batch_execute(&end));
            poll_fn(|context| {
                let _ = end.as_mut().poll(context);
                Poll::Ready(())
            })
            .await;
        }
        idle().push(line);
        Ok(())
    }
}

impl Slots for LockSlots {
    fn take<'a>(&'a self, account: &'a str, interval: Duration) -> Pending<'a, Slot> {
        Box::pin(async move {
            let refused = || self.refused.lock().unwrap_or_else(PoisonError::into_inner);
            if refused().is_some_and(|at| at.elapsed() < REFUSED) {
                return Slot::Unshared;
            }
            // The semaphore is never closed.
            let _permit = self.permits.acquire().await.ok();
            match within(self.lock(key(&digest(account)), interval)).await {
                Ok(()) => Slot::Taken,
                // Many processes wait: the server ends a long wait, and it begins again.
                Err(Trouble::Server(error))
                    if error.code() == Some(&SqlState::LOCK_NOT_AVAILABLE) =>
                {
                    Slot::NotBefore(Duration::ZERO)
                }
                Err(trouble) => {
                    let error = trouble.at("taking a slot in", &self.target.place);
                    tracing::debug!(
                        target: "switchboard::registry",
                        %error,
                        "this process keeps the cap on requests per second for itself"
                    );
                    *refused() = Some(Instant::now());
                    Slot::Unshared
                }
            }
        })
    }
}
