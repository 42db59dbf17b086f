//! The author of a difference: differences joined to the events that the providers recorded. Pure.
//!
//! An event is certain if it says that it set the observed value. If the latest event about a field
//! gives another value, that event is not the cause. Then, and where events do not name fields, the
//! latest possible event is only probable. An apply of ours that did not set the value is never
//! blamed.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::model::{
    Aspect, AuditEvent, Author, By, Certainty, Difference, Drift, Drifted, FieldEdit, Name,
    Operation, Value,
};

/// The events and applies from which the author of a difference is found.
#[derive(Debug, Default)]
pub struct Witness<'a> {
    /// The events, in no order.
    pub events: &'a [AuditEvent],
    /// Whether there are events that could not be read.
    pub partly: bool,
    /// The periods during which an apply of ours was running.
    pub applies: &'a [(Timestamp, Timestamp)],
}

/// Returns the identifiers of the objects whose events may explain a difference, by provider. Empty
/// where nothing that counts differs.
pub fn in_question(drift: &Drift) -> BTreeMap<Name, BTreeSet<String>> {
    let mut asked: BTreeMap<Name, BTreeSet<String>> = BTreeMap::new();
    for one in drift.resources.iter().filter(|one| one.is_drift()) {
        let Some(provider) = one.address.provider() else {
            continue;
        };
        let ids = one
            .counted()
            .filter_map(|difference| subject(one, difference));
        let known = asked.entry(provider.clone()).or_default();
        known.extend(ids.map(str::to_owned));
    }
    asked.retain(|_, ids| !ids.is_empty());
    asked
}

/// Records the author of every difference that counts, as far as that is known.
pub fn attribute(drift: &mut Drift, witness: &Witness<'_>) {
    let mut events: BTreeMap<&str, Vec<&AuditEvent>> = BTreeMap::new();
    for event in witness.events {
        events.entry(event.id.as_str()).or_default().push(event);
    }
    for one in drift.resources.iter_mut().filter(|one| one.is_drift()) {
        let found: Vec<By> = one
            .differences
            .iter()
            .map(|difference| {
                if difference.ignored.is_some() {
                    return By::Unasked;
                }
                let own = subject(one, difference).and_then(|id| events.get(id));
                let own = own.map(Vec::as_slice).unwrap_or_default();
                match author(difference, own, witness) {
                    Some(author) => By::Author(Box::new(author)),
                    None => By::Unknown,
                }
            })
            .collect();
        for (difference, by) in one.differences.iter_mut().zip(found) {
            difference.by = by;
        }
    }
}

/// Returns the identifier of the object whose events explain a difference.
fn subject<'a>(one: &'a Drifted, difference: &Difference) -> Option<&'a str> {
    match difference.aspect {
        // The group in the number's way was created or changed, or else its handler.
        Aspect::Route => {
            let group = one.group.as_ref().map(|group| group.id.as_str());
            let now = one.route.as_ref().and_then(|route| route.observed.as_ref());
            group.or_else(|| now.and_then(|now| now.decider.as_deref()))
        }
        Aspect::Field(_) | Aspect::Id | Aspect::Existence => one.id.as_deref(),
    }
    .filter(|id| !id.is_empty())
}

