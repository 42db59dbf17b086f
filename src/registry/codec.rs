//! Values as the texts that a registry stores, and back. Every driver writes and reads through
//! these functions, so that all of them store the same. Pure but for the clock.

use std::sync::Arc;

use foldhash::HashMap;
use jiff::Timestamp;

use crate::model::{Action, Address, Covered, Fields, LeftRoute, LeftRoutes, Text};

/// The held part that stands for everything.
const EVERYTHING: &str = "*";

/// A stored value that this program did not write; the text says which and why.
#[derive(Debug)]
pub(super) struct Damaged(pub(super) String);

/// The current time as it is stored: RFC 3339 in UTC, to the millisecond.
pub(super) fn now() -> String {
    stored_time(Timestamp::now())
}

/// A time as it is stored.
pub(super) fn stored_time(at: Timestamp) -> String {
    format!("{at:.3}")
}

/// The time of a stored text.
pub(super) fn time(text: &str) -> Result<Timestamp, Damaged> {
    text.parse()
        .map_err(|error| Damaged(format!("`{text}` is not the time of a difference: {error}")))
}

/// Fields as they are stored: without passwords.
pub(super) fn json(fields: &Fields) -> Result<String, Damaged> {
    serde_json::to_string(&fields.concealed()).map_err(|error| {
        Damaged(format!(
            "the fields of a resource cannot be written: {error}"
        ))
    })
}

/// Fields that may be missing, as they are stored.
pub(super) fn optional(fields: Option<&Fields>) -> Result<Option<String>, Damaged> {
    fields.map(json).transpose()
}

/// The parts that a run holds, as they are stored, in their order.
pub(super) fn parts_held(covered: &Covered) -> Vec<String> {
    match covered {
        Covered::Everything => vec![EVERYTHING.to_owned()],
        Covered::Shard { parts, .. } => parts.iter().map(ToString::to_string).collect(),
    }
}

/// The address of a stored text.
pub(super) fn address(text: &str) -> Result<Address, Damaged> {
    Address::parse(text).ok_or_else(|| Damaged(format!("`{text}` is not an address")))
}

/// The fields of a stored text, if there is one.
pub(super) fn fields(text: Option<&str>) -> Result<Option<Fields>, Damaged> {
    text.map(serde_json::from_str).transpose().map_err(|error| {
        Damaged(format!(
            "the fields of a resource are not as they were written: {error}"
        ))
    })
}

/// The recorded answers of numbers, of stored texts. Most numbers have the same one and share it.
pub(super) fn left_routes(texts: Vec<(Address, Text)>) -> Result<LeftRoutes, Damaged> {
    let mut known: HashMap<Text, Arc<LeftRoute>> = HashMap::default();
    let mut route = |(address, text): (Address, Text)| {
        if let Some(route) = known.get(&text) {
            return Ok((address, Arc::clone(route)));
        }
        let route = Arc::new(left_route(&text)?);
        known.insert(text, Arc::clone(&route));
        Ok((address, route))
    };
    texts.into_iter().map(&mut route).collect()
}

fn left_route(text: &str) -> Result<LeftRoute, Damaged> {
    serde_json::from_str(text).map_err(|error| {
        Damaged(format!(
            "who answered for a number is not as it was written: {error}"
        ))
    })
}

/// The recorded answer of a number as it is stored.
pub(super) fn left_route_text(route: &LeftRoute) -> Result<String, Damaged> {
    serde_json::to_string(route)
        .map_err(|error| Damaged(format!("who answers cannot be written: {error}")))
}

/// The value of a stored word.
pub(super) fn word<T>(text: &str, parse: fn(&str) -> Option<T>) -> Result<T, Damaged> {
    parse(text).ok_or_else(|| Damaged(format!("the word `{text}` is not known")))
}

/// The action of a stored word.
pub(super) fn action(word: &str) -> Option<Action> {
    use Action::{Adopt, Create, Forget, NoOp, Purchase, Update};
    [NoOp, Create, Update, Adopt, Forget, Purchase]
        .into_iter()
        .find(|action| action.as_str() == word)
}
