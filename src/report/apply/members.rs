//! The results of the members that should join a group, as lines.

use crate::model::Joins;
use crate::report::text::escape::neutral;

/// The number of members named per line.
const ON_A_LINE: usize = 8;

/// A line about members that should join a group.
pub(in crate::report) struct MemberLine {
    /// Whether they joined.
    pub(in crate::report) joined: bool,
    /// The line.
    pub(in crate::report) text: String,
}

/// The members that joined, those that did not with the reason, and those that were not tried.
pub(in crate::report) fn members(joins: &Joins) -> Vec<MemberLine> {
    const JOINED: &str = "joined";
    let mut out = Vec::new();
    let mut list = |word: &str, members: &[String], because: &str| {
        for members in members.chunks(ON_A_LINE) {
            let members: Vec<_> = members.iter().map(|member| neutral(member)).collect();
            out.push(MemberLine {
                joined: word == JOINED,
                text: format!("{word}: {}{because}", members.join(", ")),
            });
        }
    };
    list(JOINED, &joins.joined, "");
    for unjoined in &joins.refused {
        list("did not join", std::slice::from_ref(&unjoined.error), "");
    }
    for unjoined in &joins.unsettled {
        let line = format!("{}: {}", unjoined.member, unjoined.error);
        list("no result recorded", &[line], "");
    }
    let because = joins.because.as_deref().map(neutral);
    let because = because.map(|why| format!(" ({why})")).unwrap_or_default();
    list("not tried", &joins.not_tried, &because);
    out
}
