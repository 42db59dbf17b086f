//! Notifications. Each receiver has a task of its own, which remembers its last notification and
//! compares it with the latest state. While one receiver does not answer, the watch goes on and the
//! other receiver is notified. What a receiver missed is sent with the next round.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;
use tokio::sync::watch::{Receiver, Sender, channel};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::cli::commands::watch::log::Log;
use crate::cli::commands::watch::memory::{Memory, State};
use crate::cli::commands::watch::status::Board;
use crate::cli::output::sink::Sink;
use crate::report::watch::notification::message;

/// How long a notification under way may still take when the watch stops.
const GRACE: Duration = Duration::from_secs(2);

/// All receivers of notifications.
pub(super) struct Sinks {
    latest: Sender<Option<Arc<State>>>,
    stop: CancellationToken,
    tasks: Vec<JoinHandle<()>>,
}

impl Sinks {
    /// Starts a task for each receiver.
    pub(super) fn begin(sinks: Vec<Sink>, board: &Arc<Board>, log: Log) -> Self {
        let (latest, _) = channel(None);
        let stop = CancellationToken::new();
        let tasks = sinks.into_iter().map(|sink| {
            for outcome in ["delivered", "failed"] {
                let counts = &mut board.live().metrics.notifications;
                counts.insert((sink.name, outcome), 0);
            }
            let notifying = notify(sink, latest.subscribe(), Arc::clone(board), log);
            let stopped = stop.clone();
            tokio::spawn(async move {
                stopped.run_until_cancelled(notifying).await;
            })
        });
        Self {
            tasks: tasks.collect(),
            stop,
            latest,
        }
    }

    /// Passes the latest state to all receivers.
    pub(super) fn publish(&self, state: &Arc<State>) {
        self.latest.send_replace(Some(Arc::clone(state)));
    }

    /// Waits a short time for notifications under way, then cancels them.
    pub(super) async fn stop(self) {
        drop(self.latest);
        for task in self.tasks {
            if tokio::time::timeout(GRACE, task).await.is_err() {
                self.stop.cancel();
            }
        }
    }
}

async fn notify(sink: Sink, mut latest: Receiver<Option<Arc<State>>>, board: Arc<Board>, log: Log) {
    let mut memory = Memory::default();
    while latest.changed().await.is_ok() {
        let Some(state) = latest.borrow_and_update().clone() else {
            continue;
        };
        let (parts, next) = memory.compare(&state);
        if parts.is_empty() {
            memory.learn(next);
            continue;
        }
        let more = json!({ "sink": sink.name });
        let message = message(&parts, Timestamp::now(), env!("CARGO_PKG_VERSION"));
        let outcome = match sink.deliver(&message).await {
            Ok(()) => {
                memory.learn(next);
                log.note("notified", &format!("{} notified", sink.name), &more);
                "delivered"
            }
            Err(why) => {
                let text = format!(
                    "{} could not be notified; the next round tries again: {why}",
                    sink.name
                );
                log.warn("not_notified", &text, &more);
                "failed"
            }
        };
        let counts = &mut board.live().metrics.notifications;
        *counts.entry((sink.name, outcome)).or_default() += 1;
    }
}