fn author(
    difference: &Difference,
    events: &[&AuditEvent],
    witness: &Witness<'_>,
) -> Option<Author> {
    let said = |deed| {
        let event = events.iter().filter(|event| event.deed == deed);
        let event = event.max_by_key(|event| event.at)?;
        Some(author_of(event, None, Certainty::Certain, witness))
    };
    let probable = |may: &dyn Fn(&AuditEvent) -> bool| {
        let may = |event: &&&AuditEvent| {
            event.deed != Operation::Deleted && !is_apply(event, witness) && may(event)
        };
        let event = events.iter().filter(may).max_by_key(|event| event.at)?;
        Some(author_of(event, None, Certainty::Probable, witness))
    };
    let field = match &difference.aspect {
        Aspect::Field(field) => field,
        Aspect::Id => return said(Operation::Created),
        Aspect::Existence => return said(Operation::Deleted),
        Aspect::Route => return probable(&|_| true),
    };
    let turn = |event: &'_ AuditEvent| -> Option<FieldEdit> {
        event
            .edits
            .iter()
            .find(|turn| turn.field == *field)
            .cloned()
    };
    let naming = events
        .iter()
        .filter_map(|event| Some((*event, turn(event)?)));
    let naming: Vec<(&AuditEvent, FieldEdit)> = naming.collect();
    let latest = naming.iter().map(|(event, _)| event.at).max();
    // Times are to the second, and events of one second are in no order.
    let brought = naming.iter().find(|(event, turn)| {
        let now = turn.now.as_ref();
        Some(event.at) == latest && now.is_some_and(|now| is(now, &difference.observed))
    });
    if let Some((event, turn)) = brought {
        return Some(author_of(
            event,
            turn.was.as_ref(),
            Certainty::Certain,
            witness,
        ));
    }
    probable(&|event| {
        let silent = match turn(event) {
            Some(turn) => turn.now.is_none(),
            None => event.edits.is_empty(),
        };
        silent && latest.is_none_or(|latest| event.at >= latest)
    })
}

/// Whether the value that an event reports is the observed one.
fn is(now: &Value, observed: &Value) -> bool {
    match (now, observed) {
        (Value::Text(word), Value::Flag(on)) => word.eq_ignore_ascii_case(&on.to_string()),
        (Value::Text(word), Value::Number(number)) => *word == number.to_string(),
        (_, Value::Set { .. }) => false,
        _ => now.is_satisfied_by(observed),
    }
}

fn is_apply(event: &AuditEvent, witness: &Witness<'_>) -> bool {
    let during = |(from, until): &(Timestamp, Timestamp)| (from..=until).contains(&&event.at);
    event.own && witness.applies.iter().any(during)
}

