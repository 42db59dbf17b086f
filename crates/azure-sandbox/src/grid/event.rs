//! Simulated texts and delivery reports, and the events that they become.

use jiff::Timestamp;
use sandbox_server::ids;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::grid::properties::{RECEIVED, REPORTED};
use crate::store::resource::Resource;
use crate::store::state::State;

/// A text to a number of the sandbox.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// The number that receives it.
    pub to: String,
    /// The phone that sends it; an example number if left out.
    #[serde(default)]
    pub from: Option<String>,
    /// Its content.
    pub body: String,
}

/// A delivery report about a text that a number of the sandbox sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeliveryReport {
    /// The number that sent the text.
    pub from: String,
    /// The phone that it was sent to.
    pub to: String,
    /// `Delivered` or `Failed`; `Delivered` if left out.
    #[serde(default)]
    pub status: Option<String>,
    /// Such as `No error.`
    #[serde(default)]
    pub details: Option<String>,
    /// What the sender marked the text with.
    #[serde(default)]
    pub tag: Option<String>,
}

/// An event and the resource that it belongs to.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    /// Key of the resource.
    pub(crate) source: String,
    /// In the schema of Event Grid.
    pub(crate) body: Value,
}

/// The event of a text.
pub(crate) fn received(state: &mut State, text: &Text) -> Result<Event, String> {
    let source = owner(state, &text.to)?;
    let now = state.now();
    let from = text.from.as_deref().unwrap_or("+15555550100");
    let id = message_id(state, "Incoming", now);
    let to = digits(&text.to);
    let segments = text.body.chars().count().div_ceil(160).max(1);
    let data = json!({
        "messageId": id,
        "from": digits(from),
        "to": to,
        "message": text.body,
        "receivedTimestamp": now.to_string(),
        "segmentCount": segments,
    });
    Ok(event(state, source, &id, to, RECEIVED, now, &data))
}

/// The event of a delivery report.
pub(crate) fn reported(state: &mut State, report: &DeliveryReport) -> Result<Event, String> {
    let source = owner(state, &report.from)?;
    let now = state.now();
    let status = report.status.as_deref().unwrap_or("Delivered");
    let details = match (&report.details, status) {
        (Some(details), _) => details.as_str(),
        (None, "Delivered") => "No error.",
        (None, _) => "Sender blocked for given recipient.",
    };
    let id = message_id(state, "Outgoing", now);
    let is_delivered = status == "Delivered";
    let data = json!({
        "messageId": id,
        "from": digits(&report.from),
        "to": format!("+{}", digits(&report.to)),
        "deliveryStatus": status,
        "deliveryStatusDetails": details,
        "deliveryAttempts": [{
            "timestamp": now.to_string(),
            "segmentsSucceeded": i32::from(is_delivered),
            "segmentsFailed": i32::from(!is_delivered),
        }],
        "receivedTimestamp": now.to_string(),
        "tag": report.tag,
    });
    Ok(event(
        state,
        source,
        &id,
        digits(&report.to),
        REPORTED,
        now,
        &data,
    ))
}

fn event(
    state: &State,
    source: String,
    id: &str,
    number: &str,
    kind: &str,
    now: Timestamp,
    data: &Value,
) -> Event {
    let slash = if state.session.settings.subject_slash {
        "/"
    } else {
        ""
    };
    let body = json!({
        "id": id,
        "topic": source,
        "subject": format!("{slash}phonenumber/{number}"),
        "eventType": kind,
        "eventTime": now.to_string(),
        "dataVersion": "1.0",
        "metadataVersion": "1",
        "data": data,
    });
    Event { source, body }
}

/// The same event in the schema of `CloudEvents`.
pub(crate) fn cloud_event(event: &Value) -> Value {
    json!({
        "id": event["id"],
        "source": event["topic"],
        "subject": event["subject"],
        "type": event["eventType"],
        "time": event["eventTime"],
        "specversion": "1.0",
        "data": event["data"],
    })
}

/// Key of the resource that has the number.
fn owner(state: &State, phone: &str) -> Result<String, String> {
    let wanted = digits(phone);
    let has = |resource: &&Resource| {
        let mut numbers = resource.numbers.keys();
        !resource.gone && numbers.any(|number| digits(number) == wanted)
    };
    let mut resources = state.resources.values();
    let owner = resources.find(has).map(Resource::key);
    owner.ok_or_else(|| format!("no resource of the sandbox has the number {phone}"))
}

fn message_id(state: &mut State, direction: &str, now: Timestamp) -> String {
    let number = state.session.next();
    let guid = ids::guid(&["message", &number, &now.to_string()]);
    let time = now.strftime("%Y%m%d%H%M%S");
    format!("{direction}_{time}{guid}")
}

/// The digits of a number, as events spell it.
fn digits(phone: &str) -> &str {
    phone.strip_prefix('+').unwrap_or(phone)
}
