//! Requests to Twilio: hosts, credentials, forms and pages. This file and the files below it are
//! the only ones here that know HTTP; [`crate::http`] provides the queue, pacing and retries.
//!
//! It knows no resource: callers give a URL, a form and a type to read. No error and no log line
//! from here holds a credential or a body. `prepare` makes a client, `attempt` makes one attempt of
//! a request, `ending` words the error of a request that failed, and `pages` reads lists of several
//! pages.

mod ahead;
mod attempt;
mod detach;
mod ending;
mod greet;
mod pages;
mod prepare;
mod release;

use std::fmt;
use std::time::{Duration, Instant};

use reqwest::Method;
use reqwest::header::HeaderValue;
use serde::de::DeserializeOwned;
use tracing::Instrument as _;
use url::Url;

pub use ahead::Page;
pub use attempt::Answer;
use attempt::FailedAttempt;
pub use prepare::Credentials;

use super::hosts::{self, Hosts};
use crate::http::{Attempted, Dispatcher, Limits, Repeat, span};
use crate::model::Secret;
use crate::provider::{ProviderError, Tally, note_answer};

/// A client for one account.
pub struct Client {
    http: reqwest::Client,
    authorization: HeaderValue,
    /// Texts that are never shown: the credentials, both as they are and as they are sent.
    secrets: Vec<Secret>,
    dispatcher: Dispatcher,
    limits: Limits,
    waiting: Option<fn(&ProviderError, Duration)>,
    tally: Option<Tally>,
    hosts: Hosts,
    user: Secret,
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
    /// Sees the body of a successful answer before it is parsed.
    glance: Option<Glance<'a>>,
}

/// Sees the body of a successful answer before it is parsed.
type Glance<'a> = &'a (dyn Fn(&[u8]) + Send + Sync);

impl Client {
    /// The URL of a path at the API of accounts and numbers.
    pub fn url(&self, path: &str, query: Option<&str>) -> Url {
        hosts::at(&self.hosts.api, path, query)
    }

    /// The URL of a path at the API of messaging services.
    pub fn messaging_url(&self, path: &str, query: Option<&str>) -> Url {
        hosts::at(&self.hosts.messaging, path, query)
    }

    /// The URL of a path at the API of prices.
    pub fn pricing_url(&self, path: &str) -> Url {
        hosts::at(&self.hosts.pricing, path, None)
    }

    /// Adds to the number of phone numbers read.
    pub fn count(&self, numbers: usize) {
        if let Some(tally) = &self.tally {
            tally.add(numbers);
        }
    }

    /// Whether this SID is the user name of the credentials.
    pub fn is_user(&self, sid: &str) -> bool {
        self.user.expose() == sid
    }

    /// Whether the credentials are those of an account other than this one. An API key does not
    /// name its account.
    pub fn opens_another(&self, sid: &str) -> bool {
        let user = self.user.expose();
        user.starts_with("AC") && user != sid
    }

    /// Reads, with retries.
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
            glance: None,
        })
        .await
    }

    /// Reads, with retries, and adds each attempt to `tries`.
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
            glance: None,
        };
        self.send_counting(&call, tries).await
    }

    /// Sets fields to values, with retries: setting them twice changes nothing more.
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
            glance: None,
        })
        .await
    }

    /// Creates an object. Retried only where the request cannot have been carried out; otherwise
    /// the error is [`crate::provider::Failure::Unclear`] and the caller must look for the object
    /// first.
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
            glance: None,
        })
        .await
    }

    async fn send<T: DeserializeOwned>(&self, call: &Call<'_>) -> Result<Answer<T>, ProviderError> {
        self.send_counting(call, &mut 0).await
    }

    async fn send_counting<T: DeserializeOwned>(
        &self,
        call: &Call<'_>,
        tries: &mut u64,
    ) -> Result<Answer<T>, ProviderError> {
        let attempt = |nth| {
            *tries += 1;
            self.logged(call, nth)
        };
        let sent = self.dispatcher.send(call.repeat, attempt, self.waiting);
        sent.await.map_err(|ended| self.ended(call, ended))
    }

    /// Waits outside of any request. Returns `false` if the run was cancelled.
    pub async fn rest(&self, wait: Duration) -> bool {
        self.dispatcher.rest(wait).await
    }

    /// Reports a wait outside of any request, and its reason.
    pub fn report_wait(&self, why: &ProviderError, wait: Duration) {
        if let Some(report) = self.waiting {
            report(why, wait);
        }
    }

    /// The limits of the client.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Makes one attempt, logs it and traces it.
    async fn logged<T: DeserializeOwned>(
        &self,
        call: &Call<'_>,
        nth: u32,
    ) -> Result<(Answer<T>, Option<usize>), Attempted<ProviderError>> {
        let started = Instant::now();
        let span = span::request(&call.method(), call.url, nth);
        let outcome = self.attempt(call).instrument(span.clone()).await;
        log(call, &outcome, nth, started.elapsed());
        let answer = outcome
            .as_ref()
            .map(|it| (it.status, it.request_id.as_deref()));
        note_answer(&span, answer.map_err(|failed| &failed.attempted.error));
        match outcome {
            Ok(answer) => {
                let concurrent = answer.concurrent;
                Ok((answer, concurrent))
            }
            Err(failed) => Err(failed.attempted),
        }
    }
}

impl Call<'_> {
    fn glance(&self, body: &[u8]) {
        if let Some(glance) = self.glance {
            glance(body);
        }
    }

    /// The HTTP method. [`Repeat`] says what a second request would do.
    fn method(&self) -> Method {
        match self.repeat {
            Repeat::Reads | Repeat::Asks => Method::GET,
            Repeat::Sets | Repeat::Makes => Method::POST,
            Repeat::Removes => Method::DELETE,
        }
    }
}

fn log<T>(
    call: &Call<'_>,
    outcome: &Result<Answer<T>, FailedAttempt>,
    attempt: u32,
    took: Duration,
) {
    let (status, request_id, concurrent) = match outcome {
        Ok(answer) => (Some(answer.status), &answer.request_id, answer.concurrent),
        Err(failed) => {
            let error = &failed.attempted.error;
            (error.status, &error.request_id, failed.concurrent)
        }
    };
    tracing::debug!(
        target: "switchboard::http",
        method = %call.method(),
        path = call.url.path(),
        status,
        request_id,
        concurrent,
        attempt,
        milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
    );
}