fn author_of(
    event: &AuditEvent,
    was: Option<&Value>,
    certainty: Certainty,
    witness: &Witness<'_>,
) -> Author {
    Author {
        at: event.at,
        kind: event.kind.clone(),
        name: event.name.clone(),
        source: event.source.clone(),
        source_ip: event.source_ip.clone(),
        was: was.map(Value::concealed),
        certainty: if witness.partly {
            Certainty::Probable
        } else {
            certainty
        },
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::{Witness, author};
    use crate::model::{
        ActorKind, Aspect, AuditEvent, Certainty, Difference, FieldEdit, Impact, Operation, Value,
    };
    use crate::plan::drift::difference::difference;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn event(second: i64, who: &str, edits: &[(&'static str, Option<&str>)]) -> AuditEvent {
        let turn = |(field, now): &(&'static str, Option<&str>)| FieldEdit {
            field: (*field).into(),
            was: Some(Value::text("https://u:secret@was.example/")),
            now: now.map(Value::text),
        };
        AuditEvent {
            at: at(second),
            id: "1".to_owned(),
            deed: Operation::Updated,
            kind: ActorKind::User,
            name: Some(who.to_owned()),
            source: None,
            source_ip: None,
            own: who == "us",
            edits: edits.iter().map(turn).collect(),
        }
    }

    fn differs(aspect: Aspect, observed: Value) -> Difference {
        Difference {
            observed,
            ..difference(aspect, Impact::Major)
        }
    }

    /// Returns who is said to have set `url` to `x`, and whether that is certain.
    fn who(events: &[AuditEvent], applies: &[(Timestamp, Timestamp)]) -> Option<(String, bool)> {
        let difference = differs(Aspect::Field("url".into()), Value::text("x"));
        let events: Vec<&AuditEvent> = events.iter().collect();
        let witness = Witness {
            applies,
            ..Witness::default()
        };
        let author = author(&difference, &events, &witness)?;
        let certain = author.certainty == Certainty::Certain;
        Some((author.name.unwrap(), certain))
    }

    fn certain(name: &str) -> (String, bool) {
        (name.to_owned(), true)
    }

    fn probable(name: &str) -> (String, bool) {
        (name.to_owned(), false)
    }

    #[test]
    fn the_latest_that_set_the_value_is_it() {
        let (x, y) = ([("url", Some("x"))], [("url", Some("y"))]);
        let events = [event(1, "a", &x), event(3, "b", &x), event(2, "c", &y)];
        assert_eq!(who(&events, &[]), Some(certain("b")));
        // In one second the order is not known, and one of them says what is there.
        let events = [event(2, "a", &y), event(2, "b", &x), event(2, "c", &y)];
        assert_eq!(who(&events, &[]), Some(certain("b")));
        assert_eq!(who(&[], &[]), None);
    }

    #[test]
    fn whom_a_later_event_contradicts_is_not_blamed() {
        let (x, y) = ([("url", Some("x"))], [("url", Some("y"))]);
        let events = [event(1, "a", &x), event(2, "b", &y)];
        assert_eq!(who(&events, &[]), None);
        let other = [("name", Some("x"))];
        assert_eq!(who(&[event(1, "a", &other)], &[]), None);
    }

    #[test]
    fn what_says_nothing_of_fields_is_probable() {
        let y = [("url", Some("y"))];
        let events = [event(1, "a", &[]), event(2, "b", &y), event(3, "c", &[])];
        assert_eq!(who(&events, &[]), Some(probable("c")));
        assert_eq!(who(&events[..2], &[]), None, "it was before");
        assert_eq!(
            who(&[event(1, "a", &[("url", None)])], &[]),
            Some(probable("a"))
        );
    }

    #[test]
    fn an_apply_is_blamed_only_for_what_it_brought_about() {
        let apply = [(at(5), at(9))];
        let events = [event(1, "a", &[]), event(7, "us", &[])];
        assert_eq!(who(&events, &apply), Some(probable("a")));
        assert_eq!(
            who(&events, &[]),
            Some(probable("us")),
            "by hand, with our credentials"
        );
        let x = [("url", Some("x"))];
        assert_eq!(who(&[event(7, "us", &x)], &apply), Some(certain("us")));
    }

    #[test]
    fn where_events_are_missing_nothing_is_certain() {
        let event = event(1, "a", &[("url", Some("x"))]);
        let witness = Witness {
            partly: true,
            ..Witness::default()
        };
        let difference = differs(Aspect::Field("url".into()), Value::text("x"));
        let found = author(&difference, &[&event], &witness).unwrap();
        assert_eq!(found.certainty, Certainty::Probable);
        let was = found.was.unwrap();
        assert!(!serde_json::to_string(&was).unwrap().contains("secret"));
    }

    #[test]
    fn switches_sets_and_what_came_and_went() {
        let of = |aspect, observed, event: &AuditEvent| {
            let difference = differs(aspect, observed);
            let found = author(&difference, &[event], &Witness::default());
            found.map(|author| author.certainty)
        };
        let field = || Aspect::Field("url".into());
        let on = event(1, "a", &[("url", Some("True"))]);
        assert_eq!(
            of(field(), Value::Flag(true), &on),
            Some(Certainty::Certain)
        );
        assert_eq!(of(field(), Value::Flag(false), &on), None);
        let members = Value::Set { members: [].into() };
        assert_eq!(
            of(field(), members.clone(), &event(1, "a", &[])),
            Some(Certainty::Probable)
        );
        assert_eq!(of(field(), members, &on), None);
        let gone = AuditEvent {
            deed: Operation::Deleted,
            ..event(1, "a", &[])
        };
        assert_eq!(
            of(Aspect::Existence, Value::Blank, &gone),
            Some(Certainty::Certain)
        );
        assert_eq!(of(field(), Value::text("x"), &gone), None);
        assert_eq!(of(Aspect::Id, Value::text("2"), &gone), None);
        assert_eq!(of(Aspect::Existence, Value::Blank, &on), None);
        assert_eq!(
            of(Aspect::Route, Value::Blank, &on),
            Some(Certainty::Probable)
        );
    }
}
