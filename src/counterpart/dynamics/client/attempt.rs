//! One attempt of one request: its headers, its answer, how far it got, and whether another
//! attempt may help.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use reqwest::header::{
    ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue, IF_NONE_MATCH, RETRY_AFTER,
};
use reqwest::{Method, RequestBuilder, Response};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tracing::Instrument as _;
use url::Url;

use super::{Client, answer};
use crate::http::{
    Attempted, BodyError, Reach, Repeat, body, redact_to, retry_after, span, transport,
};
use crate::model::Secret;
use crate::provider::{Failure, ProviderError, VendorCode, note_answer};

/// The largest body of an error that is read, in bytes.
const ERROR_BODY: usize = 64 * 1024;
/// Rows of up to so many to a page, which is Dataverse's own maximum, and the table of each lookup.
/// Every other annotation is left out: one of them is the trace of a plug-in.
const ROWS: &str =
    "odata.maxpagesize=5000,odata.include-annotations=\"Microsoft.Dynamics.CRM.lookuplogicalname\"";
const ODATA_VERSION: HeaderName = HeaderName::from_static("odata-version");
const ODATA_MAX_VERSION: HeaderName = HeaderName::from_static("odata-maxversion");
const PREFER: HeaderName = HeaderName::from_static("prefer");
const CONSISTENCY: HeaderName = HeaderName::from_static("consistency");
/// `false` lets the rules apply that an administrator made against duplicates.
const SUPPRESS_DETECTION: HeaderName = HeaderName::from_static("mscrm.suppressduplicatedetection");

/// What is requested.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sort<'a> {
    /// A function's result.
    Function,
    /// Metadata or privileges, as they are after the latest change.
    Fresh,
    /// Rows.
    Rows,
    /// The creation of a row; never the change of one.
    Create {
        /// The values.
        body: &'a Value,
        /// Whether the URL names the row by an id that we chose.
        own_id: bool,
    },
}

/// One request.
pub(super) struct Call<'a> {
    pub(super) sort: Sort<'a>,
    pub(super) url: &'a Url,
    /// Such as `reading the keywords`.
    pub(super) doing: &'a str,
    pub(super) repeat: Repeat,
}

type Failed = Attempted<ProviderError>;

impl<'a> Call<'a> {
    /// A request that reads.
    pub(super) fn reads(sort: Sort<'a>, url: &'a Url, doing: &'a str) -> Self {
        Self {
            sort,
            url,
            doing,
            repeat: Repeat::Reads,
        }
    }

    /// A request that creates a row. It is sent again only where it was certainly not carried out.
    pub(super) fn creates(body: &'a Value, own_id: bool, url: &'a Url, doing: &'a str) -> Self {
        Self {
            sort: Sort::Create { body, own_id },
            url,
            doing,
            repeat: Repeat::Makes,
        }
    }

    fn method(&self) -> Method {
        match self.sort {
            Sort::Create { own_id: true, .. } => Method::PATCH,
            Sort::Create { own_id: false, .. } => Method::POST,
            Sort::Function | Sort::Fresh | Sort::Rows => Method::GET,
        }
    }

    fn headed(&self, request: RequestBuilder) -> RequestBuilder {
        let request = request
            .header(ACCEPT, "application/json")
            .header(ODATA_VERSION, "4.0")
            .header(ODATA_MAX_VERSION, "4.0");
        // Dataverse may answer from a cache without it.
        let reading = |request: RequestBuilder| request.header(IF_NONE_MATCH, "null");
        match self.sort {
            Sort::Function => reading(request),
            Sort::Fresh => reading(request).header(CONSISTENCY, "Strong"),
            Sort::Rows => reading(request).header(PREFER, ROWS),
            Sort::Create { body, own_id } => {
                let request = request
                    .header(CONTENT_TYPE, "application/json")
                    .header(PREFER, "return=representation")
                    .header(SUPPRESS_DETECTION, "false")
                    .body(body.to_string());
                if own_id {
                    // Without it, the request would change a row that is there.
                    request.header(IF_NONE_MATCH, "*")
                } else {
                    request
                }
            }
        }
    }

    fn failed(&self, failure: Failure, message: &str, token: &Secret) -> ProviderError {
        let message = redact_to(answer::LONGEST, message, std::slice::from_ref(token));
        ProviderError::new(failure, self.doing, message)
    }
}

