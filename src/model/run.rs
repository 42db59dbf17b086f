//! Runs: what one apply did, as the registry records it and the report shows it.

use serde::{Deserialize, Serialize};

use super::{Action, Address, Fields, Shard};

/// The status of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunStatus {
    /// Running, or died: the lock says which.
    Running,
    /// Everything planned was done.
    Succeeded,
    /// Some of it was done.
    Partial,
    /// Nothing of it was done.
    Failed,
    /// The process died before it recorded an end.
    Interrupted,
}

impl RunStatus {
    /// The word kept in the registry.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Partial => "partial",
            Self::Failed => "failed",
            Self::Interrupted => "interrupted",
        }
    }

    /// Returns the status with that word.
    pub fn parse(word: &str) -> Option<Self> {
        [
            Self::Running,
            Self::Succeeded,
            Self::Partial,
            Self::Failed,
            Self::Interrupted,
        ]
        .into_iter()
        .find(|status| status.as_str() == word)
    }
}

/// One apply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Run {
    /// Time-ordered identifier (UUID v7).
    pub id: String,
    /// The login name of the user.
    pub user: String,
    /// The name of the host.
    pub host: String,
    /// The process id on that host.
    pub pid: u32,
    /// When it began, RFC 3339 in UTC.
    pub started_at: String,
    /// When it ended; `None` while it runs and if it died.
    pub ended_at: Option<String>,
    /// The commit of the configuration's repository, if there is one.
    pub git_commit: Option<String>,
    /// The plan's hash.
    pub plan_sha256: String,
    /// The status.
    pub status: RunStatus,
    /// The identifier of the run that this one undid; `None` if it applied the configuration.
    pub undoes: Option<String>,
    /// The shard that it covered; `None` if it covered everything.
    pub shard: Option<Shard>,
}

impl Run {
    /// Whether a run of another shard, or of everything, can concern the same objects.
    pub fn concerns(&self, shard: Option<Shard>) -> bool {
        match (self.shard, shard) {
            (Some(own), Some(other)) => !own.is_apart_from(other),
            _ => true,
        }
    }
}

/// The result of one change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Recorded before the write; no end is known.
    Intended,
    /// Done and recorded.
    Done,
    /// Refused, or the result was not what was requested.
    Failed,
}

impl Outcome {
    /// The word kept in the registry.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Intended => "intended",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    /// Returns the outcome with that word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Intended, Self::Done, Self::Failed]
            .into_iter()
            .find(|outcome| outcome.as_str() == word)
    }
}

/// The text in the error of a write that failed without a clear answer. The registry finds such
/// failures by it.
pub const UNCLEAR: &str = "it may or may not have been done";

/// Whether a recorded failure says that the result is not known.
pub fn is_unclear(failure: &str) -> bool {
    failure.contains(UNCLEAR)
}

/// Part of the error of a move that ended halfway: the member left its former group, and did not
/// join the new one. The undo of a run finds such moves by this text.
pub const LEFT_GROUP: &str = "has left the messaging service";

/// True if a recorded error says that a member left its former group and did not join another.
pub fn left_group(failure: &str) -> bool {
    failure.contains(LEFT_GROUP)
}

/// One change of a run, as the registry records it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Settled {
    /// The address of the resource.
    pub address: Address,
    /// The action that was done or tried.
    pub action: Action,
    /// The fields before; `None` if the resource was not there.
    pub before: Option<Fields>,
    /// The fields after; `None` for a forget.
    pub after: Option<Fields>,
    /// The result.
    pub outcome: Outcome,
    /// The reason for the failure, with the provider's code and request id.
    pub error: Option<String>,
    /// When it was recorded, RFC 3339 in UTC.
    pub noted_at: String,
}
