//! Requests to an environment through the Dataverse Web API: JSON, lists of several pages, and the
//! creation of keywords. This file and the files below it are the only ones here that know HTTP;
//! [`crate::http`] provides the queue, pacing, retries and the sign-in.
//!
//! `run` sends the requests of one reading, `attempt` makes one attempt, `answer` reads errors,
//! `pages` reads lists, `organization`, `metadata` and `privileges` ask about the environment, and
//! `keyword` and `create` create keywords.
//!
//! A client reads and creates keywords, and does nothing else. The token goes to the environment's
//! origin only: redirects are never followed, and a link to a next page leads to the same origin.

mod answer;
mod attempt;
mod create;
mod keyword;
mod metadata;
mod organization;
mod pages;
mod privileges;
mod run;

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::OnceCell;
use url::Url;

use super::trouble::Named;
use crate::http::entra::SignIn;
use crate::http::{Dispatcher, Limits, is_loopback, may_receive_credentials, transport};
use crate::model::Secret;
use crate::provider::{ProviderError, Settings};
pub(super) use metadata::{Known, Metadata};
pub(super) use organization::Names;
pub(super) use run::Run;

/// The most requests at once. A comparison takes a dozen requests, so more would gain nothing.
const AT_ONCE: usize = 2;
/// The wait before the second attempt of a request to this machine.
const DELAY_HERE: Duration = Duration::from_millis(20);
/// Where the Web API begins. Code that is written for a minor version keeps working.
const API: &str = "/api/data/v9.2/";

/// How requests are authorised.
pub(super) enum Access {
    /// Tokens from the authority, for this scope: the environment's declared URL and `/.default`,
    /// whatever URL is called.
    SignIn {
        /// The sign-in of the app.
        sign_in: Box<SignIn>,
        /// The scope.
        scope: String,
    },
    /// A token that a command gave. It is not renewed.
    Token(Secret),
}

/// Where the environment is.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// The environment as declared: scheme and host.
    pub url: Url,
    /// What is called: the same, or an override on loopback.
    pub api: Url,
}

/// A client for one environment.
pub(super) struct Client {
    place: Place,
    /// The declared URL as text, without a slash at its end.
    url: String,
    access: Access,
    http: reqwest::Client,
    dispatcher: Dispatcher,
    limits: Limits,
    waiting: Option<fn(&ProviderError, Duration)>,
    /// The last token that the sign-in gave, to recognise another one.
    last: Mutex<Option<Secret>>,
    /// What the metadata says about the table of the keywords. It does not change during a run.
    keywords: OnceCell<Known>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("url", &self.url)
            .field("signs_in", &self.named().signs_in)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// Prepares a client. Sends nothing. The error says why no client could be made, without
    /// credentials.
    pub(super) fn new(place: Place, access: Access, settings: &Settings) -> Result<Self, String> {
        for url in [&place.url, &place.api] {
            may_receive_credentials(url).map_err(|why| format!("the URL {why}"))?;
            if url.query().is_some() {
                return Err("the URL holds a query".to_owned());
            }
        }
        let mut limits = settings.limits.clone();
        if is_loopback(&place.api) {
            limits.first_delay = limits.first_delay.min(DELAY_HERE);
        }
        // Service protection may ask for minutes. A wait is kept whole or not begun: a request that
        // comes too early is refused again.
        let uncovered = limits.budget.saturating_add(Duration::from_secs(1));
        limits.longest_wait = limits.longest_wait.max(uncovered);
        let authorities = settings.authorities.as_deref();
        let plain = place.api.scheme() == "http";
        let mut builder = transport::builder(&limits, plain, authorities)?;
        if is_loopback(&place.api) {
            builder = builder.no_proxy();
        }
        let http = builder
            .build()
            .map_err(|error| transport::root_cause(&error.without_url()))?;
        let at_once = settings.parallelism.min(AT_ONCE);
        Ok(Self {
            url: place.url.origin().ascii_serialization(),
            place,
            access,
            http,
            dispatcher: Dispatcher::new(at_once, &limits, settings.cancel.clone()),
            limits,
            waiting: settings.waiting,
            last: Mutex::default(),
            keywords: OnceCell::new(),
        })
    }

    /// The environment's URL as declared: scheme and host.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Where requests go, for messages.
    pub(super) fn named(&self) -> Named<'_> {
        Named {
            url: &self.url,
            host: self.place.url.host_str().unwrap_or("nowhere"),
            signs_in: matches!(self.access, Access::SignIn { .. }),
        }
    }

    /// The URL of a path and a query below the Web API.
    fn at(&self, path: &str, query: Option<&str>) -> Url {
        let mut url = self.place.api.clone();
        let base = url.path().trim_end_matches('/').to_owned();
        url.set_path(&format!("{base}{API}{path}"));
        url.set_query(query);
        url
    }

    /// Whether a token is another one than the last time.
    fn is_new(&self, token: &Secret) -> bool {
        // Nothing panics while holding it.
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = last
            .as_ref()
            .is_none_or(|last| last.expose() != token.expose());
        if is_new {
            *last = Some(token.clone());
        }
        is_new
    }
}