impl Client {
    /// Makes one attempt, logs it and traces it.
    pub(super) async fn attempt<T: DeserializeOwned>(
        &self,
        call: &Call<'_>,
        token: &Secret,
        nth: u32,
    ) -> Result<(T, Option<usize>), Failed> {
        let started = Instant::now();
        let span = span::request(&call.method(), call.url, nth);
        let outcome = self.exchange(call, token).instrument(span.clone()).await;
        let (status, request_id) = match &outcome {
            Ok((_, status)) => (Some(*status), None),
            Err(failed) => (failed.error.status, failed.error.request_id.as_deref()),
        };
        tracing::debug!(
            target: "switchboard::http",
            method = %call.method(),
            path = call.url.path(),
            status,
            request_id,
            attempt = nth,
            milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        );
        let answer = outcome.as_ref().map(|(_, status)| (*status, None));
        note_answer(&span, answer.map_err(|failed| &failed.error));
        outcome.map(|(value, _)| (value, None))
    }

    /// Sends the request and reads the answer: the value and the status.
    async fn exchange<T: DeserializeOwned>(
        &self,
        call: &Call<'_>,
        token: &Secret,
    ) -> Result<(T, u16), Failed> {
        let request = call.headed(self.http.request(call.method(), call.url.clone()));
        let bearer = Secret::new(format!("Bearer {}", token.expose()));
        let Ok(mut value) = HeaderValue::try_from(bearer.expose()) else {
            let error = call.failed(
                Failure::Unauthorised,
                "not sent: the token cannot be sent in a header",
                token,
            );
            return Err(verdict(error));
        };
        value.set_sensitive(true);
        match request.header(AUTHORIZATION, value).send().await {
            Ok(response) => self.understand(call, token, response).await,
            Err(error) => Err(self.unanswered(call, token, error)),
        }
    }

    async fn understand<T: DeserializeOwned>(
        &self,
        call: &Call<'_>,
        token: &Secret,
        response: Response,
    ) -> Result<(T, u16), Failed> {
        let status = response.status();
        let number = status.as_u16();
        let headers = response.headers();
        let text = |name: &str| headers.get(name)?.to_str().ok();
        let request_id = text("x-ms-service-request-id").and_then(id);
        let wait =
            text(RETRY_AFTER.as_str()).and_then(|after| retry_after(after, Timestamp::now()));
        let failed = |failure, message: &str| ProviderError {
            status: Some(number),
            request_id: request_id.clone(),
            ..call.failed(failure, message, token)
        };
        if status.is_redirection() {
            let message = transport::redirected(call.url, headers);
            return Err(verdict(failed(Failure::Unintelligible, &message)));
        }
        if !status.is_success() {
            let body = body::read(response, ERROR_BODY).await;
            let body = body.ok().flatten().unwrap_or_default();
            let (complaint, is_page) = (answer::complaint(&body), body::is_page(&body));
            let failure = answer::failure(number, complaint.is_some(), is_page);
            let reason = status.canonical_reason().unwrap_or("no reason given");
            let (code, message) = complaint.map_or((None, None), |it| (it.code, it.message));
            let message = message.unwrap_or_else(|| {
                let page = is_page.then_some(": a web page instead of an answer");
                reason.to_owned() + page.unwrap_or_default()
            });
            return Err(Attempted {
                error: ProviderError {
                    code: code.map(VendorCode::Word),
                    advice: (number == 407).then_some(PROXY),
                    ..failed(failure, &message)
                },
                reach: match failure {
                    Failure::Throttled => Reach::TurnedAway(1),
                    Failure::Unreachable => Reach::Fault,
                    _ => Reach::Verdict,
                },
                passing: answer::is_passing(number),
                wait,
            });
        }
        match body::json(response, &self.limits, |_| {}).await {
            Ok(value) => Ok((value, number)),
            Err(error) => {
                let failure = match error {
                    BodyError::BrokenOff(_) => Failure::Unreachable,
                    _ => Failure::Unintelligible,
                };
                Err(Attempted {
                    reach: Reach::Lost,
                    passing: error.is_passing(),
                    ..verdict(failed(failure, &error.to_string()))
                })
            }
        }
    }

    fn unanswered(&self, call: &Call<'_>, token: &Secret, error: reqwest::Error) -> Failed {
        let why = transport::unanswered(error, call.url, &self.limits);
        Attempted {
            error: ProviderError {
                advice: why.proxy.then_some(PROXY),
                ..call.failed(Failure::Unreachable, &why.message, token)
            },
            reach: why.reach,
            passing: why.passing,
            wait: None::<Duration>,
        }
    }
}

/// A failure that another attempt would not change.
fn verdict(error: ProviderError) -> Failed {
    Attempted {
        error,
        reach: Reach::Verdict,
        passing: false,
        wait: None,
    }
}

/// An id in the head of an answer. It is printed, so it must look like one.
fn id(text: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    (!text.is_empty() && text.len() <= 64 && text.chars().all(plain)).then(|| text.to_owned())
}

/// Advice for a proxy that wants credentials.
const PROXY: &str = "a proxy requires credentials of its own, and the environment has not received the request: put them into HTTPS_PROXY, as in http://USER:PASSWORD@HOST:PORT";
