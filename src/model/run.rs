//! Runs: what one apply did, as the registry keeps it and the report tells it.

use serde::{Deserialize, Serialize};

use super::{Action, Address, Fields};

/// How a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunStatus {
    /// Under way, or died: which of the two is told by the lock.
    Running,
    /// Everything planned was done.
    Succeeded,
    /// Some of it was done.
    Partial,
    /// Nothing of it was done.
    Failed,
    /// The process died before it could say.
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

    /// The status of that word.
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
    /// Who: the user's login name.
    pub user: String,
    /// Where: the host's name.
    pub host: String,
    /// The process id on that host.
    pub pid: u32,
    /// When it began, RFC 3339 in UTC.
    pub started_at: String,
    /// When it ended; `None` while it runs and when it died.
    pub ended_at: Option<String>,
    /// The commit of the configuration's repository, where there is one.
    pub git_commit: Option<String>,
    /// The plan's hash.
    pub plan_sha256: String,
    /// How it stands.
    pub status: RunStatus,
}

/// How one change ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Noted before the write; no end is known.
    Intended,
    /// Done and recorded.
    Done,
    /// Refused, or not what was asked for.
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

    /// The outcome of that word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Intended, Self::Done, Self::Failed]
            .into_iter()
            .find(|outcome| outcome.as_str() == word)
    }
}

/// Said of a write that failed without a clear answer. The registry finds such failures by it.
pub const UNCLEAR: &str = "it may or may not have been done";

/// Whether a recorded failure says that nobody knows how it ended.
pub fn is_unclear(failure: &str) -> bool {
    failure.contains(UNCLEAR)
}

/// Part of the error of a move that ended halfway: the member left its former group, and did not
/// join the new one. The undo of a run finds such moves by it.
pub const LEFT_GROUP: &str = "has left the messaging service";

/// True if a recorded error says that a member left its former group and did not join another.
pub fn left_group(failure: &str) -> bool {
    failure.contains(LEFT_GROUP)
}

/// One change of a run, as the registry tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Settled {
    /// Which resource.
    pub address: Address,
    /// What was done or tried.
    pub action: Action,
    /// The fields before; none where nothing was there.
    pub before: Option<Fields>,
    /// The fields after; none for a forget.
    pub after: Option<Fields>,
    /// How it ended.
    pub outcome: Outcome,
    /// Why it failed, with the provider's code and request id.
    pub error: Option<String>,
    /// When it was noted, RFC 3339 in UTC.
    pub noted_at: String,
}
