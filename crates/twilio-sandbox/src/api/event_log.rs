//! Records an event for each write, here and nowhere else: the handlers know nothing of events.

use jiff::Timestamp;
use sandbox_server::Reply;
use serde_json::{Map, Value, json};

use crate::api::refusal::Refusal;
use crate::api::request::Request;
use crate::api::route::Route;
use crate::store::account::Account;
use crate::store::event::Event;
use crate::store::state::State;

/// How many events are kept for an account; the oldest go first.
const KEPT: usize = 500;
/// Fields of a record that are not settings.
const NOT_SETTINGS: [&str; 6] = [
    "date_created",
    "date_updated",
    "senders",
    "short_codes",
    "alpha_senders",
    "campaigns",
];

/// The resource that a write concerns.
struct Subject {
    kind: &'static str,
    /// None for a resource that the write will create.
    sid: Option<String>,
    /// True if the resource itself is written, and not one that belongs to it.
    itself: bool,
}

impl Subject {
    /// The resource in the path of a request. The types of messaging services and short codes are the sandbox's own:
    /// Twilio's list of event types does not have them.
    fn of(request: &Request) -> Option<Self> {
        let path = request.path.as_str();
        let named = |name: &str| Some(request.param(name).to_owned()).filter(|sid| !sid.is_empty());
        let (kind, sid, itself) = if path.contains("/IncomingPhoneNumbers") {
            ("phone-number", named("sid"), true)
        } else if path.contains("/SMS/ShortCodes") {
            ("short-code", named("sid"), true)
        } else if path.contains("/Applications") {
            ("application", named("sid"), true)
        } else if path.starts_with("/v1/Services") {
            let itself = path.split('/').count() <= 4;
            ("messaging-service", named("service"), itself)
        } else {
            return None;
        };
        Some(Self { kind, sid, itself })
    }

    /// The current settings.
    fn settings(&self, account: Option<&Account>) -> Option<Map<String, Value>> {
        let (account, sid) = (account?, self.sid.as_ref()?);
        let settings = match self.kind {
            "phone-number" => serde_json::to_value(account.numbers.get(sid)?),
            "short-code" => serde_json::to_value(account.short_codes.get(sid)?),
            "application" => serde_json::to_value(account.applications.get(sid)?),
            _ => serde_json::to_value(account.services.get(sid)?),
        };
        match settings {
            Ok(Value::Object(fields)) => Some(fields),
            _ => None,
        }
    }
}

/// Handles a request, and records the event if it was a write.
pub(crate) fn perform(
    state: &mut State,
    route: &Route,
    method: &str,
    request: &Request,
) -> Result<Reply, Refusal> {
    if method == "GET" {
        return (route.handler)(state, request);
    }
    let subject = Subject::of(request);
    let settings =
        |state: &State, subject: &Subject| subject.settings(state.accounts.get(&request.account));
    let before = subject.as_ref().and_then(|one| settings(state, one));
    let reply = (route.handler)(state, request)?;
    let Some(mut subject) = subject else {
        return Ok(reply);
    };
    let created = subject.sid.is_none();
    if created {
        let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
        subject.sid = body.get("sid").and_then(Value::as_str).map(str::to_owned);
    }
    let after = settings(state, &subject);
    let action = match (created, &after) {
        (true, _) => "created",
        (false, None) => "deleted",
        (false, Some(_)) => "updated",
    };
    let properties = before
        .filter(|_| subject.itself)
        .zip(after)
        .map(|(before, after)| changed(&before, &after));
    record(state, request, subject, action, properties);
    Ok(reply)
}

fn changed(before: &Map<String, Value>, after: &Map<String, Value>) -> Map<String, Value> {
    let differs = |(name, now): &(&String, &Value)| {
        !NOT_SETTINGS.contains(&name.as_str()) && before.get(*name) != Some(*now)
    };
    let pair = |(name, now): (&String, &Value)| {
        let pair = json!({"previous": before.get(name), "updated": now});
        (name.clone(), pair)
    };
    after.iter().filter(differs).map(pair).collect()
}

fn record(
    state: &mut State,
    request: &Request,
    subject: Subject,
    action: &str,
    properties: Option<Map<String, Value>>,
) {
    let actor = request.actor();
    let said = actor.event_date.map(Timestamp::as_second);
    let event_date = said.and_then(|second| Timestamp::from_second(second).ok());
    let event_date = event_date.unwrap_or(request.now);
    // Lists are in the order of SIDs, and events are listed newest first.
    let age = u64::MAX - u64::try_from(event_date.as_second()).unwrap_or(0);
    let sid = format!("AE{age:016x}{:016x}", u64::MAX - state.writes);
    let event = Event {
        sid: sid.clone(),
        event_date,
        resource_type: subject.kind.to_owned(),
        action: action.to_owned(),
        resource_sid: subject.sid.unwrap_or_default(),
        actor,
        properties,
    };
    if let Some(account) = state.accounts.get_mut(&request.account) {
        account.events.insert(sid, event);
        while account.events.len() > KEPT {
            account.events.pop_last();
        }
    }
}
