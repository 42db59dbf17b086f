//! The paths that every stand-in has under `/_sandbox`, whichever service it plays: the calls that
//! it received, faults still to come, requests that wait, its state.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::http::{self, Answer};

/// The control paths of a stand-in.
#[derive(Debug, Clone)]
pub struct Control {
    url: String,
}

impl Control {
    /// Of the stand-in at this URL.
    pub fn of(url: impl Into<String>) -> Self {
        Self { url: url.into() }
    }

    /// An answer of one of the paths.
    pub fn send(&self, method: &str, what: &str, body: Option<&str>) -> Answer {
        let content = body.map(|body| ("application/json", body));
        let path = format!("/_sandbox/{what}");
        http::send(&self.url, method, &path, None, content)
    }

    /// Adds faults, a JSON list in the sandbox's format.
    #[track_caller]
    pub fn add_faults(&self, faults: &Value) {
        let answer = self.send("POST", "faults", Some(&faults.to_string()));
        assert_eq!(answer.status, 204, "{answer:?}");
    }

    /// The faults that are still to come.
    pub fn faults(&self) -> Value {
        self.send("GET", "faults", None).body
    }

    /// Forgets all faults.
    pub fn clear_faults(&self) {
        self.send("DELETE", "faults", None);
    }

    /// Forgets the calls so far.
    pub fn clear_calls(&self) {
        self.send("DELETE", "calls", None);
    }

    /// Everything that is there.
    pub fn state(&self) -> Value {
        self.send("GET", "state", None).body
    }

    /// The calls since they were last cleared, oldest first, each with the status of its answer.
    pub fn journal(&self) -> Vec<Value> {
        let list = self.send("GET", "calls", None).body;
        list.as_array().unwrap().clone()
    }

    /// The requests that a `hold` keeps waiting.
    pub fn held(&self) -> Vec<Value> {
        let list = self.send("GET", "held", None).body;
        list.as_array().unwrap().clone()
    }

    /// Releases these requests.
    pub fn release(&self) {
        self.send("DELETE", "held", None);
    }

    /// Waits until this many requests are kept waiting.
    #[track_caller]
    pub fn wait_until_held(&self, count: usize) {
        let held = self.wait_until_held_or(count, || false);
        assert!(held, "the wait ended by itself");
    }

    /// The same, unless something else ends the wait. Returns whether the requests wait.
    #[track_caller]
    pub fn wait_until_held_or(&self, count: usize, mut ended: impl FnMut() -> bool) -> bool {
        let deadline = Instant::now() + Duration::from_mins(1);
        while self.held().len() != count {
            if ended() {
                return false;
            }
            assert!(
                Instant::now() < deadline,
                "{count} requests should wait: {:?} of {:?}",
                self.held(),
                self.journal()
            );
            std::thread::sleep(Duration::from_millis(2));
        }
        true
    }
}
