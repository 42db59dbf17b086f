//! A notification: changes as a JSON document for a webhook and as lines for a chat, and the
//! signature by which a receiver verifies the sender. docs/watch.md describes both.

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use serde_json::{Value as Json, json};
use sha2::Sha256;

use super::changes::{Change, Kind, short};
use super::seen::Seen;
use crate::model::{DriftSummary, Impact, Secret, hex};
use crate::report::drift::words::time;
use crate::report::text::escape::neutral;
use crate::report::text::plural::plural;

/// The version of the document, `major.minor`. Keys may be added within a major version.
pub const FORMAT_VERSION: &str = "1.0";
/// The most changes that a document lists; the rest is counted.
const LISTED: usize = 200;
/// The most changes in a chat message.
const CHATTED: usize = 20;

/// The changes of one environment, and its state.
pub struct Part<'a> {
    /// The state.
    pub seen: &'a Seen,
    /// The changes; never empty.
    pub changes: Vec<Change>,
}

/// The document for a webhook. `version` is this program's.
pub fn document(parts: &[Part<'_>], at: Timestamp, version: &str) -> String {
    let ids: Vec<&str> = all(parts).map(|(_, change)| change.id.as_str()).collect();
    let mut room = LISTED;
    let environments: Vec<Json> = parts
        .iter()
        .map(|part| {
            let listed = part.changes.len().min(room);
            room -= listed;
            let changes: Vec<Json> = part.changes.iter().take(listed).map(change).collect();
            let scope = &part.seen.scope;
            json!({
                "project": scope.project,
                "environment": Some(&scope.environment).filter(|name| !name.is_empty()),
                "complete": part.seen.incomplete.is_none(),
                "summary": counts(part.seen.summary),
                "changes": changes,
                "changes_left_out": part.changes.len() - listed,
            })
        })
        .collect();
    let document = json!({
        "format_version": FORMAT_VERSION,
        "kind": "drift-notification",
        "id": short(&ids.join("\n")),
        "tool_version": version,
        "timestamp": time(at),
        "environments": environments,
    });
    document.to_string()
}

fn all<'a>(parts: &'a [Part<'_>]) -> impl Iterator<Item = (&'a Seen, &'a Change)> {
    parts
        .iter()
        .flat_map(|part| part.changes.iter().map(move |change| (part.seen, change)))
}

fn change(change: &Change) -> Json {
    let mut object = json!({ "id": change.id, "change": change.kind.as_str() });
    let Some(members) = object.as_object_mut() else {
        return object;
    };
    if let Some(((address, what), known)) = &change.about {
        let more = [
            ("address", json!(address.to_string())),
            ("what", json!(what)),
            ("severity", json!(known.severity.map(Impact::as_str))),
            ("recorded", known.recorded.clone()),
            ("observed", known.observed.clone()),
            ("first_seen", json!(known.since.map(time))),
        ];
        members.extend(more.map(|(name, value)| (name.to_owned(), value)));
    } else if change.kind == Kind::Incomplete {
        members.insert("why".to_owned(), json!(change.why));
    }
    object
}

fn counts(summary: DriftSummary) -> Json {
    json!({
        "in_sync": summary.in_sync,
        "modified": summary.modified,
        "missing": summary.missing,
        "unmanaged": summary.unmanaged,
        "unchecked": summary.unchecked,
        "unconverged": summary.unconverged,
        "pending": summary.pending,
        "ignored": summary.ignored,
    })
}

/// One line per change, for a log or a chat.
pub fn lines(parts: &[Part<'_>]) -> Vec<String> {
    all(parts)
        .map(|(seen, change)| format!("{}: {}", seen.scope, line(change)))
        .collect()
}

fn line(change: &Change) -> String {
    let Some(((address, what), known)) = &change.about else {
        return match (change.kind, change.why.as_slice()) {
            (Kind::Complete, _) => "everything can be read again".to_owned(),
            (_, []) => "not everything can be read".to_owned(),
            (_, why) => format!("not everything can be read: {}", neutral(&why.join("; "))),
        };
    };
    let mut text = format!("{} {address} {}", change.kind.as_str(), neutral(what));
    if let Some(severity) = known.severity.filter(|_| change.kind != Kind::Vanished) {
        text.push_str(&format!(" ({})", severity.as_str()));
    }
    text
}

/// The document for a chat that takes Slack's incoming webhooks.
pub fn chat(parts: &[Part<'_>]) -> String {
    let lines = lines(parts);
    let mut text = format!("Switchboard: {}", plural(lines.len(), "drift change"));
    for line in lines.iter().take(CHATTED) {
        let safe = line
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        text.push_str(&format!("\n• {safe}"));
    }
    if let more @ 1.. = lines.len().saturating_sub(CHATTED) {
        text.push_str(&format!("\n… and {more} more"));
    }
    json!({ "text": text }).to_string()
}

/// The signature of a body sent at a time, in Unix seconds: HMAC-SHA256 over the time, a full
/// stop and the body, in hex.
pub fn signature(secret: &Secret, at: i64, body: &str) -> String {
    // HMAC takes a key of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()) else {
        return String::new();
    };
    mac.update(format!("{at}.{body}").as_bytes());
    format!("sha256={}", hex(&mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::signature;
    use crate::model::Secret;

    #[test]
    fn the_documented_example_holds() {
        // printf '%s' '1795428000.{"a":1}' | openssl dgst -sha256 -hmac not-a-secret
        assert_eq!(
            signature(&Secret::new("not-a-secret"), 1_795_428_000, "{\"a\":1}"),
            "sha256=a778be02607098eb0f66fec49b28f8452e610aee6062b99854b2370f41ff4292"
        );
    }
}
