//! What a provider says about an account beyond what it holds: whether it may be used, which of its
//! numbers carriers let send, and what may take their texts.

use std::sync::Arc;

use super::ProviderError;
use crate::model::{Code, Fields, Taker, Verdict};

/// Whether an account may be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountStatus {
    /// In use.
    Active {
        /// Whether it has not been paid for, and is limited because of that.
        trial: bool,
    },
    /// Not to be used; the provider's word for it, such as `suspended` or `closed`.
    Inactive(String),
}

/// A number whose sending is asked about, and the group it is in.
#[derive(Debug, Clone)]
pub struct Sender {
    /// The number in E.164.
    pub number: String,
    /// Its group; several numbers share one.
    pub group: Option<Arc<SenderGroup>>,
}

/// A group of numbers, as far as carriers care.
#[derive(Debug, Clone)]
pub struct SenderGroup {
    /// Its identifier; `None` while it is still to be made.
    pub id: Option<String>,
    /// What people call it.
    pub name: String,
    /// Its fields, as they were read.
    pub fields: Fields,
}

/// What was asked about carriers' gates, and what came of it.
#[derive(Debug, Clone, Default)]
pub struct Gated {
    /// The gates that are known, open ones too.
    pub gates: Vec<Gate>,
    /// What could not be read, so that some numbers' gates are not known.
    pub failed: Vec<ProviderError>,
    /// How many HTTP requests were made, repeated ones included.
    pub reads: u64,
}

/// What carriers say about one number's sending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    /// The number in E.164.
    pub number: String,
    /// What is asked, in a few words.
    pub title: &'static str,
    /// Stable code of the finding that a closed gate is.
    pub code: Code,
    /// Whether that hangs on the group that the number is in.
    pub by_group: bool,
    /// Whether the number may send.
    pub open: bool,
    /// How it stands.
    pub summary: String,
    /// What to do, where it may not.
    pub help: String,
}

/// What was asked about takers, and what came of it.
#[derive(Debug, Clone, Default)]
pub struct TakersAsked {
    /// What was looked at, by the provider's name for it; empty where a provider has nothing of
    /// the kind, and was not asked.
    pub place: &'static str,
    /// Those that were found.
    pub found: Vec<Taker>,
    /// Why not all of them are known.
    pub failed: Option<ProviderError>,
    /// How many HTTP requests were made, repeated ones included.
    pub reads: u64,
}

/// A callback that is to be probed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callback {
    /// The URL as it is declared.
    pub url: String,
    /// How it is called: `GET` or `POST`.
    pub method: String,
    /// One of the numbers that it answers for, in E.164.
    pub number: String,
}

/// One thing that was tried of a callback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probed {
    /// What was tried, such as `callback-accepts`.
    pub id: &'static str,
    /// What was tried and of which callback, in a few words. No two of an account are the same.
    pub title: String,
    /// Whether it did what it should.
    pub outcome: Verdict,
    /// The stable code of what was found, where it has one.
    pub code: Option<Code>,
    /// What it did.
    pub detail: String,
    /// What to do; empty where there is nothing.
    pub advice: String,
}

impl Probed {
    /// The same, failed.
    #[must_use]
    pub fn failed(self, detail: String, advice: impl Into<String>) -> Self {
        Self {
            outcome: Verdict::Failed,
            detail,
            advice: advice.into(),
            ..self
        }
    }

    /// The same, not tried.
    #[must_use]
    pub fn skipped(self, why: &str) -> Self {
        Self {
            outcome: Verdict::Skipped,
            detail: why.to_owned(),
            ..self
        }
    }
}
