//! What was sent and is not answered yet. Answers that arrive at about the same time are taken
//! together: one commit can record all of them, and each commit costs a sync of the disk.

use std::collections::HashMap;
use std::time::Duration;

use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::{Instant, timeout_at};

/// The share of an answer's own time that it may wait for others that were sent with it.
const SHARE: u32 = 20;
/// The time that it may wait where answers come at once.
const LEAST: Duration = Duration::from_millis(1);

/// Requests under way, each of which ends with a `T`.
pub(super) struct Flight<T> {
    running: JoinSet<T>,
    sent: HashMap<Id, Instant>,
}

impl<T: Send + 'static> Flight<T> {
    /// Nothing is under way.
    pub(super) fn new() -> Self {
        Self {
            running: JoinSet::new(),
            sent: HashMap::new(),
        }
    }

    /// Starts a request.
    pub(super) fn send(&mut self, request: impl Future<Output = T> + Send + 'static) {
        let id = self.running.spawn(request).id();
        self.sent.insert(id, Instant::now());
    }

    /// Waits for an answer and returns it, with those of the requests that were sent with it if they
    /// arrive soon after it; `None` if nothing is under way. A request that panicked has no answer.
    pub(super) async fn answers(&mut self) -> Option<Vec<T>> {
        let mut answers = Vec::new();
        let first = self.running.join_next_with_id().await?;
        let now = Instant::now();
        let sent = self.take(first, &mut answers).unwrap_or(now);
        let patience = LEAST + (now - sent) / SHARE;
        while self.expects(sent, patience)
            && let Ok(Some(more)) =
                timeout_at(now + patience, self.running.join_next_with_id()).await
        {
            self.take(more, &mut answers);
        }
        while let Some(more) = self.running.try_join_next_with_id() {
            self.take(more, &mut answers);
        }
        Some(answers)
    }

    /// Notes an answer. Returns when its request was sent.
    fn take(&mut self, ended: Result<(Id, T), JoinError>, answers: &mut Vec<T>) -> Option<Instant> {
        let id = match ended {
            Ok((id, answer)) => {
                answers.push(answer);
                id
            }
            Err(panicked) => panicked.id(),
        };
        self.sent.remove(&id)
    }

    /// Whether something is under way that was sent at about this time. What was sent long before is
    /// late, and nothing waits for it.
    fn expects(&self, sent: Instant, about: Duration) -> bool {
        let apart = |one: &Instant| {
            one.saturating_duration_since(sent) + sent.saturating_duration_since(*one)
        };
        self.sent.values().any(|one| apart(one) <= about)
    }
}
