//! Requests to Twilio: credentials, repetition, how many at once. With the files below it, the
//! only place that knows HTTP.
//!
//! It knows no resource: callers give a URL, a form and a type to read. Nothing that leaves here,
//! neither an error nor a log line, holds a credential or a body. Making a client is in
//! `prepare`, one try in `attempt`, lists of several pages in `pages`; whether there is another
//! try is decided in `retry`, how many requests run at once in `pace`, how many are sent per
//! second in `rate`, and `lane` keeps these for an account.

mod attempt;
mod detach;
mod ending;
mod lane;
pub mod pace;
mod pages;
mod prepare;
pub mod rate;
mod release;
pub mod retry;
pub(crate) mod trust;
mod waiting;

use std::fmt;
use std::time::{Duration, Instant};

use reqwest::Method;
use reqwest::header::HeaderValue;
use serde::de::DeserializeOwned;
use url::Url;

pub use attempt::Answer;
use attempt::Trouble;
use ending::Course;
use lane::{Barred, Lane};
pub use pages::Pages;
pub use prepare::Credentials;
use retry::{Policy, Reach, Repeat};
use waiting::Wait;

use super::hosts::{self, Hosts};
use crate::model::Secret;
use crate::provider::{Failure, Limits, ProviderError, Tally};

/// A client for one account.
pub struct Client {
    http: reqwest::Client,
    authorization: HeaderValue,
    /// What must never be shown: the credentials, as they are and as they are sent.
    secrets: Vec<Secret>,
    lane: Lane,
    policy: Policy,
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

    /// Counts numbers that were read.
    pub fn count(&self, numbers: usize) {
        if let Some(tally) = &self.tally {
            tally.add(numbers);
        }
    }

    /// Whether this is the SID whose credentials are sent.
    pub fn is_user(&self, sid: &str) -> bool {
        self.user.expose() == sid
    }

    /// Whether the credentials that are sent are those of an account other than this one. Of an
    /// API key nothing says whose it is.
    pub fn opens_another(&self, sid: &str) -> bool {
        let user = self.user.expose();
        user.starts_with("AC") && user != sid
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
        self.read(url, doing, Repeat::Reads, tries).await
    }

    async fn read<T: DeserializeOwned>(
        &self,
        url: &Url,
        doing: &str,
        repeat: Repeat,
        tries: &mut u64,
    ) -> Result<Answer<T>, ProviderError> {
        let call = Call {
            url,
            form: None,
            doing,
            repeat,
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

    async fn send<T: DeserializeOwned>(&self, call: &Call<'_>) -> Result<Answer<T>, ProviderError> {
        self.send_counting(call, &mut 0).await
    }

    async fn send_counting<T: DeserializeOwned>(
        &self,
        call: &Call<'_>,
        tries: &mut u64,
    ) -> Result<Answer<T>, ProviderError> {
        let mut course = Course::default();
        loop {
            // The pass is given back before waiting, so that others can go on meanwhile.
            let pass = match self.lane.enter().await {
                Ok(pass) => pass,
                Err(barred) => return Err(self.barred(call, course, barred)),
            };
            let started = Instant::now();
            *tries += 1;
            let outcome = self.attempt(call).await;
            course.tried(pass.waited);
            log(call, &outcome, course.tries(), started.elapsed());
            let mut trouble = match outcome {
                Ok(answer) => {
                    pass.succeeded(answer.concurrent);
                    return Ok(answer);
                }
                Err(trouble) => trouble,
            };
            let slower = if trouble.error.failure == Failure::Throttled {
                trouble.reach = Reach::TurnedAway(course.turned_away());
                Some(pass.throttled())
            } else {
                None
            };
            drop(pass);
            let waits = self.before_next(call, &course, &trouble, slower);
            course.fails(trouble);
            let wait = match waits {
                Wait::Paused { account, alone } => account.max(alone),
                Wait::Alone(wait) => wait,
                Wait::Spent => return Err(self.barred(call, course, Barred::Spent)),
                Wait::None => return Err(course.end(call)),
            };
            if let (Some(tell), Some(error)) = (self.waiting, course.last()) {
                tell(error, wait);
            }
            if let Wait::Alone(wait) | Wait::Paused { alone: wait, .. } = waits
                && !wait.is_zero()
            {
                if let Err(barred) = self.lane.wait(wait).await {
                    return Err(self.barred(call, course, barred));
                }
                course.waited(wait);
            }
        }
    }
}

impl Call<'_> {
    fn method(&self) -> Method {
        match self.repeat {
            Repeat::Reads | Repeat::Asks => Method::GET,
            Repeat::Sets | Repeat::Makes => Method::POST,
            Repeat::Removes => Method::DELETE,
        }
    }
}

fn log<T>(call: &Call<'_>, outcome: &Result<Answer<T>, Trouble>, attempt: u32, took: Duration) {
    let (status, request_id, concurrent) = match outcome {
        Ok(answer) => (Some(answer.status), &answer.request_id, answer.concurrent),
        Err(trouble) => {
            let error = &trouble.error;
            (error.status, &error.request_id, trouble.concurrent)
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
