//! Who is said to have made a write. Usually that is whoever's credentials were shown; the header
//! `Sandbox-Actor` says another, so that a rehearsal can have a colleague change something in the console.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::error::Refusal;
use super::request::Request;

/// The header's name.
pub(super) const HEADER: &str = "sandbox-actor";

/// Who made a write, from where, and when, in the words of Twilio's events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "the names are Twilio's")]
pub(super) struct Actor {
    /// `user`, `account`, `twilio-admin` and so on.
    pub(super) actor_type: String,
    /// Their SID.
    #[serde(default)]
    pub(super) actor_sid: Option<String>,
    /// `web`, `api` or `twilio`.
    #[serde(default)]
    pub(super) source: Option<String>,
    #[serde(default)]
    pub(super) source_ip_address: Option<String>,
    /// When it is said to have happened; the moment of the request when left out.
    #[serde(default)]
    pub(super) event_date: Option<Timestamp>,
}

impl Actor {
    /// Who is named in the header's JSON.
    pub(super) fn named(header: Option<&str>) -> Result<Option<Self>, Refusal> {
        let parsed = header.map(serde_json::from_str).transpose();
        parsed.map_err(|error| Refusal::parameter(format!("{HEADER} is not an actor: {error}")))
    }

    /// Who made this request. What Twilio says of an API key is documented nowhere; here it is the key.
    pub(super) fn of(request: &Request) -> Self {
        let caller = &request.caller;
        request.actor.clone().unwrap_or_else(|| Self {
            actor_type: "account".to_owned(),
            actor_sid: Some(caller.key.as_ref().unwrap_or(&caller.account).clone()),
            source: Some("api".to_owned()),
            source_ip_address: Some("127.0.0.1".to_owned()),
            event_date: None,
        })
    }
}
