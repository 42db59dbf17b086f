//! One try of one request: what came back, how far it got, and whether another try may help.

use std::error::Error as _;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{AUTHORIZATION, HeaderMap, LOCATION, RETRY_AFTER};
use reqwest::{Response, StatusCode};
use serde::de::DeserializeOwned;
use url::Url;

use super::retry::Reach;
use super::{Call, Client, trust};
use crate::model::Secret;
use crate::provider::twilio::answer;
use crate::provider::twilio::redact::{passwords, redact};
use crate::provider::{Failure, ProviderError};

/// The largest body of an error that is looked at, in bytes.
const ERROR_BODY: usize = 64 * 1024;

/// An answer that was understood.
#[derive(Debug)]
pub struct Answer<T> {
    /// What it says.
    pub value: T,
    /// Its HTTP status.
    pub status: u16,
    /// Twilio's request id.
    pub request_id: Option<String>,
    /// How many requests the account had under way, by Twilio's count.
    pub concurrent: Option<usize>,
}

/// A try that brought nothing.
pub(super) struct Trouble {
    pub(super) error: ProviderError,
    pub(super) reach: Reach,
    /// Whether the next try may fare better.
    pub(super) passing: bool,
    /// How long Twilio asks to wait.
    pub(super) wait: Option<Duration>,
    /// How many requests the account had under way, by Twilio's count.
    pub(super) concurrent: Option<usize>,
}

/// What the head of an answer says.
struct Head {
    status: StatusCode,
    request_id: Option<String>,
    wait: Option<Duration>,
    concurrent: Option<usize>,
}

impl Client {
    pub(super) async fn attempt<T: DeserializeOwned>(
        &self,
        call: &Call<'_>,
    ) -> Result<Answer<T>, Trouble> {
        let url = call.url.clone();
        let mut request = self.http.request(call.method(), url);
        request = request.header(AUTHORIZATION, self.authorization.clone());
        if let Some(form) = call.form {
            request = request.form(form);
        }
        let sent = request.send().await;
        let response = sent.map_err(|error| self.unanswered(call, error))?;
        let head = Head::of(&response);
        let trouble = |reach, passing, failure, message: &str| Trouble {
            error: ProviderError {
                status: Some(head.status.as_u16()),
                request_id: head.request_id.clone(),
                ..self.error_of(call, failure, message)
            },
            reach,
            passing,
            wait: head.wait,
            concurrent: head.concurrent,
        };
        if head.status.is_redirection() {
            let message = redirected(call.url, response.headers());
            let mut trouble = trouble(Reach::Verdict, false, Failure::Unintelligible, &message);
            trouble.error.advice = Some(answer::REDIRECTED);
            return Err(trouble);
        }
        if !head.status.is_success() {
            let body = read(response, ERROR_BODY).await;
            let body = body.ok().flatten().unwrap_or_default();
            let complaint = answer::complaint(&body);
            let (status, code) = (head.status.as_u16(), complaint.code);
            let (failure, advice) = answer::failure(&answer::Seen {
                status,
                complaint: &complaint,
                signed: head.request_id.is_some(),
                regional: self.hosts.regional,
            });
            let reach = match failure {
                Failure::Throttled => Reach::TurnedAway(1),
                Failure::Unreachable => Reach::Fault,
                _ => Reach::Verdict,
            };
            let reason = || {
                head.status
                    .canonical_reason()
                    .unwrap_or("no reason given")
                    .to_owned()
            };
            let message = complaint.message.unwrap_or_else(|| {
                let page = answer::is_page(&body).then_some(": a web page in Twilio's place");
                reason() + page.unwrap_or_default()
            });
            let mut trouble = trouble(reach, answer::is_passing(status, code), failure, &message);
            trouble.error.code = code;
            trouble.error.advice = advice;
            return Err(trouble);
        }
        let broke_off = |why: &str| {
            let message = format!("the answer broke off{why}");
            trouble(Reach::Lost, true, Failure::Unreachable, &message)
        };
        let odd = |message: &str| trouble(Reach::Lost, false, Failure::Unintelligible, message);
        let body = match read(response, self.limits.body).await {
            Ok(Some(body)) => body,
            Ok(None) => {
                return Err(odd(&format!(
                    "the answer is larger than {} bytes",
                    self.limits.body
                )));
            }
            Err(error) if error.is_timeout() => {
                let within = format!(" after {:?}", self.limits.request);
                return Err(broke_off(&within));
            }
            Err(error) => {
                return Err(broke_off(&format!(
                    ": {}",
                    root_cause(&error.without_url())
                )));
            }
        };
        // An answer without a body says as much as `null`.
        let body = if head.status == StatusCode::NO_CONTENT {
            b"null".to_vec()
        } else {
            body
        };
        match serde_json::from_slice(&body) {
            Ok(value) => Ok(Answer {
                value,
                status: head.status.as_u16(),
                request_id: head.request_id,
                concurrent: head.concurrent,
            }),
            Err(error) if error.is_eof() => Err(broke_off("")),
            Err(_) if answer::is_page(&body) => {
                Err(odd("the answer is a web page in Twilio's place"))
            }
            // What the parser says may quote the body, so only the place is told.
            Err(error) => Err(odd(&format!(
                "the answer is not as documented, at line {} column {}",
                error.line(),
                error.column()
            ))),
        }
    }

