//! One request to a resource, after it was authorised: what was asked, by whom, of which account, and when.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::actor::Actor;
use super::auth::Caller;

/// What a resource is given.
#[derive(Debug)]
pub(super) struct Request {
    /// The path, without the query.
    pub(super) path: String,
    /// Query parameters, decoded, as sent.
    pub(super) query: Vec<(String, String)>,
    /// Form fields, decoded, as sent.
    pub(super) form: Vec<(String, String)>,
    /// The named parts of the route.
    pub(super) params: BTreeMap<&'static str, String>,
    /// Whose resources are meant: the account of the path, else the caller's own.
    pub(super) account: String,
    pub(super) caller: Caller,
    /// Who is said to have made it, where it says so itself.
    pub(super) actor: Option<Actor>,
    /// Scheme and authority under which the sandbox is reached, for the absolute links of the v1 API.
    pub(super) base: String,
    /// The moment of the request, to the second as Twilio tells it.
    pub(super) now: Timestamp,
}

impl Request {
    /// A form field. Of a repeated one the last counts.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        last(&self.form, name)
    }

    /// A form field that must be there and not blank (Twilio: 20001).
    pub(super) fn required(&self, name: &str) -> Result<&str, super::error::Refusal> {
        self.field(name)
            .filter(|value| !value.is_empty())
            .ok_or_else(|| {
                super::error::Refusal::parameter(format!(
                    "Missing required parameter {name} in the post body"
                ))
            })
    }

    /// A query parameter that is not blank.
    pub(super) fn query(&self, name: &str) -> Option<&str> {
        last(&self.query, name).filter(|value| !value.is_empty())
    }

    /// A named part of the route; blank if the route has none of that name.
    pub(super) fn param(&self, name: &str) -> &str {
        self.params.get(name).map_or("", String::as_str)
    }
}

fn last<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs
        .iter()
        .rev()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.as_str())
}

/// The clock, to the second.
pub(super) fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}
