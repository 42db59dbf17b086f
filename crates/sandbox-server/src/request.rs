//! A request as handlers see it, and the rules that it breaks.

use std::cell::RefCell;

use axum::http::HeaderMap;
use jiff::Timestamp;
use url::form_urlencoded;

use crate::reply::Reply;
use crate::stand_in::Received;

/// The answer of a handler: `Err` is an answer that refuses.
pub type Answer = Result<Reply, Reply>;

/// How a service compares the names of query parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// Without regard to case.
    AnyCase,
    /// To the letter.
    Exact,
}

/// A request.
#[derive(Debug)]
pub struct Request {
    /// The HTTP method.
    pub method: String,
    /// The path as sent, without the query.
    pub path: String,
    /// Path and query as sent.
    pub target: String,
    /// Query parameters, decoded.
    pub query: Vec<(String, String)>,
    /// The body; empty if there is none.
    pub body: Vec<u8>,
    /// The sandbox's time when it arrived.
    pub now: Timestamp,
    /// The requests in progress when it arrived, this one included.
    pub open: usize,
    names: Names,
    headers: HeaderMap,
    broken: RefCell<Vec<String>>,
}

impl Request {
    /// A request that arrived at `now`.
    pub fn new(received: &Received, now: Timestamp, names: Names) -> Self {
        let query = received.parts.uri.query().unwrap_or_default();
        Self {
            method: received.parts.method.as_str().to_owned(),
            path: received.parts.uri.path().to_owned(),
            target: received.path().to_owned(),
            query: form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
            body: received.body.to_vec(),
            now,
            open: received.arrival.open,
            names,
            headers: received.parts.headers.clone(),
            broken: RefCell::default(),
        }
    }

    /// A header's value; none if it is not text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The bearer token in the header Authorization.
    pub fn bearer(&self) -> Option<&str> {
        let (scheme, token) = self.header("authorization")?.split_once(' ')?;
        scheme
            .eq_ignore_ascii_case("bearer")
            .then_some(token.trim())
    }

    /// Scheme and authority as the client named them, for absolute links.
    pub fn base(&self) -> String {
        format!("http://{}", self.header("host").unwrap_or("127.0.0.1"))
    }

    /// A query parameter.
    pub fn query(&self, name: &str) -> Option<&str> {
        let is_it = |key: &str| match self.names {
            Names::AnyCase => key.eq_ignore_ascii_case(name),
            Names::Exact => key == name,
        };
        let mut named = self.query.iter();
        named
            .find(|(key, _)| is_it(key))
            .map(|(_, value)| value.as_str())
    }

    /// The fields of a form.
    pub fn form(&self) -> Vec<(String, String)> {
        form_urlencoded::parse(&self.body).into_owned().collect()
    }

    /// Notes that the request breaks a rule.
    pub fn breaks(&self, rule: impl Into<String>) {
        self.broken.borrow_mut().push(rule.into());
    }

    /// The rules that it broke.
    pub fn broken(&self) -> Vec<String> {
        self.broken.borrow().clone()
    }
}
