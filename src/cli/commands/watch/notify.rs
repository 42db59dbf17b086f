//! Receivers of notifications. Each has a task of its own, which remembers its last notification
//! and compares it with the latest state. While one receiver does not answer, the watch goes on and
//! the other receiver is notified. What a receiver missed is sent with the next round.
//!
//! URLs and secrets stay here; no line of the log holds either.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use jiff::Timestamp;
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode};
use serde_json::json;
use tokio::sync::watch::{Receiver, Sender, channel};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use url::{Host, Url};

use crate::cli::commands::watch::leader::Past;
use crate::cli::commands::watch::log::Log;
use crate::cli::commands::watch::status::Board;
use crate::cli::failure::fail;
use crate::cli::input::authorities::authorities;
use crate::cli::output::terminal;
use crate::engine::RunErrorKind;
use crate::http;
use crate::model::{Scope, Secret};
use crate::report::watch::changes::{Notified, changes};
use crate::report::watch::notification::{self, Part};
use crate::report::watch::seen::Seen;

/// How long one try may take.
const TRY: Duration = Duration::from_secs(10);
/// How many tries one round has.
const TRIES: u32 = 3;
/// The wait before the second try. It doubles before each further try.
const PAUSE: Duration = Duration::from_secs(1);
/// How long a notification under way may still take when the watch stops.
const GRACE: Duration = Duration::from_secs(2);

/// The state of all environments after a round.
pub struct State {
    /// What other replicas notified before.
    pub past: Past,
    /// Each environment.
    pub seen: Vec<Seen>,
}

/// The state that was last notified to one receiver, or written to the log.
#[derive(Default)]
pub struct Memory {
    generation: u64,
    notified: BTreeMap<Scope, Notified>,
}

impl Memory {
    /// Changes since the last notification, and the state to remember as notified.
    pub fn compare<'a>(&mut self, state: &'a State) -> (Vec<Part<'a>>, BTreeMap<Scope, Notified>) {
        if state.past.generation != self.generation {
            self.generation = state.past.generation;
            let noted = state.past.noted.iter();
            let notified = noted.map(|(scope, noted)| (scope.clone(), Notified::everything(noted)));
            self.notified = notified.collect();
        }
        let (mut parts, mut next) = (Vec::new(), BTreeMap::new());
        for seen in &state.seen {
            let known = self.notified.get(&seen.scope).cloned().unwrap_or_default();
            let (changes, notified) = changes(&known, seen);
            next.insert(seen.scope.clone(), notified);
            if !changes.is_empty() {
                parts.push(Part { seen, changes });
            }
        }
        (parts, next)
    }

    /// Remembers a state as notified.
    pub fn learn(&mut self, next: BTreeMap<Scope, Notified>) {
        self.notified = next;
    }
}

/// A receiver of notifications.
pub struct Sink {
    name: &'static str,
    url: Url,
    secret: Option<Secret>,
    http: Client,
}

impl Sink {
    /// A webhook, which gets the document; signed if there is a secret.
    pub fn webhook(url: &str, secret: Option<Secret>) -> anyhow::Result<Self> {
        Self::new("webhook", url, secret).context("--notify-url")
    }

    /// A chat that accepts Slack's format. Anyone who knows its URL can write there.
    pub fn chat(url: &Secret) -> anyhow::Result<Self> {
        Self::new("slack", url.expose(), None).context("--notify-slack-env")
    }

