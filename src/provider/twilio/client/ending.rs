//! The error of a request that ended without success: what Twilio said last, how many attempts
//! were made and how long they waited.

use super::{Call, Client};
use crate::http::{Attempted, Barred, Ended};
use crate::provider::{Failure, ProviderError};

impl Client {
    /// The error of a request. Where something may have been written without an answer, it says
    /// so; where the queue refused another attempt, it says why.
    pub(super) fn ended(&self, call: &Call<'_>, ended: Ended<ProviderError>) -> ProviderError {
        let understood = ended
            .last
            .as_ref()
            .is_some_and(|last| last.error.failure != Failure::Unintelligible);
        let unclear = ended.is_unclear(call.repeat, understood);
        let Ended {
            last,
            barred,
            tries,
            waited,
            ..
        } = ended;
        let tried = last.is_some();
        let error = match last {
            Some(Attempted { error, .. }) => ProviderError {
                failure: if unclear {
                    Failure::Unclear
                } else {
                    error.failure
                },
                tries,
                waited,
                ..error
            },
            // The request was never tried.
            None => ProviderError {
                waited,
                ..ProviderError::new(Failure::Throttled, call.doing, "not sent")
            },
        };
        let spent = || {
            format!(
                "the {:?} that a run waits for one account are used up",
                self.dispatcher.patience()
            )
        };
        let message = match (barred, tried) {
            (None, _) | (Some(Barred::Cancelled), true) => return error,
            (Some(Barred::Cancelled), false) => {
                "not sent: Twilio asked us to back off and the run was cancelled".to_owned()
            }
            (Some(Barred::Spent), true) => {
                format!("{}; not tried again: {}", error.message, spent())
            }
            (Some(Barred::Spent), false) => {
                format!("not sent: Twilio asked us to back off, and {}", spent())
            }
        };
        ProviderError { message, ..error }
    }
}
