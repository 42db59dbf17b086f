//! The toy vendor itself: an account with numbers and receivers, in memory. It accepts one write at
//! a time and completes it later.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tokio::sync::Notify;

/// The states of a receiver.
pub const READY: &str = "ready";
pub const WRITING: &str = "writing";
pub const FAILED: &str = "failed";

/// A receiver of events, as the vendor stores it.
#[derive(Debug, Clone, Default)]
pub struct Receiver {
    pub name: String,
    pub purpose: String,
    pub url: String,
    /// `all`, a prefix such as `+1501`, or empty: then `numbers` counts.
    pub covers: String,
    pub numbers: BTreeSet<String>,
    pub state: &'static str,
}

/// A write that was accepted and has not completed.
#[derive(Debug)]
pub struct Running {
    receiver: String,
    wanted: Receiver,
    /// How often it must still be polled.
    left: u32,
    /// Whether it fails in the end.
    fails: bool,
}

/// A place at which a call of the account waits until a test lets it go on.
#[derive(Debug, Default)]
pub struct Door {
    pub reached: Notify,
    pub opened: Notify,
}

impl Door {
    /// Waits here, if there is a door.
    pub async fn pass(door: Option<Arc<Self>>) {
        if let Some(door) = door {
            door.reached.notify_one();
            door.opened.notified().await;
        }
    }
}

/// An account at the toy vendor.
#[derive(Debug, Default)]
pub struct Vendor {
    pub numbers: Vec<String>,
    pub receivers: BTreeMap<String, Receiver>,
    /// By identifier: the operations that have not ended. There is one at most.
    pub running: BTreeMap<String, Running>,
    /// The operations that have ended, and whether each failed.
    pub ended: BTreeMap<String, bool>,
    /// How often an operation was polled.
    pub polled: usize,
    /// How often each write must be polled.
    pub polls: u32,
    /// The code with which the next write is refused.
    pub refuses: Option<String>,
    /// Whether the next operation fails.
    pub fails: bool,
    /// Where a write waits once it is accepted.
    pub accepting: Option<Arc<Door>>,
    /// Where a wait for an operation waits before its first poll.
    pub waiting: Option<Arc<Door>>,
    pub writes: usize,
    /// The numbers that the last plan asked carriers about, each with the receiver that it will
    /// be in.
    pub senders: BTreeMap<String, Option<String>>,
}

impl Vendor {
    pub fn with_numbers(numbers: &[&str]) -> Self {
        Self {
            numbers: numbers.iter().map(|number| (*number).to_owned()).collect(),
            polls: 2,
            ..Self::default()
        }
    }

    /// A new identifier for a receiver. Several receivers may have one name.
    pub fn identifier(&self, name: &str) -> String {
        let mut id = format!("id-{name}");
        while self.receivers.contains_key(&id) {
            id.push('+');
        }
        id
    }

    /// Accepts a write and returns its operation. It takes effect once that has ended.
    pub fn put(&mut self, id: &str, wanted: Receiver) -> Result<String, String> {
        self.writes += 1;
        if let Some(code) = self.refuses.take() {
            return Err(code);
        }
        if !self.running.is_empty() {
            return Err("AnotherOperationInProgress".to_owned());
        }
        let name = wanted.name.clone();
        let there = self.receivers.entry(id.to_owned()).or_default();
        (there.name, there.state) = (name, WRITING);
        let operation = format!("operations/{}", self.writes);
        let running = Running {
            receiver: id.to_owned(),
            wanted,
            left: self.polls,
            fails: std::mem::take(&mut self.fails),
        };
        self.running.insert(operation.clone(), running);
        Ok(operation)
    }

    /// How an operation ended; `None` while it runs.
    pub fn poll(&mut self, operation: &str) -> Option<bool> {
        self.polled += 1;
        if let Some(running) = self.running.get_mut(operation) {
            if running.left > 0 {
                running.left -= 1;
                return None;
            }
            self.end(operation);
        }
        self.ended.get(operation).copied()
    }

    /// Ends all operations.
    pub fn finish(&mut self) {
        let running: Vec<String> = self.running.keys().cloned().collect();
        running.iter().for_each(|operation| self.end(operation));
    }

    fn end(&mut self, operation: &str) {
        let Some(running) = self.running.remove(operation) else {
            return;
        };
        let there = self.receivers.entry(running.receiver).or_default();
        if running.fails {
            there.state = FAILED;
        } else {
            *there = running.wanted;
            there.state = READY;
        }
        self.ended.insert(operation.to_owned(), running.fails);
    }

    /// The receivers to which a text to this number is delivered.
    pub fn deliver(&self, number: &str) -> Vec<&str> {
        let hears = |receiver: &&Receiver| {
            receiver.purpose == "incoming"
                && match receiver.covers.as_str() {
                    "" => receiver.numbers.contains(number),
                    "all" => true,
                    prefix => number.starts_with(prefix),
                }
        };
        let mut urls: Vec<&str> = self
            .receivers
            .values()
            .filter(hears)
            .map(|receiver| receiver.url.as_str())
            .collect();
        urls.sort_unstable();
        urls
    }
}
