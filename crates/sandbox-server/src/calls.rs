//! The calls received, so that a test or a person can see what a command asked of the service. They contain no
//! credentials.

use std::collections::VecDeque;

use serde::Serialize;
use serde_json::Value;

/// How many calls are kept; older ones are dropped, so that a long-lived sandbox does not grow.
const KEPT: usize = 200_000;

/// One request to the service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Call {
    /// The HTTP method.
    pub method: String,
    /// Path and query as sent.
    pub path: String,
    /// Form fields as sent, decoded.
    pub form: Vec<(String, String)>,
    /// The JSON body, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// The status of the answer; None if there was no answer, or not yet.
    pub status: Option<u16>,
}

/// The calls so far, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    kept: VecDeque<Call>,
    /// How many calls were dropped.
    dropped: u64,
}

impl Calls {
    /// Adds a call that has just arrived, and returns its number for [`Calls::answered`].
    pub(crate) fn received(&mut self, call: Call) -> u64 {
        if self.kept.len() == KEPT {
            self.kept.pop_front();
            self.dropped += 1;
        }
        self.kept.push_back(call);
        self.dropped + self.kept.len() as u64 - 1
    }

    /// Notes the status of the answer.
    pub(crate) fn answered(&mut self, number: u64, status: u16) {
        let index = number
            .checked_sub(self.dropped)
            .and_then(|i| usize::try_from(i).ok());
        if let Some(call) = index.and_then(|index| self.kept.get_mut(index)) {
            call.status = Some(status);
        }
    }

    /// Removes all calls.
    pub(crate) fn clear(&mut self) {
        self.dropped += self.kept.len() as u64;
        self.kept.clear();
    }

    /// The kept calls, the oldest first.
    pub(crate) fn list(&self) -> Vec<Call> {
        self.kept.iter().cloned().collect()
    }
}
