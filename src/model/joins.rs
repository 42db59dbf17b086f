//! The results of the members that a change should add to a group. Each member is a call of its
//! own, so that some may have joined and others not.

use serde::Serialize;

use super::VendorCode;

/// The members that one change should add to a group, by result.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Joins {
    /// Members that joined, which is recorded.
    pub joined: Vec<String>,
    /// Members that did not join, with the reason.
    pub refused: Vec<Unjoined>,
    /// Members that were sent and for which no end is recorded.
    pub unsettled: Vec<Unjoined>,
    /// Members that were not tried.
    pub not_tried: Vec<String>,
    /// The reason why those were not tried.
    #[serde(rename = "not_tried_because", skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// The group that takes no more members, if the provider said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub full: Option<Full>,
}

/// A member that did not join.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unjoined {
    /// The member, in E.164.
    pub member: String,
    /// The reason, with the provider's message, code and request id.
    pub error: String,
    /// The provider's code.
    pub code: Option<VendorCode>,
    /// The provider's request id.
    pub request_id: Option<String>,
    /// Whether the member had left another group before, so that it is in no group now.
    #[serde(skip)]
    pub left: bool,
    /// Whether the provider will refuse the same request again.
    #[serde(skip)]
    pub lasting: bool,
}

/// A group that takes no more members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Full {
    /// The group's name.
    pub group: String,
    /// The number of its members, as far as is known.
    pub members: usize,
}

impl Joins {
    /// Returns the number of members that should join.
    pub fn total(&self) -> usize {
        self.joined.len() + self.missing()
    }

    /// Returns the number of members that are not known to have joined.
    pub fn missing(&self) -> usize {
        self.refused.len() + self.unsettled.len() + self.not_tried.len()
    }

    /// Returns the number of members that left another group and are not known to have joined this
    /// one.
    pub fn left(&self) -> usize {
        let all = self.refused.iter().chain(&self.unsettled);
        all.filter(|one| one.left).count()
    }

    /// Returns the noun for the members: `sender` if one of them is no number.
    pub fn noun(&self) -> &'static str {
        let whys = self.refused.iter().chain(&self.unsettled);
        let members = whys.map(|one| &one.member);
        let mut members = members.chain(&self.joined).chain(&self.not_tried);
        if members.all(|member| member.starts_with(|c: char| c == '+' || c.is_ascii_digit())) {
            "number"
        } else {
            "sender"
        }
    }

    /// Returns which members did not join and why, in one line; `None` if all joined.
    pub fn summary(&self) -> Option<String> {
        let missing = self.missing();
        if missing == 0 {
            return None;
        }
        let mut summary = format!(
            "{missing} of {} {}s did not join",
            self.total(),
            self.noun()
        );
        let whys = self.refused.iter().chain(&self.unsettled);
        let first = whys.map(|one| &one.error).chain(&self.because).next();
        if let Some(first) = first {
            summary.push_str(": ");
            summary.push_str(first);
        }
        let more = (self.refused.len() + self.unsettled.len()).saturating_sub(1);
        if more > 0 {
            summary.push_str(&format!("; and {more} more"));
        }
        Some(summary)
    }
}
