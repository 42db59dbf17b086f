//! Requests to Twilio: credentials, repetition, how many at once. With the files below it, the
//! only place that knows HTTP.
//!
//! It knows no resource: callers give a URL, a form and a type to read. Nothing that leaves here,
//! neither an error nor a log line, holds a credential or a body. Making a
//! client is in `prepare`, one try in `attempt`, lists of several pages in `pages`.

mod attempt;
mod detach;
mod limits;
mod pages;
mod prepare;
mod release;
pub(crate) mod trust;

use std::fmt;
use std::time::{Duration, Instant};

use backon::{BackoffBuilder, ExponentialBuilder};
use reqwest::Method;
use reqwest::header::HeaderValue;
use serde::de::DeserializeOwned;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use url::Url;

pub use attempt::Answer;
use attempt::{Reach, Trouble};
pub use limits::Limits;
pub use pages::Pages;
pub use prepare::Credentials;

use super::hosts::{self, Hosts};
use crate::model::Secret;
use crate::provider::{Failure, ProviderError};

/// A client for one account.
pub struct Client {
    http: reqwest::Client,
    authorization: HeaderValue,
    /// What must never be shown: the credentials, as they are and as they are sent.
    secrets: Vec<Secret>,
    permits: Semaphore,
    limits: Limits,
    cancel: CancellationToken,
    waiting: Option<fn(&ProviderError, Duration)>,
    hosts: Hosts,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("hosts", &self.hosts)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

/// One request.
struct Call<'a> {
    url: &'a Url,
    form: Option<&'a [(&'a str, String)]>,
    doing: &'a str,
    repeat: Repeat,
}

/// What a second sending of the same request does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Repeat {
    /// Nothing: it reads.
    Reads,
    /// The same again: it sets fields to given values.
    Sets,
    /// A second thing comes into being.
    Makes,
    /// Nothing: what is gone stays gone.
    Removes,
}

impl Client {
    /// The URL of a path at the API of accounts and numbers.
    pub fn url(&self, path: &str, query: Option<&str>) -> Url {
        hosts::at(&self.hosts.api, path, query)
    }

    /// The URL of a path at the API of messaging services.
    pub fn messaging_url(&self, path: &str, query: Option<&str>) -> Url {
        hosts::at(&self.hosts.messaging, path, query)
    }

    /// Reads. Repeated while that may help.
    pub async fn get<T: DeserializeOwned>(
        &self,
        url: &Url,
        doing: &str,
    ) -> Result<Answer<T>, ProviderError> {
        self.send(&Call {
            url,
            form: None,
            doing,
            repeat: Repeat::Reads,
        })
        .await
    }

    /// Reads, and adds every try to `tries`.
    pub async fn get_counting<T: DeserializeOwned>(
        &self,
        url: &Url,
        doing: &str,
        tries: &mut u64,
    ) -> Result<Answer<T>, ProviderError> {
        let call = Call {
            url,
            form: None,
            doing,
            repeat: Repeat::Reads,
        };
        self.send_counting(&call, tries).await
    }

    /// Sets fields to values. Repeated while that may help: a second time changes nothing more.
    pub async fn update<T: DeserializeOwned>(
        &self,
        url: &Url,
        form: &[(&str, String)],
        doing: &str,
    ) -> Result<Answer<T>, ProviderError> {
        self.send(&Call {
            url,
            form: Some(form),
            doing,
            repeat: Repeat::Sets,
        })
        .await
    }

    /// Brings something into being. Repeated only where the request cannot have been carried out;
    /// where it may have been, the error is [`Failure::Unclear`] and the caller has to look first.
    pub async fn send_once<T: DeserializeOwned>(
        &self,
        url: &Url,
        form: &[(&str, String)],
        doing: &str,
    ) -> Result<Answer<T>, ProviderError> {
        self.send(&Call {
            url,
            form: Some(form),
            doing,
            repeat: Repeat::Makes,
        })
        .await
    }

    /// Reads a list from its first page on.
    pub fn pages(&self, first: Url, doing: &str) -> Pages<'_> {
        Pages::new(self, &self.hosts.api, first, doing)
    }

    /// Reads a list at the API of messaging services from its first page on.
    pub fn messaging_pages(&self, first: Url, doing: &str) -> Pages<'_> {
        Pages::new(self, &self.hosts.messaging, first, doing)
    }

    async fn send<T: DeserializeOwned>(&self, call: &Call<'_>) -> Result<Answer<T>, ProviderError> {
        self.send_counting(call, &mut 0).await
    }

    async fn send_counting<T: DeserializeOwned>(
        &self,
        call: &Call<'_>,
        tries: &mut u64,
    ) -> Result<Answer<T>, ProviderError> {
        let mut delays = ExponentialBuilder::new()
            .with_jitter()
            .with_min_delay(self.limits.first_delay)
            .with_max_delay(self.limits.longest_delay)
            .with_max_times(self.limits.tries.saturating_sub(1))
            .build();
        let (mut attempt, mut lost) = (1_u32, false);
        loop {
            // The permit is given back before waiting, so that others can go on meanwhile.
            let permit = self.permits.acquire().await;
            let started = Instant::now();
            *tries += 1;
            let outcome = self.attempt(call).await;
            drop(permit);
            log(call, &outcome, attempt, started.elapsed());
            let trouble = match outcome {
                Ok(answer) => return Ok(answer),
                Err(trouble) => trouble,
            };
            lost |= trouble.reach == Reach::Lost;
            let harmless = call.repeat != Repeat::Makes || trouble.reach == Reach::Nowhere;
            let delay = (trouble.passing && harmless).then(|| delays.next());
            let Some(delay) = delay.flatten() else {
                return Err(call.conclude(trouble, lost));
            };
            let asked = trouble.wait.unwrap_or_default();
            let asked = asked.min(self.limits.longest_wait);
            let wait = delay.min(self.limits.longest_delay).max(asked);
            if let Some(tell) = self.waiting {
                tell(&trouble.error, wait);
            }
            let waited = self.cancel.run_until_cancelled(tokio::time::sleep(wait));
            if waited.await.is_none() {
                return Err(call.conclude(trouble, lost));
            }
            attempt += 1;
        }
    }
}

impl Call<'_> {
    fn method(&self) -> Method {
        match self.repeat {
            Repeat::Reads => Method::GET,
            Repeat::Sets | Repeat::Makes => Method::POST,
            Repeat::Removes => Method::DELETE,
        }
    }

    /// The error in the end. Where something may have been written without our knowing, that is
    /// what it says. `lost`: some try was sent and never answered.
    fn conclude(&self, trouble: Trouble, lost: bool) -> ProviderError {
        let Trouble { error, reach, .. } = trouble;
        let unclear = match self.repeat {
            Repeat::Reads => false,
            Repeat::Sets | Repeat::Removes => {
                lost && reach != Reach::Verdict && error.failure != Failure::Unintelligible
            }
            Repeat::Makes => matches!(reach, Reach::Fault | Reach::Lost),
        };
        if unclear {
            ProviderError {
                failure: Failure::Unclear,
                ..error
            }
        } else {
            error
        }
    }
}

fn log<T>(call: &Call<'_>, outcome: &Result<Answer<T>, Trouble>, attempt: u32, took: Duration) {
    let (status, request_id) = match outcome {
        Ok(answer) => (Some(answer.status), &answer.request_id),
        Err(trouble) => (trouble.error.status, &trouble.error.request_id),
    };
    tracing::debug!(
        target: "switchboard::http",
        method = %call.method(),
        path = call.url.path(),
        status,
        request_id,
        attempt,
        milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
    );
}
