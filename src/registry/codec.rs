//! What is kept and what is meant: values to the texts in columns, and back. Every kind of
//! registry writes and reads through these, so that all keep the same. Pure but for the clock.

use std::time::Duration;

use jiff::Timestamp;

use super::error::Trouble;
use super::{Holder, RegistryError};
use crate::model::{Action, Address, Fields, LeftRoute, Scope, mask_userinfo};

/// The time as the registry keeps it: RFC 3339 in UTC, to the millisecond.
pub(super) fn now() -> String {
    format!("{:.3}", Timestamp::now())
}

/// The fields as they are kept: without passwords.
pub(super) fn json(fields: &Fields) -> Result<String, Trouble> {
    serde_json::to_string(&fields.concealed()).map_err(|error| {
        Trouble::Damaged(format!(
            "the fields of a resource cannot be written: {error}"
        ))
    })
}

/// The same of fields that may be missing.
pub(super) fn optional(fields: Option<&Fields>) -> Result<Option<String>, Trouble> {
    fields.map(json).transpose()
}

/// A failure's text, in which a provider may have repeated the URL that it refused.
pub(super) fn without_passwords(text: &str) -> String {
    let words: Vec<_> = text.split(' ').map(mask_userinfo).collect();
    words.join(" ")
}

/// The address of a text.
pub(super) fn address(text: &str) -> Result<Address, Trouble> {
    Address::parse(text).ok_or_else(|| Trouble::Damaged(format!("`{text}` is not an address")))
}

/// The fields of a text, where there are any.
pub(super) fn fields(text: Option<&str>) -> Result<Option<Fields>, Trouble> {
    text.map(serde_json::from_str).transpose().map_err(|error| {
        Trouble::Damaged(format!(
            "the fields of a resource are not as they were written: {error}"
        ))
    })
}

/// Who answered for a number, of a text.
pub(super) fn left_route(text: &str) -> Result<LeftRoute, Trouble> {
    serde_json::from_str(text).map_err(|error| {
        Trouble::Damaged(format!(
            "who answered for a number is not as it was written: {error}"
        ))
    })
}

/// The same as it is kept.
pub(super) fn left_route_text(route: &LeftRoute) -> Result<String, Trouble> {
    serde_json::to_string(route)
        .map_err(|error| Trouble::Damaged(format!("who answers cannot be written: {error}")))
}

/// What a word stands for.
pub(super) fn word<T>(text: &str, parse: fn(&str) -> Option<T>) -> Result<T, Trouble> {
    parse(text).ok_or_else(|| Trouble::Damaged(format!("the word `{text}` is not known")))
}

/// The action of that word.
pub(super) fn action(word: &str) -> Option<Action> {
    use Action::{Adopt, Create, Forget, NoOp, Purchase, Update};
    [NoOp, Create, Update, Adopt, Forget, Purchase]
        .into_iter()
        .find(|action| action.as_str() == word)
}

/// The refusal that names a living holder.
pub(super) fn held_by(scope: &Scope, holder: Holder, waited: Duration) -> RegistryError {
    let held = holder
        .since
        .parse::<Timestamp>()
        .ok()
        .and_then(|since| Duration::try_from(Timestamp::now().duration_since(since)).ok())
        .unwrap_or_default();
    RegistryError::HeldBy {
        scope: scope.clone(),
        holder: Box::new(holder),
        held,
        waited,
    }
}
