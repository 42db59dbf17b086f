//! What a provider reports about an account in addition to its objects: whether it may be used,
//! which of its numbers carriers allow to send, and what may take their texts.

use std::sync::Arc;

use super::ProviderError;
use crate::model::{Code, Fields, Taker, Text, Verdict};

/// Whether an account may be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountStatus {
    /// The account is in use.
    Active {
        /// Whether it is an unpaid trial account, which has limits.
        trial: bool,
    },
    /// The account may not be used. Holds the provider's word for it, such as `suspended` or
    /// `closed`.
    Inactive(String),
}

/// A number to ask carrier approval for, and the group it is in.
#[derive(Debug, Clone)]
pub struct Sender {
    /// The number in E.164.
    pub number: Text,
    /// Its group; several numbers share one.
    pub group: Option<Arc<SenderGroup>>,
}

/// A group of numbers, with what matters to carriers.
#[derive(Debug, Clone)]
pub struct SenderGroup {
    /// Its identifier; `None` until it is created.
    pub id: Option<String>,
    /// What people call it.
    pub name: String,
    /// Its fields, as they were read.
    pub fields: Fields,
}

/// The result of asking about carriers' gates.
#[derive(Debug, Clone, Default)]
pub struct Gated {
    /// The known gates, including open ones.
    pub gates: Vec<Gate>,
    /// What could not be read; the gates of some numbers are therefore not known.
    pub failed: Vec<ProviderError>,
    /// How many HTTP requests were made, including repeated ones.
    pub reads: u64,
}

/// The answer of carriers about one number's sending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    /// The number in E.164.
    pub number: Text,
    /// The question, in a few words.
    pub title: &'static str,
    /// Stable code of the finding that a closed gate causes.
    pub code: Code,
    /// Whether the answer depends on the group that the number is in.
    pub by_group: bool,
    /// Whether the number may send.
    pub open: bool,
    /// The state of the approval.
    pub summary: Text,
    /// What to do if the number may not send.
    pub help: Text,
}

/// The result of asking about takers.
#[derive(Debug, Clone, Default)]
pub struct TakersAsked {
    /// The provider's name for the list that was read; empty where a provider has no such list and
    /// was not asked.
    pub place: &'static str,
    /// The takers that were found.
    pub found: Vec<Taker>,
    /// Why some takers may be unknown.
    pub failed: Option<ProviderError>,
    /// How many HTTP requests were made, including repeated ones.
    pub reads: u64,
}

/// A callback to probe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callback {
    /// The URL as it is declared.
    pub url: String,
    /// How it is called: `GET` or `POST`.
    pub method: String,
    /// One of the numbers that it answers for, in E.164.
    pub number: Text,
}

/// One test of a callback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probed {
    /// The test, such as `callback-accepts`.
    pub id: &'static str,
    /// The test and its callback, in a few words. Titles are unique within an account.
    pub title: String,
    /// Whether the callback did what it should.
    pub outcome: Verdict,
    /// The stable code of the finding, where it has one.
    pub code: Option<Code>,
    /// What the callback did.
    pub detail: String,
    /// What to do; empty where nothing has to be done.
    pub advice: String,
}

impl Probed {
    /// The same test, failed.
    #[must_use]
    pub fn failed(self, detail: String, advice: impl Into<String>) -> Self {
        Self {
            outcome: Verdict::Failed,
            detail,
            advice: advice.into(),
            ..self
        }
    }

    /// The same test, skipped.
    #[must_use]
    pub fn skipped(self, why: &str) -> Self {
        Self {
            outcome: Verdict::Skipped,
            detail: why.to_owned(),
            ..self
        }
    }
}
