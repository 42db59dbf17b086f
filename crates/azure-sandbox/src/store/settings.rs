//! How the sandbox behaves where Azure's behaviour is not known, or depends on what is outside of it. Not saved: each
//! run starts with the settings of its seed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The behaviour of a sandbox. The crate's README describes the keys.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Whether PATCH keeps the properties that it does not name.
    pub patch: Patch,
    /// What a subscription has after an update whose handshake failed.
    pub failed_update: FailedUpdate,
    /// Whether a create that failed can be put again.
    pub failed_create: FailedCreate,
    /// Whether the children of a topic are listed at the source too, and the source's own at the topic.
    pub children_at_source: bool,
    /// Whether the subject of an SMS event begins with a slash.
    pub subject_slash: bool,
    /// How `endpointBaseUrl` is spelled.
    pub base_url: BaseUrl,
    /// What an endpoint outside this machine answers to a handshake.
    pub endpoint: Answer,
    /// The same by prefix of the URL; the longest prefix that fits counts.
    pub endpoints: BTreeMap<String, Answer>,
    /// How often an operation is reported as in progress before it ends.
    pub polls: u32,
    /// After how many seconds an operation ends that nobody polls.
    pub operation_seconds: i64,
    /// Seconds in the Retry-After header of a long-running write.
    pub retry_after: Option<u64>,
    /// Lifetime of a token in seconds.
    pub expires_in: i64,
    /// How often a handshake is tried.
    pub handshake_attempts: u32,
    /// How long an endpoint on this machine may take to answer.
    pub handshake_timeout_ms: u64,
    /// Whether the Azure subscriptions have registered Microsoft.EventGrid.
    pub registered: bool,
    /// Actions that no identity may perform; `*` is any text.
    pub deny: Vec<String>,
    /// How many reads an identity may make.
    pub reads: Rate,
    /// How many writes an identity may make.
    pub writes: Rate,
    /// How many deletes an identity may make.
    pub deletes: Rate,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            patch: Patch::Merge,
            failed_update: FailedUpdate::Keeps,
            failed_create: FailedCreate::PutAgain,
            children_at_source: false,
            subject_slash: true,
            base_url: BaseUrl::AsSent,
            endpoint: Answer::Kind(AnswerKind::Echo),
            endpoints: BTreeMap::new(),
            polls: 1,
            operation_seconds: 10,
            retry_after: None,
            expires_in: 3599,
            handshake_attempts: 3,
            handshake_timeout_ms: 30_000,
            registered: true,
            deny: Vec::new(),
            reads: Rate::new(250, 25),
            writes: Rate::new(200, 10),
            deletes: Rate::new(200, 10),
        }
    }
}

impl Settings {
    /// The configured answer of the endpoint at `url`.
    pub(crate) fn answer(&self, url: &str) -> Answer {
        let fitting = self
            .endpoints
            .iter()
            .filter(|(prefix, _)| url.starts_with(*prefix));
        let longest = fitting.max_by_key(|(prefix, _)| prefix.len());
        longest.map_or(self.endpoint, |(_, answer)| *answer)
    }
}

/// What PATCH does with properties that it does not name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Patch {
    /// They keep their values.
    Merge,
    /// They get their defaults.
    Replace,
}

/// What is left of an update whose handshake failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailedUpdate {
    /// The old URL, which still receives events.
    Keeps,
    /// The new URL, which receives nothing.
    Loses,
}

/// What a PUT on a create that failed does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailedCreate {
    /// It starts over.
    PutAgain,
    /// It is refused until the subscription is deleted.
    Refused,
}

/// How a base URL is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BaseUrl {
    /// As it was sent, up to the query.
    AsSent,
    /// As a URL library spells it: host in lower case, no default port.
    Normalised,
}

/// The answer of an endpoint to a handshake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Answer {
    /// One of the named answers.
    Kind(AnswerKind),
    /// An HTTP status without the code.
    Status(u16),
}

/// The named answers to a handshake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerKind {
    /// The validation code.
    Echo,
    /// 200 without the code.
    Silent,
    /// No connection.
    Refuse,
    /// No answer in time.
    Timeout,
}

/// A token bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// Tokens in a full bucket.
    pub burst: u32,
    /// Tokens added in a second.
    pub per_second: u32,
}

impl Rate {
    fn new(burst: u32, per_second: u32) -> Self {
        Self { burst, per_second }
    }
}
