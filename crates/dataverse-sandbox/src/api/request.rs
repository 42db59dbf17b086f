//! A request as handlers see it, and the rules that it breaks.

use std::cell::RefCell;

use axum::http::HeaderMap;
use jiff::Timestamp;
use sandbox_server::{Received, Reply};
use url::form_urlencoded;

/// The answer of a handler: `Err` is an answer that refuses.
pub(crate) type Answer = Result<Reply, Reply>;

/// A request.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// The path as sent, without the query.
    pub(crate) path: String,
    /// Path and query as sent.
    pub(crate) target: String,
    /// Query parameters, decoded.
    pub(crate) query: Vec<(String, String)>,
    headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    /// The sandbox's time when it arrived.
    pub(crate) now: Timestamp,
    /// The requests in progress when it arrived, this one included.
    pub(crate) open: usize,
    broken: RefCell<Vec<String>>,
}

impl Request {
    /// A request that arrived at `now`.
    pub(crate) fn new(received: &Received, now: Timestamp) -> Self {
        let query = received.parts.uri.query().unwrap_or_default();
        Self {
            method: received.parts.method.as_str().to_owned(),
            path: received.parts.uri.path().to_owned(),
            target: received.path().to_owned(),
            query: form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
            headers: received.parts.headers.clone(),
            body: received.body.to_vec(),
            now,
            open: received.arrival.open,
            broken: RefCell::default(),
        }
    }

    /// A header's value; none if it is not text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Scheme and authority as the client named them, for absolute links.
    pub(crate) fn base(&self) -> String {
        format!("http://{}", self.header("host").unwrap_or("127.0.0.1"))
    }

    /// A query parameter. Their names are case sensitive.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        let mut named = self.query.iter();
        named
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The fields of a form.
    pub(crate) fn form(&self) -> Vec<(String, String)> {
        form_urlencoded::parse(&self.body).into_owned().collect()
    }

    /// Notes that the request breaks a rule.
    pub(crate) fn breaks(&self, rule: impl Into<String>) {
        self.broken.borrow_mut().push(rule.into());
    }

    /// The rules that it broke.
    pub(crate) fn broken(&self) -> Vec<String> {
        self.broken.borrow().clone()
    }
}
