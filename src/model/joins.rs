//! How the members of a group fared that were to join it: each is a call of its own, so that some
//! may have joined and others not.

use serde::Serialize;

use super::VendorCode;

/// The members that one change was to bring into a group, by how that ended.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Joins {
    /// They joined, and that is recorded.
    pub joined: Vec<String>,
    /// They did not join, and why.
    pub refused: Vec<Unjoined>,
    /// They were sent, and no end is recorded.
    pub unsettled: Vec<Unjoined>,
    /// They were not tried.
    pub not_tried: Vec<String>,
    /// Why those were not tried.
    #[serde(rename = "not_tried_because", skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// The group takes no more members, where the provider said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub full: Option<Full>,
}

/// A member that did not join.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unjoined {
    /// The member, in E.164.
    pub member: String,
    /// Why, with the provider's message, code and request id.
    pub error: String,
    /// The provider's code.
    pub code: Option<VendorCode>,
    /// The provider's request id.
    pub request_id: Option<String>,
    /// Whether it had left another group before, so that it is in none now.
    #[serde(skip)]
    pub left: bool,
    /// Whether the same request will be refused again.
    #[serde(skip)]
    pub lasting: bool,
}

/// A group that takes no more members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Full {
    /// What people call the group.
    pub group: String,
    /// How many members it has, as far as is known.
    pub members: usize,
}

impl Joins {
    /// How many were to join.
    pub fn total(&self) -> usize {
        self.joined.len() + self.missing()
    }

    /// How many are not known to have joined.
    pub fn missing(&self) -> usize {
        self.refused.len() + self.unsettled.len() + self.not_tried.len()
    }

    /// How many left another group and are not known to have joined this one.
    pub fn left(&self) -> usize {
        let all = self.refused.iter().chain(&self.unsettled);
        all.filter(|one| one.left).count()
    }

    /// Who is missing and why, in one line; `None` where everybody joined.
    pub fn told(&self) -> Option<String> {
        let missing = self.missing();
        if missing == 0 {
            return None;
        }
        let mut told = format!("{missing} of {} numbers did not join", self.total());
        let whys = self.refused.iter().chain(&self.unsettled);
        let first = whys.map(|one| &one.error).chain(&self.because).next();
        if let Some(first) = first {
            told.push_str(": ");
            told.push_str(first);
        }
        let more = (self.refused.len() + self.unsettled.len()).saturating_sub(1);
        if more > 0 {
            told.push_str(&format!("; and {more} more"));
        }
        Some(told)
    }
}
