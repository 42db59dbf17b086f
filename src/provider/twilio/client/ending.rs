//! How a request went, try by try, and the error that comes of it in the end: what Twilio said
//! last, how often it was tried and how long was waited.

use std::time::Duration;

use super::attempt::Trouble;
use super::lane::Barred;
use super::retry::{Reach, Repeat};
use super::{Call, Client};
use crate::provider::{Failure, ProviderError};

/// The tries of one request so far.
#[derive(Default)]
pub(super) struct Course {
    tries: u32,
    /// How many of the tries were turned away unseen: in all, and since the last that was not.
    turned_away: u32,
    in_a_row: u32,
    waited: Duration,
    /// Whether some try was sent and never answered.
    lost: bool,
    last: Option<Trouble>,
}

impl Course {
    /// One more try was made, before which the account was paused for so long.
    pub(super) fn tried(&mut self, paused: Duration) {
        self.tries = self.tries.saturating_add(1);
        self.waited += paused;
    }

    /// How many tries there were.
    pub(super) fn tries(&self) -> u32 {
        self.tries
    }

    /// How many of them count: those that were not turned away unseen.
    pub(super) fn counted(&self) -> u32 {
        self.tries.saturating_sub(self.turned_away)
    }

    /// One more try was turned away unseen. Gives how many were in a row.
    pub(super) fn turned_away(&mut self) -> u32 {
        self.turned_away = self.turned_away.saturating_add(1);
        self.in_a_row = self.in_a_row.saturating_add(1);
        self.in_a_row
    }

    /// It waited before the next try.
    pub(super) fn waited(&mut self, wait: Duration) {
        self.waited += wait;
    }

    /// The last try brought nothing.
    pub(super) fn fails(&mut self, trouble: Trouble) {
        self.lost |= trouble.reach == Reach::Lost;
        if !matches!(trouble.reach, Reach::TurnedAway(_)) {
            self.in_a_row = 0;
        }
        self.last = Some(trouble);
    }

    /// Why the last try brought nothing.
    pub(super) fn last(&self) -> Option<&ProviderError> {
        self.last.as_ref().map(|trouble| &trouble.error)
    }

    /// The error in the end. Where something may have been written without our knowing, that is
    /// what it says.
    pub(super) fn end(self, call: &Call<'_>) -> ProviderError {
        let Some(Trouble { error, reach, .. }) = self.last else {
            return ProviderError {
                failure: Failure::Throttled,
                doing: call.doing.to_owned(),
                message: "not sent".to_owned(),
                status: None,
                code: None,
                advice: None,
                request_id: None,
                left: false,
                tries: 0,
                waited: self.waited,
            };
        };
        let unclear = match call.repeat {
            Repeat::Reads | Repeat::Asks => false,
            Repeat::Sets | Repeat::Removes => {
                self.lost && reach != Reach::Verdict && error.failure != Failure::Unintelligible
            }
            Repeat::Makes => matches!(reach, Reach::Fault | Reach::Lost),
        };
        ProviderError {
            failure: if unclear {
                Failure::Unclear
            } else {
                error.failure
            },
            tries: self.tries,
            waited: self.waited,
            ..error
        }
    }
}

impl Client {
    /// The error of a request that is not sent, or not sent again, because of what others heard.
    pub(super) fn barred(&self, call: &Call<'_>, course: Course, barred: Barred) -> ProviderError {
        let tried = course.tries > 0;
        let error = course.end(call);
        let spent = format!(
            "the {:?} that a run waits for one account are used up",
            self.lane.patience()
        );
        let message = match (barred, tried) {
            (Barred::Cancelled, true) => return error,
            (Barred::Cancelled, false) => {
                "not sent: Twilio asked to wait, and nobody waits any longer".to_owned()
            }
            (Barred::Spent, true) => format!("{}; not tried again: {spent}", error.message),
            (Barred::Spent, false) => format!("not sent: Twilio asked to wait, and {spent}"),
        };
        ProviderError { message, ..error }
    }
}
