//! The toy vendor itself: an account with numbers and receivers, in memory.

use std::collections::{BTreeMap, BTreeSet};

/// A receiver of events, as the vendor stores it.
#[derive(Debug, Clone, Default)]
pub struct Receiver {
    pub name: String,
    pub purpose: String,
    pub url: String,
    /// `all`, a prefix such as `+1501`, or empty: then `numbers` counts.
    pub covers: String,
    pub numbers: BTreeSet<String>,
}

/// An account at the toy vendor.
#[derive(Debug, Default)]
pub struct Vendor {
    pub numbers: Vec<String>,
    pub receivers: BTreeMap<String, Receiver>,
    /// Writes that were accepted and have not completed: how often they must still be polled.
    running: BTreeMap<String, (Receiver, u32)>,
    /// How often each write must be polled.
    pub polls: u32,
    /// The code with which the next write is refused.
    pub refuses: Option<String>,
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

    /// Accepts a write. It takes effect once it has been polled often enough.
    pub fn put(&mut self, id: &str, receiver: Receiver) -> Result<(), String> {
        self.writes += 1;
        if let Some(code) = self.refuses.take() {
            return Err(code);
        }
        self.running.insert(id.to_owned(), (receiver, self.polls));
        Ok(())
    }

    /// Whether a write has completed.
    pub fn poll(&mut self, id: &str) -> bool {
        let Some((receiver, left)) = self.running.remove(id) else {
            return true;
        };
        if left > 0 {
            self.running.insert(id.to_owned(), (receiver, left - 1));
            return false;
        }
        self.receivers.insert(id.to_owned(), receiver);
        true
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