    /// No answer came at all.
    fn unanswered(&self, call: &Call<'_>, error: reqwest::Error) -> Trouble {
        let error = error.without_url();
        let host = call.url.host_str().unwrap_or("nowhere");
        let connecting = error.is_connect();
        let distrusted = trust::distrust(&error);
        let message = match (connecting, error.is_timeout()) {
            _ if distrusted.is_some_and(trust::is_an_authoritys) => format!(
                "the certificate of {host} is marked as an authority's (CA:TRUE), which no server's \
                 may be, also where SSL_CERT_FILE names it; give the server one with CA:FALSE"
            ),
            _ if distrusted.is_some_and(trust::is_unknown) => format!(
                "no chain leads from the certificate of {host} to a trusted authority; \
                 a private one is trusted when SSL_CERT_FILE names a file with its certificate"
            ),
            (true, true) => format!("no connection to {host} within {:?}", self.limits.connect),
            (true, false) => format!("no connection to {host}: {}", root_cause(&error)),
            (false, true) => format!("no answer from {host} within {:?}", self.limits.request),
            (false, false) => format!("no answer from {host}: {}", root_cause(&error)),
        };
        // A proxy's 407 to CONNECT has no type of its own here, only these words.
        let proxy = connecting && message.contains("proxy authorization required");
        Trouble {
            error: ProviderError {
                advice: proxy.then_some(answer::PROXY),
                ..self.error_of(call, Failure::Unreachable, &message)
            },
            reach: if connecting {
                Reach::Nowhere
            } else {
                Reach::Lost
            },
            passing: !error.is_builder() && distrusted.is_none() && !proxy,
            wait: None,
            concurrent: None,
        }
    }

    /// An error in words that may be shown.
    pub(super) fn error(&self, doing: &str, failure: Failure, message: &str) -> ProviderError {
        error(doing, failure, redact(message, &self.secrets))
    }

    /// An error of one call: what it sends may hold passwords too, and an answer may repeat them.
    fn error_of(&self, call: &Call<'_>, failure: Failure, message: &str) -> ProviderError {
        let sent = call.form.unwrap_or_default().iter();
        let mut secrets: Vec<Secret> = sent.flat_map(|(_, value)| passwords(value)).collect();
        secrets.extend_from_slice(&self.secrets);
        error(call.doing, failure, redact(message, &secrets))
    }
}

fn error(doing: &str, failure: Failure, message: String) -> ProviderError {
    ProviderError {
        failure,
        doing: doing.to_owned(),
        message,
        status: None,
        code: None,
        advice: None,
        request_id: None,
        left: false,
        tries: 0,
        waited: Duration::ZERO,
    }
}

impl Head {
    fn of(response: &Response) -> Self {
        let text = |name: &str| response.headers().get(name)?.to_str().ok();
        // It is printed, so it has to look like one: `RQ` and 32 hex digits (docs/twilio.md: Limits).
        let plain = |id: &&str| id.len() <= 64 && id.bytes().all(|b| b.is_ascii_alphanumeric());
        Self {
            status: response.status(),
            request_id: text("Twilio-Request-Id").filter(plain).map(str::to_owned),
            wait: text(RETRY_AFTER.as_str())
                .and_then(|after| answer::retry_after(after, Timestamp::now())),
            concurrent: text("Twilio-Concurrent-Requests").and_then(|count| count.parse().ok()),
        }
    }
}

/// The body, or `None` where it is larger than `limit` bytes. No more than that is ever held.
async fn read(mut response: Response, limit: usize) -> Result<Option<Vec<u8>>, reqwest::Error> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > limit {
            return Ok(None);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Some(body))
}

/// Credentials never follow a redirect; the message says where it would have led.
fn redirected(from: &Url, headers: &HeaderMap) -> String {
    let location = headers
        .get(LOCATION)
        .and_then(|location| location.to_str().ok());
    let target = location.and_then(|location| from.join(location).ok());
    match target.as_ref().and_then(Url::host_str) {
        Some(host) => format!("refused to follow a redirect to {host}"),
        None => "refused to follow a redirect that says no host".to_owned(),
    }
}

/// The innermost reason of an error: what the operating system or the TLS library said.
pub(super) fn root_cause(error: &reqwest::Error) -> String {
    let mut cause = error.source();
    let mut text = error.to_string();
    while let Some(inner) = cause {
        text = inner.to_string();
        cause = inner.source();
    }
    text
}
