//! The names of the fields that differ, as the beginning of a clause. Pure.

use crate::model::Change;

/// What differs, in words: `friendly_name is`, `a and b are`.
pub(super) fn differing(change: &Change) -> String {
    let names: Vec<&str> = change
        .fields
        .iter()
        .map(|field| field.field.as_ref())
        .collect();
    match names.as_slice() {
        [one] => format!("{one} is"),
        [] => "something is".to_owned(),
        several => format!("{} are", several.join(", ")),
    }
}