    fn new(name: &'static str, url: &str, secret: Option<Secret>) -> anyhow::Result<Self> {
        // A text that is not a URL cannot be masked either, so nothing of it is shown.
        let Ok(url) = Url::parse(url) else {
            return fail(RunErrorKind::Options, "it is not a URL");
        };
        let here = match url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => return fail(RunErrorKind::Options, "the URL names no host"),
        };
        match url.scheme() {
            "https" => {}
            "http" if here => {}
            _ => {
                return fail(
                    RunErrorKind::Options,
                    "the URL must begin with https://; http:// is allowed for this machine only",
                );
            }
        }
        // An error means that a provider is installed already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = Client::builder()
            .user_agent(concat!("switchboard/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            .pool_max_idle_per_host(0)
            .timeout(TRY)
            .https_only(url.scheme() == "https");
        if here {
            builder = builder.no_proxy();
        }
        if url.scheme() == "http" {
            builder = builder.tls_certs_only([]);
        } else if let Some(pem) = authorities()? {
            let trusted = http::authorities(&pem).map_err(anyhow::Error::msg)?;
            builder = builder.tls_certs_merge(trusted);
        }
        let http = builder
            .build()
            .context("the HTTP client cannot be created")?;
        Ok(Self {
            name,
            url,
            secret,
            http,
        })
    }

    async fn deliver(&self, parts: &[Part<'_>]) -> Result<(), String> {
        let body = if self.name == "slack" {
            notification::chat(parts)
        } else {
            notification::document(parts, Timestamp::now(), env!("CARGO_PKG_VERSION"))
        };
        let mut pause = PAUSE;
        for last in (0..TRIES).rev() {
            match self.send(&body).await {
                Ok(()) => return Ok(()),
                Err((why, again)) if last == 0 || !again => return Err(why),
                Err(_) => tokio::time::sleep(pause).await,
            }
            pause *= 2;
        }
        Ok(())
    }

    /// Sends a notification once. The error says why it was not accepted, and whether to try again.
    async fn send(&self, body: &str) -> Result<(), (String, bool)> {
        let mut request = self
            .http
            .post(self.url.clone())
            .header(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(secret) = &self.secret {
            let now = Timestamp::now().as_second();
            request = request.header("X-Switchboard-Timestamp", now).header(
                "X-Switchboard-Signature",
                notification::signature(secret, now, body),
            );
        }
        let sent = request.body(body.to_owned()).send().await;
        let answer = sent.map_err(|error| {
            let error = anyhow::Error::from(error.without_url());
            (terminal::causes(&error).join(": "), true)
        })?;
        let status = answer.status();
        let passes = status.is_server_error()
            || [StatusCode::TOO_MANY_REQUESTS, StatusCode::REQUEST_TIMEOUT].contains(&status);
        if status.is_success() {
            Ok(())
        } else {
            Err((format!("the receiver answered {status}"), passes))
        }
    }
}

/// All receivers of notifications.
pub struct Sinks {
    latest: Sender<Option<Arc<State>>>,
    stop: CancellationToken,
    tasks: Vec<JoinHandle<()>>,
}

impl Sinks {
    /// Starts a task for each receiver.
    pub fn begin(sinks: Vec<Sink>, board: &Arc<Board>, log: Log) -> Self {
        let (latest, _) = channel(None);
        let stop = CancellationToken::new();
        let tasks = sinks.into_iter().map(|sink| {
            for outcome in ["delivered", "failed"] {
                let counts = &mut board.live().metrics.notifications;
                counts.insert((sink.name, outcome), 0);
            }
            let notifying = notify(sink, latest.subscribe(), Arc::clone(board), log);
            let stopped = stop.clone();
            tokio::spawn(async move {
                stopped.run_until_cancelled(notifying).await;
            })
        });
        Self {
            tasks: tasks.collect(),
            stop,
            latest,
        }
    }

    /// Passes the latest state to all receivers.
    pub fn publish(&self, state: &Arc<State>) {
        self.latest.send_replace(Some(Arc::clone(state)));
    }

    /// Waits a short time for notifications under way, then cancels them.
    pub async fn stop(self) {
        drop(self.latest);
        for task in self.tasks {
            if tokio::time::timeout(GRACE, task).await.is_err() {
                self.stop.cancel();
            }
        }
    }
}

async fn notify(sink: Sink, mut latest: Receiver<Option<Arc<State>>>, board: Arc<Board>, log: Log) {
    let mut memory = Memory::default();
    while latest.changed().await.is_ok() {
        let Some(state) = latest.borrow_and_update().clone() else {
            continue;
        };
        let (parts, next) = memory.compare(&state);
        if parts.is_empty() {
            memory.learn(next);
            continue;
        }
        let more = json!({ "sink": sink.name });
        let outcome = match sink.deliver(&parts).await {
            Ok(()) => {
                memory.learn(next);
                log.note("notified", &format!("{} notified", sink.name), &more);
                "delivered"
            }
            Err(why) => {
                let text = format!(
                    "{} could not be notified; the next round tries again: {why}",
                    sink.name
                );
                log.warn("not_notified", &text, &more);
                "failed"
            }
        };
        let counts = &mut board.live().metrics.notifications;
        *counts.entry((sink.name, outcome)).or_default() += 1;
    }
}
