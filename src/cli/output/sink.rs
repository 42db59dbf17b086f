//! One receiver of notifications. Its URL and secret stay here; no line of the log holds either.

use std::time::Duration;

use anyhow::Context as _;
use jiff::Timestamp;
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode};
use url::{Host, Url};

use crate::cli::failure::fail;
use crate::cli::input::authorities::authorities;
use crate::cli::output::terminal;
use crate::engine::RunErrorKind;
use crate::http;
use crate::model::Secret;
use crate::report::notification::message::Message;
use crate::report::notification::signature::signature;

/// How long one try may take.
const TRY: Duration = Duration::from_secs(10);
/// How many tries a notification has.
const TRIES: u32 = 3;
/// The wait before the second try. It doubles before each further try.
const PAUSE: Duration = Duration::from_secs(1);

/// A receiver of notifications.
pub(crate) struct Sink {
    pub name: &'static str,
    /// Whether it takes the text for a chat, and not the document.
    chat: bool,
    url: Url,
    secret: Option<Secret>,
    http: Client,
}

impl Sink {
    /// A webhook, which gets the document; signed if there is a secret.
    pub(crate) fn webhook(url: &Secret, secret: Option<Secret>) -> anyhow::Result<Self> {
        Self::new("webhook", false, url.expose(), secret).context("--notify-url")
    }

    /// A chat that accepts Slack's format. Anyone who knows its URL can write there.
    pub(crate) fn chat(url: &Secret) -> anyhow::Result<Self> {
        Self::new("slack", true, url.expose(), None).context("--notify-slack-env")
    }

    fn new(
        name: &'static str,
        chat: bool,
        url: &str,
        secret: Option<Secret>,
    ) -> anyhow::Result<Self> {
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
            chat,
            url,
            secret,
            http,
        })
    }

    /// Delivers a notification, in a few tries. The error says why it was not accepted.
    pub(crate) async fn deliver(&self, message: &Message) -> Result<(), String> {
        let body = if self.chat {
            &message.chat
        } else {
            &message.document
        };
        let mut pause = PAUSE;
        for last in (0..TRIES).rev() {
            match self.send(body).await {
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
            request = request
                .header("X-Switchboard-Timestamp", now)
                .header("X-Switchboard-Signature", signature(secret, now, body));
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
