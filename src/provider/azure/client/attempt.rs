//! One attempt of one request: its answer, how far it got, and whether another attempt may help.

use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE};
use reqwest::{Method, Response};
use serde::de::DeserializeOwned;
use url::Url;
use uuid::Uuid;

use super::authority::Authority;
use super::head::Head;
use super::{Call, Client, Sent, redaction};
use crate::http::{Attempted, BodyError, Reach, body, transport};
use crate::model::{Secret, VendorCode};
use crate::provider::azure::{answer, hosts};
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
    /// Azure's request id.
    pub request_id: Option<String>,
    /// Where the operation that a write began can be followed. It is on the same plane and in the
    /// same Azure subscription.
    pub operation: Option<Url>,
    /// The wait that the answer asks for, up to the longest one that the limits allow.
    pub wait: Option<Duration>,
    /// The time that Azure has.
    pub time: Option<Timestamp>,
}

type Failed = Attempted<ProviderError>;

/// One attempt, for its errors.
struct Context<'a> {
    client: &'a Client,
    call: &'a Call<'a>,
    secrets: Vec<Secret>,
}

impl Client {
    /// Makes one attempt. If a token is not accepted, it is replaced once, and the request is sent
    /// again: it was not carried out.
    pub(super) async fn attempt<T: DeserializeOwned>(
        &self,
        call: &Call<'_>,
        sent: &Sent,
    ) -> Result<Answer<T>, Failed> {
        let authority = self.authority(call).await?;
        let outcome = self.exchange(call, &authority, sent).await;
        let is_refused = |failed: &Failed| failed.error.failure == Failure::Unauthorised;
        if !outcome.as_ref().is_err_and(is_refused) || !authority.refuse().await {
            return outcome;
        }
        if sent.renewed.swap(true, Ordering::Relaxed) {
            return outcome;
        }
        let authority = self.authority(call).await?;
        self.exchange(call, &authority, sent).await
    }

    /// Sends the request and reads the answer.
    async fn exchange<T: DeserializeOwned>(
        &self,
        call: &Call<'_>,
        authority: &Authority<'_>,
        sent: &Sent,
    ) -> Result<Answer<T>, Failed> {
        let body = call.body.map(ToString::to_string).unwrap_or_default();
        let request = self
            .wire(call.plane)
            .http
            .request(call.method.clone(), call.url.clone());
        let request = request
            .header(ACCEPT, "application/json")
            .header("x-ms-client-request-id", Uuid::now_v7().to_string());
        let (request, credential) = authority.authorise(request, call, body.as_bytes());
        let context = Context {
            client: self,
            call,
            secrets: self.secrets(&[&[credential], call.secrets].concat()),
        };
        let request = match call.method {
            _ if call.body.is_some() => request.header(CONTENT_TYPE, "application/json").body(body),
            // Front ends refuse a POST without a length.
            Method::POST => request.header(CONTENT_LENGTH, "0"),
            _ => request,
        };
        sent.requests.fetch_add(1, Ordering::Relaxed);
        match request.send().await {
            Ok(response) => context.read(response).await,
            Err(error) => Err(context.unanswered(error)),
        }
    }
}

