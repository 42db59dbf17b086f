//! Translates an event of Twilio's Monitor into an audit event. Pure.
//!
//! Every part of an event may be missing or null, and `event_data` is documented by example only
//! (docs/twilio.md: Events). Parts that cannot be read are left out, never guessed.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::http::redact;
use crate::model::{ActorKind, AuditEvent, FieldEdit, Operation, Source, Value};

/// The longest text that is kept of an actor, in characters.
const LONGEST: usize = 100;

/// An event as Twilio's JSON shows it, with only the fields that are used.
#[derive(Debug, Deserialize)]
pub(super) struct Wire {
    account_sid: Option<String>,
    actor_sid: Option<String>,
    actor_type: Option<String>,
    #[serde(default)]
    event_data: Json,
    event_date: Option<String>,
    event_type: Option<String>,
    resource_sid: Option<String>,
    source: Option<String>,
    source_ip_address: Option<String>,
}

impl Wire {
    /// The audit event; `None` if the event belongs to another account, or does not say what was
    /// done to what and when. `own` returns whether a SID is that of the credentials in use.
    pub(super) fn into_happening(
        self,
        account: &str,
        own: impl Fn(&str) -> bool,
    ) -> Option<AuditEvent> {
        if self.account_sid.is_some_and(|sid| sid != account) {
            return None;
        }
        let (_, deed) = self.event_type.as_deref()?.rsplit_once('.')?;
        let deed = match deed {
            "created" => Operation::Created,
            "updated" => Operation::Updated,
            "deleted" => Operation::Deleted,
            _ => return None,
        };
        let name = self.actor_sid.filter(|sid| !sid.is_empty());
        Some(AuditEvent {
            at: self.event_date?.parse::<Timestamp>().ok()?,
            id: self.resource_sid?,
            deed,
            kind: actor(&self.actor_type.unwrap_or_default(), name.as_deref()),
            own: name.as_deref().is_some_and(own),
            name: name.as_deref().map(cut),
            source: not_empty(self.source.as_ref()).map(source),
            source_ip: not_empty(self.source_ip_address.as_ref()).map(cut),
            edits: edits(&self.event_data),
        })
    }
}

fn actor(word: &str, sid: Option<&str>) -> ActorKind {
    match word {
        _ if sid.is_some_and(|sid| sid.starts_with("SK")) => ActorKind::ApiKey,
        "user" => ActorKind::User,
        "account" => ActorKind::Account,
        "twilio-admin" => ActorKind::Provider,
        other => ActorKind::Other(cut(other)),
    }
}

fn not_empty(text: Option<&String>) -> Option<&str> {
    text.map(String::as_str).filter(|text| !text.is_empty())
}

fn source(word: &str) -> Source {
    match word {
        "web" => Source::Console,
        "api" => Source::Api,
        "twilio" => Source::Provider,
        _ => Source::Other(cut(word)),
    }
}

/// The fields that an event says it changed: under `resource_properties`, as in the description, or
/// directly in `event_data`, as in the example.
fn edits(data: &Json) -> Vec<FieldEdit> {
    let properties = data.get("resource_properties").unwrap_or(data);
    let fields = properties.as_object().into_iter().flatten();
    fields
        .filter_map(|(name, change)| {
            let change = change.as_object()?;
            let (was, now) = (change.get("previous"), change.get("updated"));
            if was.is_none() && now.is_none() {
                return None;
            }
            Some(FieldEdit {
                field: spelt(name).into(),
                was: was.and_then(value),
                now: now.map_or(Some(Value::Blank), value),
            })
        })
        .collect()
}

