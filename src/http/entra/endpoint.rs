//! A URL that receives credentials, and one request to it.

use jiff::Timestamp;
use reqwest::header::RETRY_AFTER;
use reqwest::{RequestBuilder, StatusCode};
use serde::de::DeserializeOwned;
use url::Url;

use super::answer::{self, Speaker};
use super::error::{SignInError, SignInFailure};
use crate::http::{
    Attempted, BodyError, Limits, Reach, body, is_loopback, may_receive_credentials, redact,
    retry_after, transport,
};
use crate::model::Secret;

/// The largest body of an error that is read, in bytes.
const ERROR_BODY: usize = 64 * 1024;

/// A URL that receives credentials, with its own client: one host never sees what another gets.
pub(super) struct Endpoint {
    pub(super) url: Url,
    pub(super) http: reqwest::Client,
    speaker: Speaker,
    limits: Limits,
}

/// A failed attempt.
pub(super) type Failed = Attempted<SignInError>;

impl Endpoint {
    /// Prepares a client for the URL. The error says why credentials must not be sent there, or
    /// why no client could be made.
    pub(super) fn new(
        url: Url,
        speaker: Speaker,
        limits: &Limits,
        authorities: Option<&[u8]>,
    ) -> Result<Self, String> {
        may_receive_credentials(&url)?;
        let mut builder = transport::builder(limits, url.scheme() == "http", authorities)?;
        if is_loopback(&url) {
            builder = builder.no_proxy();
        }
        let http = builder
            .build()
            .map_err(|error| transport::root_cause(&error.without_url()))?;
        Ok(Self {
            url,
            http,
            speaker,
            limits: limits.clone(),
        })
    }

    pub(super) fn host(&self) -> &str {
        self.url.host_str().unwrap_or("nowhere")
    }

    /// Sends a request to the URL and reads its answer. No text of `secrets` gets into the error.
    pub(super) async fn send<T: DeserializeOwned>(
        &self,
        request: RequestBuilder,
        secrets: &[Secret],
    ) -> Result<T, Failed> {
        let response = match request.send().await {
            Ok(response) => response,
            Err(error) => return Err(self.unanswered(error, secrets)),
        };
        let status = response.status();
        let wait = response.headers().get(RETRY_AFTER);
        let wait = wait
            .and_then(|wait| wait.to_str().ok())
            .and_then(|wait| retry_after(wait, Timestamp::now()));
        let failed = |kind, message: &str| SignInError {
            status: Some(status.as_u16()),
            ..SignInError::new(kind, self.host(), redact(message, secrets))
        };
        if status.is_redirection() {
            let message = transport::redirected(&self.url, response.headers());
            let error = SignInError {
                advice: Some(answer::IN_BETWEEN),
                ..failed(SignInFailure::Unintelligible, &message)
            };
            return Err(verdict(error));
        }
        if !status.is_success() {
            let body = body::read(response, ERROR_BODY).await;
            let body = body.ok().flatten().unwrap_or_default();
            return Err(Attempted {
                wait,
                ..self.refused(status, &body, secrets)
            });
        }
        body::json(response, &self.limits, |_| {})
            .await
            .map_err(|error| {
                let (kind, advice) = match error {
                    BodyError::BrokenOff(_) => (SignInFailure::Unreachable, None),
                    BodyError::Page => (SignInFailure::Unintelligible, Some(answer::IN_BETWEEN)),
                    _ => (SignInFailure::Unintelligible, None),
                };
                Attempted {
                    reach: Reach::Lost,
                    passing: error.is_passing(),
                    ..verdict(SignInError {
                        advice,
                        ..failed(kind, &error.to_string())
                    })
                }
            })
    }

    /// The failure of a request whose answer has an error status.
    fn refused(&self, status: StatusCode, body: &[u8], secrets: &[Secret]) -> Failed {
        let (complaint, is_page) = (answer::complaint(body), body::is_page(body));
        let code = status.as_u16();
        let kind = answer::failure(self.speaker, code, &complaint, is_page);
        let reason = status.canonical_reason().unwrap_or("no reason given");
        let message = match &complaint.error {
            Some(word) => word.clone(),
            None if is_page => format!("{reason}: a web page instead of an answer"),
            None => reason.to_owned(),
        };
        let error = SignInError {
            status: Some(code),
            number: complaint.number,
            correlation_id: complaint.correlation_id.clone(),
            advice: answer::advice(self.speaker, kind, code, &complaint),
            error: complaint.error.clone(),
            ..SignInError::new(kind, self.host(), redact(&message, secrets))
        };
        Attempted {
            reach: match code {
                429 => Reach::TurnedAway(1),
                500.. => Reach::Fault,
                _ => Reach::Verdict,
            },
            passing: answer::is_passing(code, &complaint),
            ..verdict(error)
        }
    }

    fn unanswered(&self, error: reqwest::Error, secrets: &[Secret]) -> Failed {
        let why = transport::unanswered(error, &self.url, &self.limits);
        let message = redact(&why.message, secrets);
        Attempted {
            reach: why.reach,
            passing: why.passing,
            ..verdict(SignInError {
                advice: why.proxy.then_some(answer::PROXY),
                ..SignInError::new(SignInFailure::Unreachable, self.host(), message)
            })
        }
    }
}

/// A failure that another attempt would not change.
pub(super) fn verdict(error: SignInError) -> Failed {
    Attempted {
        error,
        reach: Reach::Verdict,
        passing: false,
        wait: None,
    }
}
