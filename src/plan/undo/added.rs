//! What a run added to a group, which its inverse does not take out.

use std::collections::BTreeSet;

use crate::model::{Address, FieldName};

/// The most members that are named.
const NAMED: usize = 5;

/// Says what was added to a group and stays, in a clause.
pub(super) fn added(group: &Address, field: &FieldName, members: &BTreeSet<String>) -> String {
    let named: Vec<&str> = members.iter().take(NAMED).map(String::as_str).collect();
    let more = match members.len() - named.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!(
        "added to this {} by the run, and not taken out: {}{more} ({field})",
        group.kind(),
        named.join(", ")
    )
}
