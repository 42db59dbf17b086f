//! Who changed something at a provider: an event as the provider tells it, and what is said of a
//! difference because of it. Plain data; nothing here is trusted, and no password is kept.

use jiff::Timestamp;

use super::{FieldName, Value};

/// What kind of actor did something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ActorKind {
    /// Somebody who was logged in.
    User,
    /// Whoever holds the account's own credentials.
    Account,
    /// Whoever holds an API key.
    ApiKey,
    /// The provider's own staff.
    Provider,
    /// Another, in the provider's word.
    Other(String),
}

impl ActorKind {
    /// The word in documents.
    pub fn as_str(&self) -> &str {
        match self {
            Self::User => "user",
            Self::Account => "account",
            Self::ApiKey => "api_key",
            Self::Provider => "provider",
            Self::Other(word) => word,
        }
    }
}

/// The way by which something was done.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// The provider's web pages.
    Console,
    /// A call to its API.
    Api,
    /// The provider itself.
    Provider,
    /// Another, in the provider's word.
    Other(String),
}

impl Source {
    /// The word in documents.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Console => "console",
            Self::Api => "api",
            Self::Provider => "provider",
            Self::Other(word) => word,
        }
    }
}

/// Whether what is said of an author is certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// An event says that this very value was set.
    Certain,
    /// The events do not say which change brought it; this is the latest that may have.
    Probable,
}

impl Certainty {
    /// The word in documents.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Probable => "probable",
        }
    }
}

/// Who did something, when and from where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// When.
    pub at: Timestamp,
    /// What kind of actor.
    pub kind: ActorKind,
    /// Their name or SID, where it is told.
    pub name: Option<String>,
    /// By which way, where it is told.
    pub source: Option<Source>,
    /// The IP address it came from, where it is told.
    pub source_ip: Option<String>,
    /// What was there before, without passwords, where it is told.
    pub was: Option<Value>,
    /// Whether it is certain.
    pub certainty: Certainty,
}

/// Who is behind a difference.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum By {
    /// Nobody was asked.
    #[default]
    Unasked,
    /// No event tells.
    Unknown,
    /// This one.
    Author(Box<Author>),
}

/// What an event did to a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// It was made.
    Created,
    /// It was changed.
    Updated,
    /// It was taken away.
    Deleted,
}

/// One field of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldEdit {
    /// The field, in the provider's words.
    pub field: FieldName,
    /// What was there before, where it is told.
    pub was: Option<Value>,
    /// What has been there since; `None` where it is told in a way that is not understood.
    pub now: Option<Value>,
}

/// Something that happened to a thing, as its provider noted it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEvent {
    /// When, to the second.
    pub at: Timestamp,
    /// The thing's identifier.
    pub id: String,
    /// What was done.
    pub deed: Operation,
    /// What kind of actor did it.
    pub kind: ActorKind,
    /// Their name or SID.
    pub name: Option<String>,
    /// By which way.
    pub source: Option<Source>,
    /// The IP address it came from.
    pub source_ip: Option<String>,
    /// Whether the actor is who these credentials belong to.
    pub own: bool,
    /// The fields it says it changed; empty where it says nothing of fields.
    pub edits: Vec<FieldEdit>,
}
