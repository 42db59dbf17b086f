//! Monitor events: what happened to the things of an account, by whom and from where. Every write makes one, here
//! and nowhere else; the resources know nothing of them.
//!
//! Kept are the newest of each account, those of 30 days told (Twilio: what an account sees without a paid edition).

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::accounts::Account;
use super::actor::Actor;
use super::error::Refusal;
use super::paging;
use super::reply::Reply;
use super::request::Request;
use super::routes::Route;
use super::state::{State, iso8601};

/// The routes of this resource.
pub(super) const ROUTES: &[Route] = &[
    Route::new("GET", "/v1/Events", list),
    Route::new("GET", "/v1/Events/{sid}", fetch),
];

/// How many are kept for an account.
const KEPT: usize = 500;
/// How long they are told, in seconds: 30 days.
const TOLD: i64 = 30 * 24 * 60 * 60;
/// What a thing's record holds that is no setting of it.
const NO_SETTINGS: [&str; 4] = ["date_created", "date_updated", "senders", "campaigns"];

/// Something that happened.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the names are Twilio's")]
pub(super) struct Event {
    sid: String,
    event_date: Timestamp,
    resource_type: String,
    /// `created`, `updated` or `deleted`.
    action: String,
    resource_sid: String,
    actor: Actor,
    /// What changed: by setting, `previous` and `updated`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    properties: Option<Map<String, Value>>,
}

/// The thing that a write is about.
struct Subject {
    kind: &'static str,
    /// Not known yet of what is about to be made.
    sid: Option<String>,
    /// Whether the thing itself is written, and not what hangs on it.
    itself: bool,
}

impl Subject {
    /// Types of messaging services are the sandbox's own: Twilio's list of event types does not have them.
    fn of(request: &Request) -> Option<Self> {
        let path = request.path.as_str();
        let named = |name: &str| Some(request.param(name).to_owned()).filter(|sid| !sid.is_empty());
        let (kind, sid, itself) = if path.contains("/IncomingPhoneNumbers") {
            ("phone-number", named("sid"), true)
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

    /// Its settings as they are.
    fn settings(&self, account: Option<&Account>) -> Option<Map<String, Value>> {
        let (account, sid) = (account?, self.sid.as_ref()?);
        let record = match self.kind {
            "phone-number" => serde_json::to_value(account.numbers.get(sid)?),
            "application" => serde_json::to_value(account.applications.get(sid)?),
            _ => serde_json::to_value(account.services.get(sid)?),
        };
        match record {
            Ok(Value::Object(settings)) => Some(settings),
            _ => None,
        }
    }
}

/// Does what a request asks, and keeps the event that it makes, if it makes one.
pub(super) fn perform(
    state: &mut State,
    route: &Route,
    method: &str,
    request: &Request,
) -> Result<Reply, Refusal> {
    if method == "GET" {
        return (route.answer)(state, request);
    }
    let subject = Subject::of(request);
    let settings =
        |state: &State, subject: &Subject| subject.settings(state.accounts.get(&request.account));
    let before = subject.as_ref().and_then(|one| settings(state, one));
    let reply = (route.answer)(state, request)?;
    let Some(mut subject) = subject else {
        return Ok(reply);
    };
    let made = subject.sid.is_none();
    if made {
        let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
        subject.sid = body.get("sid").and_then(Value::as_str).map(str::to_owned);
    }
    let after = settings(state, &subject);
    let action = match (made, &after) {
        (true, _) => "created",
        (false, None) => "deleted",
        (false, Some(_)) => "updated",
    };
    let properties = before
        .filter(|_| subject.itself)
        .zip(after)
        .map(|(before, after)| changed(&before, &after));
    keep(state, request, subject, action, properties);
    Ok(reply)
}

fn changed(before: &Map<String, Value>, after: &Map<String, Value>) -> Map<String, Value> {
    let differs = |(name, now): &(&String, &Value)| {
        !NO_SETTINGS.contains(&name.as_str()) && before.get(*name) != Some(*now)
    };
    let pair = |(name, now): (&String, &Value)| {
        let pair = json!({"previous": before.get(name), "updated": now});
        (name.clone(), pair)
    };
    after.iter().filter(differs).map(pair).collect()
}

fn keep(
    state: &mut State,
    request: &Request,
    subject: Subject,
    action: &str,
    properties: Option<Map<String, Value>>,
) {
    let actor = Actor::of(request);
    let said = actor.event_date.map(Timestamp::as_second);
    let event_date = said.and_then(|second| Timestamp::from_second(second).ok());
    let event_date = event_date.unwrap_or(request.now);
    // Lists are in the order of SIDs, and these go with the newest first.
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

fn list(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let events = &state.account(request)?.events;
    let date = |name: &str| {
        request
            .query(name)
            .map(|text| moment(name, text))
            .transpose()
    };
    let (start, end) = (date("StartDate")?, date("EndDate")?);
    let is = |name: &str, text: Option<&str>| {
        request
            .query(name)
            .is_none_or(|wanted| text == Some(wanted))
    };
    let page = paging::page(request, events, |event: &Event| {
        is_told(event, request)
            && start.is_none_or(|start| event.event_date >= start)
            && end.is_none_or(|end| event.event_date <= end)
            && is("ResourceSid", Some(&event.resource_sid))
            && is("ActorSid", event.actor.actor_sid.as_deref())
            && is("SourceIpAddress", event.actor.source_ip_address.as_deref())
            && is("EventType", Some(&event.event_type()))
    })?;
    paging::list_v1(request, "events", &page, |event| event.view(request))
}

fn fetch(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let event = state.account(request)?.events.get(request.param("sid"));
    let event = event.filter(|event| is_told(event, request));
    let event = event.ok_or_else(|| Refusal::not_found(&request.path))?;
    Reply::json(200, &event.view(request))
}

fn is_told(event: &Event, request: &Request) -> bool {
    request.now.as_second() - event.event_date.as_second() <= TOLD
}

/// A time, or a day's beginning.
fn moment(name: &str, text: &str) -> Result<Timestamp, Refusal> {
    let day = || format!("{text}T00:00:00Z").parse();
    text.parse()
        .or_else(|_: jiff::Error| day())
        .map_err(|_: jiff::Error| Refusal::parameter(format!("{name} is not a date: {text}")))
}

impl Event {
    fn event_type(&self) -> String {
        format!("{}.{}", self.resource_type, self.action)
    }

    fn view(&self, request: &Request) -> Value {
        let actor = &self.actor;
        let data: BTreeMap<&str, &Map<String, Value>> = self
            .properties
            .iter()
            .map(|properties| ("resource_properties", properties))
            .collect();
        json!({
            "account_sid": request.account,
            "actor_sid": actor.actor_sid,
            "actor_type": actor.actor_type,
            "description": null,
            "event_data": (!data.is_empty()).then_some(data),
            "event_date": iso8601(self.event_date),
            "event_type": self.event_type(),
            "links": {},
            "resource_sid": self.resource_sid,
            "resource_type": self.resource_type,
            "sid": self.sid,
            "source": actor.source,
            "source_ip_address": actor.source_ip_address,
            "url": format!("{}/v1/Events/{}", request.base, self.sid),
        })
    }
}
