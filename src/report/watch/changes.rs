//! Changes since the last notification. The current state is compared with the notified state, so
//! an undelivered change is in the next comparison too, and a difference that came and went in
//! between is not reported.
//!
//! Every replica of a watch gives a change the same identifier.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use super::seen::{Key, Known, Seen};
use crate::model::{Scope, Sightings};
use crate::report::notification::signature::short;

/// The state that was last notified.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Notified {
    /// The notified differences.
    differences: BTreeMap<Key, Known>,
    /// Whether a check was made before.
    checked: bool,
    /// When the check became incomplete, and whether that was notified.
    incomplete: Option<(Timestamp, bool)>,
}

impl Notified {
    /// The state in which every difference that the registry noted is notified.
    pub fn everything(noted: &Sightings) -> Self {
        let differences = noted.iter().map(|(key, seen)| {
            let known = Known {
                fingerprint: seen.fingerprint.clone(),
                since: Some(seen.at),
                severity: None,
                recorded: Json::Null,
                observed: Json::Null,
            };
            (key.clone(), known)
        });
        Self {
            differences: differences.collect(),
            ..Self::default()
        }
    }
}

/// The kind of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "ChangeWord")]
pub enum Kind {
    /// A new difference.
    Appeared,
    /// A difference has another value.
    Changed,
    /// A difference is gone, or is expected now.
    Vanished,
    /// Not everything can be read.
    Incomplete,
    /// Everything can be read again.
    Complete,
}

impl Kind {
    /// The word in notifications.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Appeared => "appeared",
            Self::Changed => "changed",
            Self::Vanished => "vanished",
            Self::Incomplete => "incomplete",
            Self::Complete => "complete",
        }
    }
}

/// A change of state.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Identifies the change: the same for every replica and every attempt.
    pub id: String,
    /// The kind.
    pub kind: Kind,
    /// The difference; `None` for a change of the whole environment.
    pub about: Option<(Key, Known)>,
    /// Why the check is incomplete, for that kind.
    pub why: Vec<String>,
}

/// Changes since the last notification, and the state to remember as notified.
pub fn changes(notified: &Notified, seen: &Seen) -> (Vec<Change>, Notified) {
    let mut found = Vec::new();
    let mut next = Notified {
        differences: seen.differences.clone(),
        checked: true,
        incomplete: None,
    };
    let mut add = |kind, key: &Key, known: &Known| {
        found.push(Change {
            id: id(
                &seen.scope,
                kind,
                Some(key),
                known.since,
                &known.fingerprint,
            ),
            kind,
            about: Some((key.clone(), known.clone())),
            why: Vec::new(),
        });
    };
    for (key, known) in &seen.differences {
        match notified.differences.get(key) {
            None => add(Kind::Appeared, key, known),
            Some(before) if before.fingerprint != known.fingerprint => {
                add(Kind::Changed, key, known);
            }
            Some(_) => {}
        }
    }
    for (key, before) in &notified.differences {
        if seen.differences.contains_key(key) {
            continue;
        }
        // The registry does not note whether a difference was expected.
        let noted_only = before.severity.is_none();
        if seen.is_unread(&key.0) {
            next.differences.insert(key.clone(), before.clone());
        } else if !(noted_only && seen.expected.contains(key)) {
            add(Kind::Vanished, key, before);
        }
    }
    let turn = |kind, at, why: &[String]| Change {
        id: id(&seen.scope, kind, None, Some(at), ""),
        kind,
        about: None,
        why: why.to_vec(),
    };
    match (&seen.incomplete, notified.incomplete) {
        (Some((at, why)), None) => {
            // An incomplete first check is not a change.
            if notified.checked {
                found.push(turn(Kind::Incomplete, *at, why));
            }
            next.incomplete = Some((*at, notified.checked));
        }
        (Some(_), before) => next.incomplete = before,
        (None, Some((at, true))) => found.push(turn(Kind::Complete, at, &[])),
        (None, _) => {}
    }
    (found, next)
}

