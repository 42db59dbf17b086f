//! A wave of a rollout, as the registry records it and reports show it.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Address;

/// What a wave does.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum WaveKind {
    /// It changes routes to the declared ones.
    Forward,
    /// It changes the routes of all waves before it back. It is the last of its run.
    Revert,
}

impl WaveKind {
    /// The word kept in the registry.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Forward => "forward",
            Self::Revert => "revert",
        }
    }

    /// Returns the kind with that word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Forward, Self::Revert]
            .into_iter()
            .find(|kind| kind.as_str() == word)
    }
}

/// How far a wave got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WaveState {
    /// It writes, or it is watched. After the end of its run: it was interrupted.
    Running,
    /// Everything was written and verified, and the pause ended without a reason to stop.
    Passed,
    /// No further wave follows, for the recorded reason. A revert: not everything is as before.
    Stopped,
}

impl WaveState {
    /// The word kept in the registry.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Passed => "passed",
            Self::Stopped => "stopped",
        }
    }

    /// Returns the state with that word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Running, Self::Passed, Self::Stopped]
            .into_iter()
            .find(|state| state.as_str() == word)
    }
}

/// One wave of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Wave {
    /// What it does.
    pub kind: WaveKind,
    /// Its number in the run, from 1. A revert follows the last wave that began.
    pub number: u32,
    /// How many forward waves the run has.
    pub of: u32,
    /// The addresses that it changes: numbers, and the objects that answer for them.
    pub addresses: BTreeSet<Address>,
    /// How many numbers' routes it changes.
    pub numbers: u64,
    /// How many numbers' routes are changed at its end, by all waves of the run so far.
    pub reached: u64,
    /// When it began, RFC 3339 in UTC.
    pub started_at: String,
    /// When it ended; `None` while it runs and if it was interrupted.
    pub ended_at: Option<String>,
    /// The alerts that count; `None` if they were not read.
    pub alerts: Option<u64>,
    /// How far it got.
    pub state: WaveState,
    /// Why it stopped, in sentences.
    pub why: Option<String>,
}
