//! Requests to Azure: two planes, each with its host and its credentials, JSON, lists and
//! long-running operations. This file and the files below it are the only ones here that know HTTP;
//! [`crate::http`] provides the queues, pacing, retries and the sign-in.
//!
//! It knows no resource: callers give a URL, a body and a type to read. No error and no log line
//! from here holds a credential or a body. `prepare` makes a client, `authority` finds what
//! authorises a request, `attempt` makes one attempt, `list` reads lists of several pages, `write`
//! and `operation` are about changes.
//!
//! A client cannot release a number or list keys: the data plane is only read, a POST is sent only
//! where its path says that it reads, and a DELETE only to an event subscription.

mod attempt;
mod authority;
mod head;
mod list;
mod operation;
mod prepare;
mod redaction;
mod write;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use reqwest::Method;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tracing::Instrument as _;
use url::Url;

pub use attempt::Answer;
pub use list::Listed;
pub use operation::{Operation, OperationState};
pub use prepare::Access;

use super::hosts;
use crate::http::entra::SignIn;
use crate::http::{Attempted, Dispatcher, Limits, Repeat, span};
use crate::model::Secret;
use crate::provider::ending::Asked;
use crate::provider::{Failure, ProviderError, Tally, note_answer};

/// The `api-version` of the phone number calls.
pub const NUMBERS_VERSION: &str = "2025-06-01";
/// The `api-version` of Event Grid.
pub const EVENT_GRID_VERSION: &str = "2025-02-15";
/// The `api-version` of the Communication Services resource.
pub const COMMUNICATION_VERSION: &str = "2023-04-01";
/// The `api-version` of the activity log.
pub const ACTIVITY_VERSION: &str = "2015-04-01";

/// The part of Azure that a request goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plane {
    /// The data plane of a resource: its numbers.
    Numbers,
    /// Azure Resource Manager.
    Management,
}

/// A client for one resource.
pub struct Client {
    access: Access,
    numbers: Wire,
    management: Wire,
    limits: Limits,
    waiting: Option<fn(&ProviderError, Duration)>,
    tally: Option<Tally>,
}

/// The transport to one plane, and the queue of its requests.
struct Wire {
    http: reqwest::Client,
    dispatcher: Dispatcher,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("access", &self.access)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

/// One request.
struct Call<'a> {
    plane: Plane,
    method: Method,
    url: &'a Url,
    body: Option<&'a Value>,
    doing: &'a str,
    repeat: Repeat,
    /// Texts of the body that no error may show.
    secrets: &'a [Secret],
}

/// What the attempts of one request have in common.
#[derive(Default)]
struct Sent {
    /// The number of HTTP requests.
    requests: AtomicU64,
    /// Whether a token was refused and another one was fetched.
    renewed: AtomicBool,
}

impl<'a> Call<'a> {
    /// A request that reads.
    fn reads(plane: Plane, method: Method, url: &'a Url, doing: &'a str) -> Self {
        Self {
            plane,
            method,
            url,
            body: None,
            doing,
            repeat: Repeat::Reads,
            secrets: &[],
        }
    }
}

impl Client {
    /// The URL of a path on a plane. `query` holds the `api-version` too.
    pub fn url(&self, plane: Plane, path: &str, query: &[(&str, &str)]) -> Url {
        hosts::at(self.base(plane), path, query)
    }

    /// Reads, with retries, and adds each HTTP request to `tries`.
    pub async fn get<T: DeserializeOwned>(
        &self,
        plane: Plane,
        url: &Url,
        doing: &str,
        tries: &mut u64,
    ) -> Result<Answer<T>, ProviderError> {
        let call = Call::reads(plane, Method::GET, url, doing);
        self.send(&call, tries).await
    }

    /// Reads something that ARM answers to a POST only: a full URL or delivery attributes. With
    /// retries; each HTTP request is added to `tries`. Any other POST is refused and not sent.
    pub async fn ask<T: DeserializeOwned>(
        &self,
        url: &Url,
        doing: &str,
        tries: &mut u64,
    ) -> Result<Answer<T>, ProviderError> {
        if !hosts::is_question(url) {
            let message = "not sent: the POST may change something";
            return Err(self.error(doing, Failure::Refused, message));
        }
        let call = Call::reads(Plane::Management, Method::POST, url, doing);
        self.send(&call, tries).await
    }

    /// Adds to the number of phone numbers read.
    pub fn count(&self, numbers: usize) {
        if let Some(tally) = &self.tally {
            tally.add(numbers);
        }
    }

    /// Waits outside of any request. Returns `false` if the run was cancelled.
    pub async fn rest(&self, wait: Duration) -> bool {
        self.management.dispatcher.rest(wait).await
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

    /// The sign-in that ARM needs, if the client has one.
    pub fn sign_in(&self) -> Option<&Arc<SignIn>> {
        self.access.sign_in.as_ref()
    }

    /// An error in words that may be shown.
    pub fn error(&self, doing: &str, failure: Failure, message: &str) -> ProviderError {
        ProviderError::new(failure, doing, self.redact(message, &[]))
    }

    fn base(&self, plane: Plane) -> &Url {
        match plane {
            Plane::Numbers => &self.access.numbers,
            Plane::Management => &self.access.management,
        }
    }

    fn wire(&self, plane: Plane) -> &Wire {
        match plane {
            Plane::Numbers => &self.numbers,
            Plane::Management => &self.management,
        }
    }

    async fn send<T: DeserializeOwned>(
        &self,
        call: &Call<'_>,
        tries: &mut u64,
    ) -> Result<Answer<T>, ProviderError> {
        if !hosts::is_at(self.base(call.plane), call.url) {
            let host = call.url.host_str().unwrap_or("nowhere");
            let message = format!("not sent: the URL leads away to {host}");
            return Err(self.error(call.doing, Failure::Unintelligible, &message));
        }
        let sent = Sent::default();
        let dispatcher = &self.wire(call.plane).dispatcher;
        let attempt = |nth| self.logged(call, &sent, nth);
        let outcome = dispatcher.send(call.repeat, attempt, self.waiting).await;
        *tries += sent.requests.load(Ordering::Relaxed);
        outcome.map_err(|ended| {
            let asked = Asked {
                repeat: call.repeat,
                doing: call.doing,
                vendor: "Azure",
                patience: dispatcher.patience(),
            };
            asked.ended(ended)
        })
    }

    /// Makes one attempt, logs it and traces it.
    async fn logged<T: DeserializeOwned>(
        &self,
        call: &Call<'_>,
        sent: &Sent,
        nth: u32,
    ) -> Result<(Answer<T>, Option<usize>), Attempted<ProviderError>> {
        let started = Instant::now();
        let span = span::request(&call.method, call.url, nth);
        let outcome = self.attempt(call, sent).instrument(span.clone()).await;
        let (status, request_id) = match &outcome {
            Ok(answer) => (Some(answer.status), &answer.request_id),
            Err(failed) => (failed.error.status, &failed.error.request_id),
        };
        tracing::debug!(
            target: "switchboard::http",
            method = %call.method,
            path = call.url.path(),
            status,
            request_id,
            attempt = nth,
            milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        );
        let answer = outcome
            .as_ref()
            .map(|it| (it.status, it.request_id.as_deref()));
        note_answer(&span, answer.map_err(|failed| &failed.error));
        outcome.map(|answer| (answer, None))
    }
}
