//! What was sent and is not answered yet. Answers that arrive at about the same time are taken
//! together: one commit can record all of them, and each commit costs a sync of the disk.

use std::collections::HashMap;
use std::time::Duration;

use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::{Instant, timeout};

/// The time that an answer may wait for the next one where answers come at once.
const LEAST: Duration = Duration::from_millis(1);
/// The part of its own time that an answer may wait in addition if most of what is under way was sent
/// with it, and the part otherwise: where answers take times of their own, waiting gathers few.
const PARTS: (u32, u32) = (16, 64);

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
        let patience = self.patience(sent, now - sent);
        while self.sent_with(sent, patience).next().is_some()
            && let Ok(Some(more)) = timeout(patience, self.running.join_next_with_id()).await
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

    /// How long an answer waits for the next one, given when its request was sent and the time it took.
    fn patience(&self, sent: Instant, took: Duration) -> Duration {
        let (long, short) = (LEAST + took / PARTS.0, LEAST + took / PARTS.1);
        let most = self.sent_with(sent, long).count() * 2 >= self.sent.len();
        if most { long } else { short }
    }

    /// What is under way and was sent at about this time. What was sent long before is late, and nothing
    /// waits for it.
    fn sent_with(&self, sent: Instant, about: Duration) -> impl Iterator<Item = &Instant> {
        self.sent.values().filter(move |one| {
            let apart = one.saturating_duration_since(sent) + sent.saturating_duration_since(**one);
            apart <= about
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Flight;

    #[tokio::test]
    async fn nothing_waits_for_a_request_without_an_answer() {
        let mut flight = Flight::new();
        assert_eq!(flight.answers().await, None);
        flight.send(std::future::pending());
        flight.send(async { 1 });
        assert_eq!(flight.answers().await, Some(vec![1]));
        // The one that is late is not waited for in the next round either.
        flight.send(async { 2 });
        assert_eq!(flight.answers().await, Some(vec![2]));
    }

    #[tokio::test]
    async fn a_request_that_panicked_is_under_way_no_more() {
        let mut flight: Flight<u8> = Flight::new();
        flight.send(async { panic!("on purpose") });
        assert_eq!(flight.answers().await, Some(Vec::new()));
        assert_eq!(flight.answers().await, None);
    }
}
