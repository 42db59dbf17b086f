//! The head of an answer: its status, ids and waits.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};
use reqwest::{Response, StatusCode};

use crate::http::retry_after;

/// The head of an answer.
pub(super) struct Head {
    pub(super) status: StatusCode,
    pub(super) request_id: Option<String>,
    /// Whether the answer has any of Azure's ids.
    pub(super) signed: bool,
    pub(super) wait: Option<Duration>,
    pub(super) operation: Option<String>,
    pub(super) time: Option<Timestamp>,
}

impl Head {
    pub(super) fn of(response: &Response) -> Self {
        let headers = response.headers();
        let text = |name: &str| headers.get(name)?.to_str().ok();
        let ids = ["x-ms-request-id", "ms-cv", "x-ms-correlation-request-id"];
        Self {
            status: response.status(),
            request_id: ids.iter().find_map(|name| id(headers, name)),
            signed: ids
                .iter()
                .chain(&["x-azure-ref"])
                .any(|name| headers.contains_key(*name)),
            wait: text(RETRY_AFTER.as_str()).and_then(|after| retry_after(after, Timestamp::now())),
            operation: ["azure-asyncoperation", "operation-location"]
                .iter()
                .find_map(|name| text(name).map(str::to_owned)),
            time: text(DATE.as_str())
                .and_then(|date| jiff::fmt::rfc2822::parse(date).ok())
                .map(|date| date.timestamp()),
        }
    }
}

/// An id in the head of an answer. It is printed, so it must look like one: a GUID or base64.
fn id(headers: &HeaderMap, name: &str) -> Option<String> {
    let id = headers.get(name)?.to_str().ok()?;
    let plain =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '+' | '/' | '=');
    (!id.is_empty() && id.len() <= 100 && id.chars().all(plain)).then(|| id.to_owned())
}
