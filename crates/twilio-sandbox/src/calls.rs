//! The list of calls received, so that a test or a person can see what a command really asked Twilio.
//! Credentials are never in it.

use std::collections::VecDeque;

use serde::Serialize;

/// How many calls are remembered; older ones are let go, so that a long-lived sandbox does not grow.
const REMEMBERED: usize = 200_000;

/// One request to Twilio's API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Call {
    /// GET, POST or DELETE.
    pub method: String,
    /// Path and query as sent.
    pub path: String,
    /// Form fields as sent, decoded.
    pub form: Vec<(String, String)>,
    /// The status answered; none when the answer was withheld, or is not out yet.
    pub status: Option<u16>,
}

/// The calls so far, oldest first.
#[derive(Debug, Default)]
pub(super) struct Calls {
    remembered: VecDeque<Call>,
    /// How many were let go before the first remembered one.
    gone: u64,
}

impl Calls {
    /// Remembers a call that has just come in; gives its number, for [`Calls::answered`].
    pub(super) fn received(&mut self, call: Call) -> u64 {
        if self.remembered.len() == REMEMBERED {
            self.remembered.pop_front();
            self.gone += 1;
        }
        self.remembered.push_back(call);
        self.gone + self.remembered.len() as u64 - 1
    }

    /// Notes what was answered.
    pub(super) fn answered(&mut self, number: u64, status: u16) {
        let index = number
            .checked_sub(self.gone)
            .and_then(|i| usize::try_from(i).ok());
        if let Some(call) = index.and_then(|index| self.remembered.get_mut(index)) {
            call.status = Some(status);
        }
    }

    /// Forgets all.
    pub(super) fn clear(&mut self) {
        self.gone += self.remembered.len() as u64;
        self.remembered.clear();
    }

    /// All that are remembered.
    pub(super) fn list(&self) -> Vec<Call> {
        self.remembered.iter().cloned().collect()
    }
}
