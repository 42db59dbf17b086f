//! The author of a change at a provider: an event as the provider reports it, and what follows for
//! a difference. Plain data; nothing here is trusted, and no password is kept.

use jiff::Timestamp;

use super::{FieldName, Value};

/// The kind of an actor.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ActorKind {
    /// A user who was logged in.
    User,
    /// The holder of the account's own credentials.
    Account,
    /// The holder of an API key.
    ApiKey,
    /// The provider's own staff.
    Provider,
    /// Another kind, in the provider's word.
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
    /// Another way, in the provider's word.
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

/// Whether the author of a difference is certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// An event says that it set this very value.
    Certain,
    /// The events do not say which change set the value. This is the latest that may have.
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

/// The actor of a change, with its time and origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// The time of the change.
    pub at: Timestamp,
    /// The kind of the actor.
    pub kind: ActorKind,
    /// The actor's name or SID, if it is reported.
    pub name: Option<String>,
    /// The way by which the change was made, if it is reported.
    pub source: Option<Source>,
    /// The IP address that the change came from, if it is reported.
    pub source_ip: Option<String>,
    /// The value before the change, without passwords, if it is reported.
    pub was: Option<Value>,
    /// Whether this author is certain.
    pub certainty: Certainty,
}

/// The author of a difference.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum By {
    /// The provider was not asked.
    #[default]
    Unasked,
    /// No event names an author.
    Unknown,
    /// This author.
    Author(Box<Author>),
}

/// What an event did to a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// It was created.
    Created,
    /// It was changed.
    Updated,
    /// It was deleted.
    Deleted,
}

/// One field of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldEdit {
    /// The field, in the provider's words.
    pub field: FieldName,
    /// The value before the change, if it is reported.
    pub was: Option<Value>,
    /// The value since the change; `None` if it is reported in a form that is not understood.
    pub now: Option<Value>,
}

/// A change of an object, as its provider recorded it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEvent {
    /// The time, to the second.
    pub at: Timestamp,
    /// The object's identifier.
    pub id: String,
    /// The operation.
    pub deed: Operation,
    /// The kind of the actor.
    pub kind: ActorKind,
    /// The actor's name or SID.
    pub name: Option<String>,
    /// The way by which the change was made.
    pub source: Option<Source>,
    /// The IP address that the change came from.
    pub source_ip: Option<String>,
    /// Whether the actor is the owner of these credentials.
    pub own: bool,
    /// The fields that the event says it changed; empty if it does not name fields.
    pub edits: Vec<FieldEdit>,
}
