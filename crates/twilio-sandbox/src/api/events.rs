//! Monitor events (`/v1/Events`). Read only: `event_log` records them.

use sandbox_server::Reply;
use serde_json::{Value, json};

use crate::api::paging;
use crate::api::refusal::Refusal;
use crate::api::request::Request;
use crate::api::response::json_reply;
use crate::api::route::Route;
use crate::store::dates::iso8601;
use crate::store::event::Event;
use crate::store::state::State;

/// The routes of this resource.
pub(crate) const ROUTES: &[Route] = &[
    Route::new("GET", "/v1/Events", list),
    Route::new("GET", "/v1/Events/{sid}", fetch),
];

/// How long events are listed, in seconds: 30 days (Twilio, for an account without a paid edition).
const LISTED: i64 = 30 * 24 * 60 * 60;

fn list(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let events = &request.account_in(state)?.events;
    let (start, end) = (request.date("StartDate")?, request.date("EndDate")?);
    let is = |name: &str, text: Option<&str>| {
        request
            .query(name)
            .is_none_or(|wanted| text == Some(wanted))
    };
    let page = paging::page(request, events, |event: &Event| {
        is_listed(event, request)
            && start.is_none_or(|start| event.event_date >= start)
            && end.is_none_or(|end| event.event_date <= end)
            && is("ResourceSid", Some(&event.resource_sid))
            && is("ActorSid", event.actor.actor_sid.as_deref())
            && is("SourceIpAddress", event.actor.source_ip_address.as_deref())
            && is("EventType", Some(&event.event_type()))
    })?;
    paging::list_v1(request, "events", &page, |event| view(request, event))
}

fn fetch(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let event = request.account_in(state)?.events.get(request.param("sid"));
    let event = event.filter(|event| is_listed(event, request));
    let event = event.ok_or_else(|| Refusal::not_found(&request.path))?;
    json_reply(200, &view(request, event))
}

fn is_listed(event: &Event, request: &Request) -> bool {
    request.now.as_second() - event.event_date.as_second() <= LISTED
}

fn view(request: &Request, event: &Event) -> Value {
    let actor = &event.actor;
    let data = event
        .properties
        .as_ref()
        .map(|properties| json!({ "resource_properties": properties }));
    json!({
        "account_sid": request.account,
        "actor_sid": actor.actor_sid,
        "actor_type": actor.actor_type,
        "description": null,
        "event_data": data,
        "event_date": iso8601(event.event_date),
        "event_type": event.event_type(),
        "links": {},
        "resource_sid": event.resource_sid,
        "resource_type": event.resource_type,
        "sid": event.sid,
        "source": actor.source,
        "source_ip_address": actor.source_ip_address,
        "url": format!("{}/v1/Events/{}", request.base, event.sid),
    })
}
