//! The error of a request that ended without success: what the provider said last, how many
//! attempts were made and how long they waited.

use std::time::Duration;

use super::{Failure, ProviderError};
use crate::http::{Attempted, Barred, Ended, Repeat};

/// A request, as far as its error depends on it.
pub(super) struct Asked<'a> {
    /// The effect of sending it twice.
    pub(super) repeat: Repeat,
    pub(super) doing: &'a str,
    /// Who was asked, as the subject of a sentence.
    pub(super) vendor: &'static str,
    /// The total time that the account's requests may wait.
    pub(super) patience: Duration,
}

impl Asked<'_> {
    /// The error of the request. Where something may have been written without an answer, it says
    /// so; where the queue refused another attempt, it says why.
    pub(super) fn ended(&self, ended: Ended<ProviderError>) -> ProviderError {
        let understood = ended
            .last
            .as_ref()
            .is_some_and(|last| last.error.failure != Failure::Unintelligible);
        let unclear = ended.is_unclear(self.repeat, understood);
        let Ended {
            last,
            barred,
            tries,
            waited,
            ..
        } = ended;
        let tried = last.is_some();
        let error = match last {
            // An attempt may have had several tries of its own, as a sign-in has.
            Some(Attempted { error, .. }) => ProviderError {
                failure: if unclear {
                    Failure::Unclear
                } else {
                    error.failure
                },
                tries: tries.max(error.tries),
                waited: waited + error.waited,
                ..error
            },
            // The request was never tried.
            None => ProviderError {
                waited,
                ..ProviderError::new(Failure::Throttled, self.doing, "not sent")
            },
        };
        let message = match (barred, tried) {
            (None, _) | (Some(Barred::Cancelled), true) => return error,
            (Some(Barred::Cancelled), false) => format!(
                "not sent: {} asked us to back off and the run was cancelled",
                self.vendor
            ),
            (Some(Barred::Spent), true) => {
                format!("{}; not tried again: {}", error.message, self.spent())
            }
            (Some(Barred::Spent), false) => format!(
                "not sent: {} asked us to back off, and {}",
                self.vendor,
                self.spent()
            ),
        };
        ProviderError { message, ..error }
    }

    fn spent(&self) -> String {
        format!(
            "the {:?} that a run waits for one account are used up",
            self.patience
        )
    }
}
