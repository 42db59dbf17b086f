//! Objects that are in an account and not in the configuration, in words.

use super::text::plural::plural;
use crate::model::{Kind, Unmanaged};

/// The objects that count, in words: `2 numbers and 1 event subscription`. `count` includes those
/// that are not listed, which are numbers.
pub(in crate::report) fn unmanaged_objects(count: usize, listed: &[Unmanaged]) -> String {
    let receivers: Vec<Kind> = listed
        .iter()
        .map(|one| one.object.kind)
        .filter(|kind| *kind != Kind::Number && kind.counts_if_unmanaged())
        .collect();
    let numbers = plural(count.saturating_sub(receivers.len()), "number");
    let Some(kind) = receivers.first() else {
        return numbers;
    };
    let receivers = plural(receivers.len(), &kind.to_string());
    if numbers.starts_with("0 ") {
        receivers
    } else {
        format!("{numbers} and {receivers}")
    }
}
