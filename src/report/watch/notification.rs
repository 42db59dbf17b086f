//! The notification of a watch: changes as a JSON document for a webhook and as lines for a chat.

use jiff::Timestamp;

use super::changes::{Change, Kind};
use super::document::{DriftChange, DriftDifference, DriftNotification, EnvironmentChanges};
use super::seen::Seen;
use crate::report::drift::document::DriftCounts;
use crate::report::drift::words::time;
use crate::report::notification::body::Body;
use crate::report::notification::message::{FORMAT_VERSION, LISTED, Message, chat};
use crate::report::notification::signature::short;
use crate::report::text::escape::neutral;
use crate::report::text::plural::plural;

/// The changes of one environment, and its state.
pub struct Part<'a> {
    /// The state.
    pub seen: &'a Seen,
    /// The changes; never empty.
    pub changes: Vec<Change>,
}

/// The notification of these changes. `version` is this program's.
pub fn message(parts: &[Part<'_>], at: Timestamp, version: &str) -> Message {
    let lines = lines(parts);
    let title = format!("Switchboard: {}", plural(lines.len(), "drift change"));
    Message {
        document: document(parts, at, version),
        chat: chat(&title, &lines),
    }
}

fn document(parts: &[Part<'_>], at: Timestamp, version: &str) -> String {
    let ids: Vec<&str> = all(parts).map(|(_, change)| change.id.as_str()).collect();
    let mut room = LISTED;
    let environments = parts.iter().map(|part| {
        let listed = part.changes.len().min(room);
        room -= listed;
        let scope = &part.seen.scope;
        EnvironmentChanges {
            project: &scope.project,
            environment: Some(scope.environment.as_str()).filter(|name| !name.is_empty()),
            complete: part.seen.incomplete.is_none(),
            summary: DriftCounts::of(part.seen.summary),
            changes: part.changes.iter().take(listed).map(change).collect(),
            changes_left_out: part.changes.len() - listed,
        }
    });
    let document = DriftNotification {
        format_version: FORMAT_VERSION,
        kind: "drift-notification",
        id: short(&ids.join("\n")),
        tool_version: version,
        timestamp: time(at),
        environments: environments.collect(),
    };
    Body::Drift(document).to_json()
}

fn all<'a>(parts: &'a [Part<'_>]) -> impl Iterator<Item = (&'a Seen, &'a Change)> {
    parts
        .iter()
        .flat_map(|part| part.changes.iter().map(move |change| (part.seen, change)))
}

fn change(change: &Change) -> DriftChange<'_> {
    let about = change.about.as_ref();
    DriftChange {
        id: &change.id,
        change: change.kind,
        about: about.map(|((address, what), known)| DriftDifference {
            address: address.to_string(),
            what,
            severity: known.severity,
            recorded: &known.recorded,
            observed: &known.observed,
            first_seen: known.since.map(time),
        }),
        why: (change.kind == Kind::Incomplete).then_some(change.why.as_slice()),
    }
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