impl Context<'_> {
    async fn read<T: DeserializeOwned>(&self, response: Response) -> Result<Answer<T>, Failed> {
        let (call, limits) = (self.call, &self.client.limits);
        let head = Head::of(&response);
        if head.status.is_redirection() {
            let message = transport::redirected(call.url, response.headers());
            let failure = (Failure::Unintelligible, message.as_str());
            let mut failed = self.failed(&head, failure, Reach::Verdict, false);
            failed.error.advice = Some(answer::REDIRECTED);
            return Err(failed);
        }
        if !head.status.is_success() {
            let body = body::read(response, ERROR_BODY).await;
            let body = body.ok().flatten().unwrap_or_default();
            return Err(self.refused(&head, &body));
        }
        let operation = self.operation(&head)?;
        // What a write answers may be empty; of a DELETE, the head says everything.
        let is_write = !matches!(call.method, Method::GET | Method::POST);
        let is_empty = call.method == Method::DELETE || response.content_length() == Some(0);
        let value = if is_write && is_empty {
            serde_json::from_str("null").map_err(|_| BodyError::Unexpected { line: 1, column: 1 })
        } else {
            body::json(response, limits, |_| {}).await
        };
        match value {
            Ok(value) => Ok(Answer {
                value,
                status: head.status.as_u16(),
                request_id: head.request_id,
                operation,
                wait: head.wait.map(|wait| wait.min(limits.longest_wait)),
                time: head.time,
            }),
            Err(error) => {
                let (failure, message) = answer::unread(&error);
                let failure = (failure, message.as_str());
                Err(self.failed(&head, failure, Reach::Lost, error.is_passing()))
            }
        }
    }

    /// The URL of the operation that a write began.
    fn operation(&self, head: &Head) -> Result<Option<Url>, Failed> {
        let call = self.call;
        let (Some(link), false) = (&head.operation, call.method == Method::GET) else {
            return Ok(None);
        };
        let followed = hosts::follow(self.client.base(call.plane), link).and_then(|url| {
            if hosts::subscription(&url) == hosts::subscription(call.url) {
                Ok(url)
            } else {
                Err("leads to another Azure subscription".to_owned())
            }
        });
        followed.map(Some).map_err(|why| {
            let message = format!("accepted, but the link to the operation {why}");
            let failure = (Failure::Unintelligible, message.as_str());
            self.failed(head, failure, Reach::Verdict, false)
        })
    }

    /// The failure of a request whose answer has an error status.
    fn refused(&self, head: &Head, body: &[u8]) -> Failed {
        let (complaint, is_page) = (answer::complaint(body), body::is_page(body));
        let status = head.status.as_u16();
        let (failure, advice) = answer::failure(&answer::Seen {
            status,
            complaint: &complaint,
            signed: head.signed,
            is_page,
        });
        let reach = match failure {
            Failure::Throttled => Reach::TurnedAway(1),
            Failure::Unreachable => Reach::Fault,
            _ => Reach::Verdict,
        };
        let message = complaint.message.unwrap_or_else(|| {
            let reason = head.status.canonical_reason();
            let page = is_page.then_some(": a web page instead of Azure's answer");
            reason.unwrap_or("no reason given").to_owned() + page.unwrap_or_default()
        });
        let passing = answer::is_passing(status);
        let mut failed = self.failed(head, (failure, &message), reach, passing);
        failed.error.code = complaint
            .code
            .map(|code| VendorCode::Word(self.shown(&code)));
        failed.error.advice = advice;
        failed
    }

    /// A failed attempt that has an answer: its head, the kind of failure with a message, how far
    /// the request got, and whether another attempt may succeed.
    fn failed(
        &self,
        head: &Head,
        (failure, message): (Failure, &str),
        reach: Reach,
        passing: bool,
    ) -> Failed {
        Attempted {
            error: ProviderError {
                status: Some(head.status.as_u16()),
                request_id: head.request_id.clone(),
                ..ProviderError::new(failure, self.call.doing, self.shown(message))
            },
            reach,
            passing,
            wait: head.wait,
        }
    }

    fn unanswered(&self, error: reqwest::Error) -> Failed {
        let why = transport::unanswered(error, self.call.url, &self.client.limits);
        Attempted {
            error: ProviderError {
                advice: why.proxy.then_some(answer::PROXY),
                ..ProviderError::new(
                    Failure::Unreachable,
                    self.call.doing,
                    self.shown(&why.message),
                )
            },
            reach: why.reach,
            passing: why.passing,
            wait: None,
        }
    }

    fn shown(&self, text: &str) -> String {
        redaction::shown(text, &self.secrets)
    }
}
