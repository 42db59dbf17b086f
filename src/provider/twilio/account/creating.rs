//! Creates a messaging service or an application. Neither has a key that would prevent two requests
//! from creating two objects (docs/twilio.md: Retries). A request without an answer may still be
//! carried out a while later, so this looks for the object repeatedly until that can no longer
//! happen.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use tokio::time::Instant;
use url::Url;

use super::{TwilioAccount, error};
use crate::model::{Invalid, Object};
use crate::provider::twilio::client::Answer;
use crate::provider::{Failure, ProviderError, Write, Written};

/// The first wait between two looks; each further one is twice the one before.
const FIRST: Duration = Duration::from_millis(250);
/// The longest wait between two looks.
const LONGEST: Duration = Duration::from_secs(10);

/// The request that creates an object.
pub(super) struct Made<'a, W> {
    pub(super) url: Url,
    pub(super) form: &'a [(&'static str, String)],
    pub(super) doing: &'a str,
    /// Reads the object in the answer.
    pub(super) read: fn(W) -> Result<Object, Invalid>,
}

impl TwilioAccount {
    /// Creates an object. If an earlier attempt may still be carried out, it looks for the object
    /// first. If the result of this attempt is unclear, it looks for the object afterwards.
    pub(super) async fn create<W, F>(
        &self,
        write: &Write,
        made: &Made<'_, W>,
        look: impl Fn() -> F,
    ) -> Result<Written, ProviderError>
    where
        W: DeserializeOwned,
        F: Future<Output = Result<Option<Object>, ProviderError>>,
    {
        let Made {
            url,
            form,
            doing,
            read,
        } = made;
        let limits = self.client.limits();
        let found = |object| Written::done(object, None);
        if let Some(tried) = write.tried {
            let wait = left(tried, limits.unclear);
            if let Some(object) = self.await_made(wait, doing, &look).await? {
                return Ok(found(object));
            }
        }
        match self.client.send_once::<W>(url, form, doing).await {
            Ok(answer) => written(answer, doing, *read),
            Err(unclear) if unclear.failure == Failure::Unclear => {
                let wait = limits.look.min(limits.unclear);
                match self.await_made(wait, doing, &look).await {
                    Ok(Some(object)) => Ok(found(object)),
                    Ok(None) | Err(_) => Err(unclear),
                }
            }
            Err(error) => Err(error),
        }
    }

    /// Looks for the object of an attempt without an answer until it is there or the time is over.
    pub(super) async fn await_made<T, F>(
        &self,
        wait: Duration,
        doing: &str,
        look: impl Fn() -> F,
    ) -> Result<Option<T>, ProviderError>
    where
        F: Future<Output = Result<Option<T>, ProviderError>>,
    {
        let unclear = |message: String| error(Failure::Unclear, doing.to_owned(), message);
        let begun = Instant::now();
        let mut pause = FIRST;
        loop {
            // Decided before the look, so that the last look is at the very end.
            let over = begun.elapsed() >= wait;
            let found = look().await?;
            if found.is_some() || over {
                return Ok(found);
            }
            let rest = wait.saturating_sub(begun.elapsed());
            if pause == FIRST {
                let message = "the result of an earlier attempt is unknown, and Twilio may still carry it out: looking for it";
                self.client.report_wait(&unclear(message.to_owned()), rest);
            }
            if !self.client.rest(pause.min(rest)).await {
                let seconds = wait.saturating_sub(begun.elapsed()).as_secs() + 1;
                return Err(unclear(format!(
                    "not sent: the result of an earlier attempt is unknown, Twilio may carry it out for another {seconds} s, and the run was cancelled"
                )));
            }
            pause = (pause * 2).min(LONGEST);
        }
    }
}

/// The only object of that name, if there is one.
pub(super) fn only(
    what: &str,
    name: &str,
    mut found: BTreeMap<String, Vec<Object>>,
    doing: &str,
) -> Result<Option<Object>, ProviderError> {
    let mut found = found.remove(name).unwrap_or_default().into_iter();
    match (found.next(), found.next()) {
        (Some(one), Some(other)) => {
            let message = format!("several {what} are called {name}: {}, {}", one.id, other.id);
            Err(error(Failure::Refused, doing.to_owned(), message))
        }
        (one, _) => Ok(one),
    }
}

/// The object in an answer.
pub(super) fn written<W>(
    answer: Answer<W>,
    doing: &str,
    read: fn(W) -> Result<Object, Invalid>,
) -> Result<Written, ProviderError> {
    let Answer {
        value,
        status,
        request_id,
        ..
    } = answer;
    match read(value) {
        Ok(object) => Ok(Written::done(object, request_id)),
        Err(why) => Err(ProviderError {
            status: Some(status),
            request_id,
            ..error(Failure::Unintelligible, doing.to_owned(), why.summary)
        }),
    }
}

/// How long an attempt of that time may still be carried out. If the clock that recorded the time
/// is ahead of ours, the result is no longer than for an attempt made now.
fn left(tried: Timestamp, window: Duration) -> Duration {
    let since = Timestamp::now().duration_since(tried);
    let since = Duration::try_from(since).unwrap_or_default();
    window.saturating_sub(since)
}
