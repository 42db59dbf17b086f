//! One attempt of one request: its answer, how far it got, and whether another attempt may help.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{AUTHORIZATION, RETRY_AFTER};
use reqwest::{Response, StatusCode};
use serde::de::DeserializeOwned;

use super::{Call, Client};
use crate::http::{Attempted, Reach, body, passwords, redact, retry_after, transport};
use crate::model::Secret;
use crate::model::VendorCode;
use crate::provider::twilio::answer;
use crate::provider::{Failure, ProviderError};

/// The largest body of an error that is read, in bytes.
const ERROR_BODY: usize = 64 * 1024;

/// An answer that was understood.
#[derive(Debug)]
pub struct Answer<T> {
    /// Its value.
    pub value: T,
    /// Its HTTP status.
    pub status: u16,
    /// Twilio's request id.
    pub request_id: Option<String>,
    /// How many requests the account had under way, by Twilio's count.
    pub concurrent: Option<usize>,
}

/// A failed attempt.
pub(super) struct FailedAttempt {
    pub(super) attempted: Attempted<ProviderError>,
    /// How many requests the account had under way, by Twilio's count.
    pub(super) concurrent: Option<usize>,
}

/// The head of an answer.
struct Head {
    status: StatusCode,
    request_id: Option<String>,
    wait: Option<Duration>,
    concurrent: Option<usize>,
}

impl Client {
    /// Makes one attempt.
    pub(super) async fn attempt<T: DeserializeOwned>(
        &self,
        call: &Call<'_>,
    ) -> Result<Answer<T>, FailedAttempt> {
        let url = call.url.clone();
        let mut request = self.http.request(call.method(), url);
        request = request.header(AUTHORIZATION, self.authorization.clone());
        if let Some(form) = call.form {
            request = request.form(form);
        }
        let sent = request.send().await;
        let response = sent.map_err(|error| self.unanswered(call, error))?;
        let head = Head::of(&response);
        if head.status.is_redirection() {
            let message = transport::redirected(call.url, response.headers());
            let failure = (Failure::Unintelligible, message.as_str());
            let mut failed = self.failed(call, &head, failure, Reach::Verdict, false);
            failed.attempted.error.advice = Some(answer::REDIRECTED);
            return Err(failed);
        }
        if !head.status.is_success() {
            let body = body::read(response, ERROR_BODY).await;
            let body = body.ok().flatten().unwrap_or_default();
            return Err(self.refused(call, &head, &body));
        }
        match body::json(response, &self.limits, |body| call.glance(body)).await {
            Ok(value) => Ok(Answer {
                value,
                status: head.status.as_u16(),
                request_id: head.request_id,
                concurrent: head.concurrent,
            }),
            Err(error) => {
                let (failure, message) = answer::unread(&error);
                let failure = (failure, message.as_str());
                Err(self.failed(call, &head, failure, Reach::Lost, error.is_passing()))
            }
        }
    }

    /// The failure of a request whose answer has an error status.
    fn refused(&self, call: &Call<'_>, head: &Head, body: &[u8]) -> FailedAttempt {
        let complaint = answer::complaint(body);
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
        let message = complaint.message.unwrap_or_else(|| {
            let reason = head.status.canonical_reason();
            let page = body::is_page(body).then_some(": a web page instead of Twilio's answer");
            reason.unwrap_or("no reason given").to_owned() + page.unwrap_or_default()
        });
        let passing = answer::is_passing(status, code);
        let mut failed = self.failed(call, head, (failure, &message), reach, passing);
        failed.attempted.error.code = code.map(VendorCode::Number);
        failed.attempted.error.advice = advice;
        failed
    }

    /// A failed attempt that has an answer: its head, the kind of failure with a message, how far
    /// the request got, and whether another attempt may succeed.
    fn failed(
        &self,
        call: &Call<'_>,
        head: &Head,
        (failure, message): (Failure, &str),
        reach: Reach,
        passing: bool,
    ) -> FailedAttempt {
        FailedAttempt {
            attempted: Attempted {
                error: ProviderError {
                    status: Some(head.status.as_u16()),
                    request_id: head.request_id.clone(),
                    ..self.error_of(call, failure, message)
                },
                reach,
                passing,
                wait: head.wait,
            },
            concurrent: head.concurrent,
        }
    }

    /// The failure of a request without an answer.
    fn unanswered(&self, call: &Call<'_>, error: reqwest::Error) -> FailedAttempt {
        let why = transport::unanswered(error, call.url, &self.limits);
        FailedAttempt {
            attempted: Attempted {
                error: ProviderError {
                    advice: why.proxy.then_some(answer::PROXY),
                    ..self.error_of(call, Failure::Unreachable, &why.message)
                },
                reach: why.reach,
                passing: why.passing,
                wait: None,
            },
            concurrent: None,
        }
    }

    /// An error in words that may be shown.
    pub(super) fn error(&self, doing: &str, failure: Failure, message: &str) -> ProviderError {
        ProviderError::new(failure, doing, redact(message, &self.secrets))
    }

    /// The error of one call. What the call sends may hold passwords too, and an answer may repeat
    /// them.
    fn error_of(&self, call: &Call<'_>, failure: Failure, message: &str) -> ProviderError {
        let sent = call.form.unwrap_or_default().iter();
        let mut secrets: Vec<Secret> = sent.flat_map(|(_, value)| passwords(value)).collect();
        secrets.extend_from_slice(&self.secrets);
        ProviderError::new(failure, call.doing, redact(message, &secrets))
    }
}

impl Head {
    fn of(response: &Response) -> Self {
        let text = |name: &str| response.headers().get(name)?.to_str().ok();
        // The id is printed, so it must look like one: `RQ` and 32 hex digits (docs/twilio.md:
        // Limits).
        let plain = |id: &&str| id.len() <= 64 && id.bytes().all(|b| b.is_ascii_alphanumeric());
        Self {
            status: response.status(),
            request_id: text("Twilio-Request-Id").filter(plain).map(str::to_owned),
            wait: text(RETRY_AFTER.as_str()).and_then(|after| retry_after(after, Timestamp::now())),
            concurrent: text("Twilio-Concurrent-Requests").and_then(|count| count.parse().ok()),
        }
    }
}