/// A field's name as the resources write it, even if an event writes it as a parameter: `SmsUrl`.
fn spelt(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    for (at, c) in name.char_indices() {
        if c.is_ascii_uppercase() && at > 0 && !out.ends_with('_') {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

fn value(json: &Json) -> Option<Value> {
    match json {
        Json::Null => Some(Value::Blank),
        Json::Bool(on) => Some(Value::Flag(*on)),
        Json::String(text) => Some(Value::text(text.as_str())),
        Json::Number(number) => Some(Value::text(number.to_string())),
        Json::Array(_) | Json::Object(_) => None,
    }
}

/// A text from outside, safe to keep: without passwords and control characters, and cut.
fn cut(text: &str) -> String {
    let text = redact(text, &[]);
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::Wire;
    use crate::model::{ActorKind, AuditEvent, Operation, Source, Value};

    fn read(more: &Json) -> Option<AuditEvent> {
        let mut event = json!({
            "account_sid": "AC1", "actor_sid": "US1", "actor_type": "user", "event_data": null,
            "event_date": "2026-11-20T14:03:00Z", "event_type": "phone-number.updated",
            "resource_sid": "PN1", "source": "web", "source_ip_address": "203.0.113.9",
        });
        let more = more.as_object().unwrap();
        event.as_object_mut().unwrap().extend(more.clone());
        let wire: Wire = serde_json::from_value(event).unwrap();
        wire.into_happening("AC1", |sid| sid == "AC1" || sid == "SK1")
    }

    #[test]
    fn an_event_names_its_actor() {
        let user = read(&json!({})).unwrap();
        assert_eq!(
            (user.deed, user.kind, user.own),
            (Operation::Updated, ActorKind::User, false)
        );
        assert_eq!(user.source, Some(Source::Console));
        let key =
            read(&json!({"actor_sid": "SK1", "actor_type": "account", "source": "api"})).unwrap();
        assert_eq!((key.kind, key.own), (ActorKind::ApiKey, true));
        let bare = json!({"actor_sid": null, "actor_type": null, "source": null, "source_ip_address": null});
        let bare = read(&bare).unwrap();
        assert_eq!((bare.name, bare.source, bare.own), (None, None, false));
        let long = read(&json!({"actor_sid": "x".repeat(1000)})).unwrap();
        assert_eq!(long.name.unwrap().chars().count(), 101);
        let odd = read(&json!({"actor_sid": "https://u:hunter2@h/\u{1b}[2J"})).unwrap();
        assert_eq!(odd.name.unwrap(), "https://u:***@h/\\u{1b}[2J");
    }

    #[test]
    fn fields_in_both_forms() {
        let change = json!({"sms_url": {"previous": "https://a/", "updated": ""},
            "SmsMethod": {"updated": "GET"}, "flag": {"previous": false, "updated": true},
            "odd": {"updated": [1]}, "not": 7, "neither": {"x": 1}});
        for data in [change.clone(), json!({ "resource_properties": change })] {
            let edits = read(&json!({ "event_data": data })).unwrap().edits;
            let of = |name: &str| edits.iter().find(|turn| turn.field == name).unwrap();
            assert_eq!(edits.len(), 4);
            assert_eq!(of("sms_url").was, Some(Value::text("https://a/")));
            assert_eq!(of("sms_url").now, Some(Value::Blank));
            assert_eq!(of("sms_method").now, Some(Value::text("GET")));
            assert_eq!(of("flag").now, Some(Value::Flag(true)));
            assert_eq!(of("odd").now, None);
        }
    }

    #[test]
    fn what_is_no_event_of_ours_is_left_out() {
        for more in [
            json!({"account_sid": "AC2"}),
            json!({"event_type": "phone-number"}),
            json!({"event_type": null}),
            json!({"event_date": "yesterday"}),
            json!({"resource_sid": null}),
        ] {
            assert!(read(&more).is_none(), "{more}");
        }
        for data in [
            json!("x"),
            json!([1]),
            json!({"resource_properties": 3}),
            json!(null),
        ] {
            assert!(
                read(&json!({ "event_data": data }))
                    .unwrap()
                    .edits
                    .is_empty()
            );
        }
    }
}
