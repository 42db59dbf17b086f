//! What an event subscription receives of the texts to its numbers, by its fields (docs/azure.md:
//! Receivers). Pure.

use super::filter::severity;
use super::subscription::{COVERAGE, EXPIRED, FILTER, INCOMING_TEXT, STATE, SUCCEEDED, TYPES, URL};
use crate::model::{Fields, Reception, Text, Value};

pub(super) fn text<'a>(fields: &'a Fields, name: &str) -> Option<&'a str> {
    fields.get(name).as_text()
}

/// The URL, and whether its query string is missing.
pub(super) fn endpoint(fields: &Fields) -> (Option<Text>, bool) {
    match fields.get(URL) {
        Value::Text(url) => (Some(url.clone()), false),
        Value::Partial { base } => (Some(base.clone()), true),
        Value::Concealed(kept) => (Some(kept.shown().into()), false),
        _ => (None, false),
    }
}

/// Whether incoming texts are among the types of events; without a list, all types are.
pub(super) fn receives_texts(fields: &Fields) -> bool {
    match fields.get(TYPES) {
        Value::List(types) => {
            let is = |word: &str| types.iter().any(|one| one.eq_ignore_ascii_case(word));
            is(INCOMING_TEXT) || is("All")
        }
        _ => fields.find(TYPES).is_some(),
    }
}

/// How a filter judges the texts to the numbers that it covers.
pub(super) fn coverage(fields: &Fields) -> Reception {
    if fields.get(FILTER).is_blank() {
        return Reception::Always;
    }
    let word = text(fields, COVERAGE).unwrap_or_default();
    Reception::parse(word).unwrap_or(Reception::Unknown)
}

/// Whether a subscription receives the texts to the numbers that it covers, and why. The worst of its
/// properties decides.
pub(super) fn judge(fields: &Fields) -> (Reception, &'static str) {
    let state = match text(fields, STATE) {
        Some(SUCCEEDED) => (Reception::Always, "receives every text to its numbers"),
        Some("Updating") => (
            Reception::Unknown,
            "is being updated, and what it receives until then is not known",
        ),
        Some("Failed") => (
            Reception::Unknown,
            "is in the state Failed, and what it receives is not known",
        ),
        Some("AwaitingManualAction") => (
            Reception::Never,
            "waits until somebody confirms its URL, and receives nothing until then",
        ),
        Some("Creating") => (Reception::Never, "is being created"),
        Some("Deleting") => (Reception::Never, "is being deleted"),
        Some("Canceled") => (Reception::Never, "was not created to the end"),
        _ => (
            Reception::Unknown,
            "has no state that Azure's documentation describes",
        ),
    };
    let expired = match fields.get(EXPIRED) {
        Value::Flag(true) => (Reception::Never, "has expired"),
        _ => (Reception::Always, ""),
    };
    let filter = match coverage(fields) {
        Reception::Always => (Reception::Always, ""),
        Reception::Sometimes => (
            Reception::Sometimes,
            "receives only texts that match its filter",
        ),
        Reception::Unknown => (
            Reception::Unknown,
            "has a filter, and which texts pass it is not known",
        ),
        Reception::Never => (Reception::Never, "has a filter that no text passes"),
    };
    [expired, filter].into_iter().fold(state, |worst, one| {
        if severity(one.0) > severity(worst.0) {
            one
        } else {
            worst
        }
    })
}

/// The word for a destination with its article.
pub(super) fn with_article(word: &str) -> String {
    let article = if word.starts_with(['A', 'E', 'I', 'O', 'U']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {word}")
}