/// 128 bits, in hex.
fn id(scope: &Scope, kind: Kind, key: Option<&Key>, at: Option<Timestamp>, print: &str) -> String {
    let (address, what) = key.map_or((String::new(), ""), |(address, what)| {
        (address.to_string(), what.as_str())
    });
    let at = at.map_or_else(String::new, |at| at.as_millisecond().to_string());
    let parts: [&str; 7] = [
        &scope.project,
        &scope.environment,
        kind.as_str(),
        &address,
        what,
        &at,
        print,
    ];
    short(&parts.join("\n"))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use jiff::Timestamp;
    use serde_json::Value as Json;

    use super::super::seen::{Key, Known, Seen};
    use super::{Kind, Notified, changes};
    use crate::model::{Address, DriftSummary, FirstSeen, Impact, Scope, Sightings};

    fn key(name: &str) -> Key {
        let address = Address::parse(&format!("providers.us.numbers.{name}")).unwrap();
        (address, "sms_url".to_owned())
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn seen(differences: &[(&str, &str)]) -> Seen {
        let known = |(name, print): &(&str, &str)| {
            let known = Known {
                fingerprint: (*print).to_owned(),
                since: Some(at(1)),
                severity: Some(Impact::Major),
                recorded: Json::Null,
                observed: Json::Null,
            };
            (key(name), known)
        };
        Seen {
            scope: Scope {
                project: "p".to_owned(),
                environment: "e".to_owned(),
            },
            differences: differences.iter().map(known).collect::<BTreeMap<_, _>>(),
            expected: BTreeSet::new(),
            unread: Some(BTreeSet::new()),
            incomplete: None,
            summary: DriftSummary::default(),
        }
    }

    fn kinds(notified: &Notified, seen: &Seen) -> (Vec<Kind>, Notified) {
        let (found, next) = changes(notified, seen);
        let ids: BTreeSet<&str> = found.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids.len(), found.len());
        (found.iter().map(|one| one.kind).collect(), next)
    }

    #[test]
    fn each_change_is_notified_once() {
        let (first, notified) = kinds(&Notified::default(), &seen(&[]));
        assert_eq!(first, []);
        let (appeared, notified) = kinds(&notified, &seen(&[("a", "1")]));
        assert_eq!(appeared, [Kind::Appeared]);
        assert_eq!(kinds(&notified, &seen(&[("a", "1")])).0, []);
        let (changed, notified) = kinds(&notified, &seen(&[("a", "2"), ("b", "1")]));
        assert_eq!(changed, [Kind::Changed, Kind::Appeared]);
        let (vanished, _) = kinds(&notified, &seen(&[("b", "1")]));
        assert_eq!(vanished, [Kind::Vanished]);
    }

    #[test]
    fn what_could_not_be_read_did_not_vanish() {
        let (_, notified) = kinds(&Notified::default(), &seen(&[("a", "1")]));
        let mut blind = seen(&[]);
        blind.unread = None;
        blind.incomplete = Some((at(5), vec!["500".to_owned()]));
        let (first, notified) = kinds(&notified, &blind);
        assert_eq!(first, [Kind::Incomplete]);
        blind.incomplete = Some((at(5), Vec::new()));
        let (again, notified) = kinds(&notified, &blind);
        assert_eq!(again, []);
        let (back, notified) = kinds(&notified, &seen(&[("a", "1")]));
        assert_eq!(back, [Kind::Complete]);
        assert_eq!(kinds(&notified, &seen(&[])).0, [Kind::Vanished]);
    }

    #[test]
    fn an_incomplete_first_check_is_no_change() {
        let mut blind = seen(&[("a", "1")]);
        blind.incomplete = Some((at(5), Vec::new()));
        let (first, notified) = kinds(&Notified::default(), &blind);
        assert_eq!(first, [Kind::Appeared]);
        assert_eq!(kinds(&notified, &blind).0, []);
        assert_eq!(kinds(&notified, &seen(&[("a", "1")])).0, []);
    }

    #[test]
    fn a_new_leader_continues_from_what_is_noted() {
        let note = |print: &str| FirstSeen {
            fingerprint: print.to_owned(),
            at: at(1),
        };
        let noted: Sightings = [(key("a"), note("1")), (key("b"), note("1"))].into();
        let mut now = seen(&[("a", "1"), ("c", "1")]);
        let (found, _) = changes(&Notified::everything(&noted), &now);
        let notified = |name| {
            let about = found
                .iter()
                .find(|one| one.about.as_ref().unwrap().0 == key(name));
            about.map(|one| one.kind)
        };
        assert_eq!(
            [notified("a"), notified("b"), notified("c")],
            [None, Some(Kind::Vanished), Some(Kind::Appeared)]
        );
        // The first leader gave the change the same identifier.
        let (before, _) = changes(&Notified::default(), &now);
        assert!(before.contains(found.iter().find(|one| one.kind == Kind::Appeared).unwrap()));
        now.expected.insert(key("b"));
        assert_eq!(
            kinds(&Notified::everything(&noted), &now).0,
            [Kind::Appeared]
        );
    }
}
