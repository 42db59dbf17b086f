//! Changes since the last notification. The current state is compared with the notified state, so
//! an undelivered change is in the next comparison too, and a difference that came and went in
//! between is not reported.
//!
//! Every replica of a watch gives a change the same identifier.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use crate::model::{Address, Drift, DriftStatus, DriftSummary, Impact, Scope, Sightings, hex};

/// What differs: an address and an aspect, in the registry's words.
pub type Key = (Address, String);

/// A known difference.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// Identifies the difference with its value.
    pub fingerprint: String,
    /// When it was first seen.
    pub since: Option<Timestamp>,
    /// The severity; `None` if the difference is known only from the registry.
    pub severity: Option<Impact>,
    /// The value after the last apply.
    pub recorded: Json,
    /// The current value.
    pub observed: Json,
}

/// The state of an environment after a check.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// The project and environment.
    pub scope: Scope,
    /// The differences that count as drift.
    pub differences: BTreeMap<Key, Standing>,
    /// The expected differences.
    pub expected: BTreeSet<Key>,
    /// Addresses that could not be checked; `None` if none could be.
    pub unread: Option<BTreeSet<Address>>,
    /// When the check became incomplete, and why; `None` if it is complete.
    pub incomplete: Option<(Timestamp, Vec<String>)>,
    /// The counts.
    pub summary: DriftSummary,
}

impl Seen {
    /// The state after a check. `failed` means that nothing could be checked; `since` and `why` say
    /// when it became incomplete and why, if it is.
    pub fn of(drift: &Drift, failed: bool, since: Option<Timestamp>, why: Vec<String>) -> Self {
        let mut seen = Self {
            scope: drift.scope.clone(),
            differences: BTreeMap::new(),
            expected: BTreeSet::new(),
            unread: None,
            incomplete: since.map(|at| (at, why)),
            summary: drift.summary(),
        };
        if failed {
            return seen;
        }
        let open = drift.resources.iter();
        let open = open.filter(|one| one.unread || one.status == DriftStatus::Unchecked);
        seen.unread = Some(open.map(|one| one.address.clone()).collect());
        for one in &drift.resources {
            for difference in &one.differences {
                let key = (one.address.clone(), difference.aspect.as_str().to_owned());
                if difference.ignored.is_some() {
                    seen.expected.insert(key);
                    continue;
                }
                let standing = Standing {
                    fingerprint: difference.fingerprint.clone(),
                    since: difference.since,
                    severity: Some(difference.impact),
                    recorded: difference.recorded.to_json(),
                    observed: difference.observed.to_json(),
                };
                seen.differences.insert(key, standing);
            }
        }
        seen
    }

    /// Whether an address could not be checked.
    fn is_unread(&self, address: &Address) -> bool {
        self.unread
            .as_ref()
            .is_none_or(|unread| unread.contains(address))
    }
}

/// The state that was last notified.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Told {
    /// The notified differences.
    differences: BTreeMap<Key, Standing>,
    /// Whether a check was made before.
    looked: bool,
    /// When the check became incomplete, and whether that was notified.
    incomplete: Option<(Timestamp, bool)>,
}

impl Told {
    /// The state in which every difference that the registry noted is notified.
    pub fn everything(noted: &Sightings) -> Self {
        let standing = noted.iter().map(|(key, seen)| {
            let standing = Standing {
                fingerprint: seen.fingerprint.clone(),
                since: Some(seen.at),
                severity: None,
                recorded: Json::Null,
                observed: Json::Null,
            };
            (key.clone(), standing)
        });
        Self {
            differences: standing.collect(),
            ..Self::default()
        }
    }
}

/// The kind of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    pub about: Option<(Key, Standing)>,
    /// Why the check is incomplete, for that kind.
    pub why: Vec<String>,
}

/// Changes since the last notification, and the state to remember as notified.
pub fn changes(told: &Told, seen: &Seen) -> (Vec<Change>, Told) {
    let mut found = Vec::new();
    let mut next = Told {
        differences: seen.differences.clone(),
        looked: true,
        incomplete: None,
    };
    let mut tell = |kind, key: &Key, standing: &Standing| {
        found.push(Change {
            id: id(
                &seen.scope,
                kind,
                Some(key),
                standing.since,
                &standing.fingerprint,
            ),
            kind,
            about: Some((key.clone(), standing.clone())),
            why: Vec::new(),
        });
    };
    for (key, standing) in &seen.differences {
        match told.differences.get(key) {
            None => tell(Kind::Appeared, key, standing),
            Some(before) if before.fingerprint != standing.fingerprint => {
                tell(Kind::Changed, key, standing);
            }
            Some(_) => {}
        }
    }
    for (key, before) in &told.differences {
        if seen.differences.contains_key(key) {
            continue;
        }
        // The registry does not note whether a difference was expected.
        let noted_only = before.severity.is_none();
        if seen.is_unread(&key.0) {
            next.differences.insert(key.clone(), before.clone());
        } else if !(noted_only && seen.expected.contains(key)) {
            tell(Kind::Vanished, key, before);
        }
    }
    let turn = |kind, at, why: &[String]| Change {
        id: id(&seen.scope, kind, None, Some(at), ""),
        kind,
        about: None,
        why: why.to_vec(),
    };
    match (&seen.incomplete, told.incomplete) {
        (Some((at, why)), None) => {
            // An incomplete first check is not a change.
            if told.looked {
                found.push(turn(Kind::Incomplete, *at, why));
            }
            next.incomplete = Some((*at, told.looked));
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

/// 128 bits of a text's SHA-256, in hex.
pub(super) fn short(text: &str) -> String {
    let digest = Sha256::digest(text);
    hex(digest.get(..16).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use jiff::Timestamp;
    use serde_json::Value as Json;

    use super::{Kind, Seen, Standing, Told, changes};
    use crate::model::{Address, DriftSummary, FirstSeen, Impact, Scope, Sightings};

    fn key(name: &str) -> super::Key {
        let address = Address::parse(&format!("providers.us.numbers.{name}")).unwrap();
        (address, "sms_url".to_owned())
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn seen(differences: &[(&str, &str)]) -> Seen {
        let standing = |(name, print): &(&str, &str)| {
            let standing = Standing {
                fingerprint: (*print).to_owned(),
                since: Some(at(1)),
                severity: Some(Impact::Major),
                recorded: Json::Null,
                observed: Json::Null,
            };
            (key(name), standing)
        };
        Seen {
            scope: Scope {
                project: "p".to_owned(),
                environment: "e".to_owned(),
            },
            differences: differences.iter().map(standing).collect::<BTreeMap<_, _>>(),
            expected: BTreeSet::new(),
            unread: Some(BTreeSet::new()),
            incomplete: None,
            summary: DriftSummary::default(),
        }
    }

    fn kinds(told: &Told, seen: &Seen) -> (Vec<Kind>, Told) {
        let (found, next) = changes(told, seen);
        let ids: BTreeSet<&str> = found.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids.len(), found.len());
        (found.iter().map(|one| one.kind).collect(), next)
    }

    #[test]
    fn each_change_is_told_once() {
        let (first, told) = kinds(&Told::default(), &seen(&[]));
        assert_eq!(first, []);
        let (appeared, told) = kinds(&told, &seen(&[("a", "1")]));
        assert_eq!(appeared, [Kind::Appeared]);
        assert_eq!(kinds(&told, &seen(&[("a", "1")])).0, []);
        let (changed, told) = kinds(&told, &seen(&[("a", "2"), ("b", "1")]));
        assert_eq!(changed, [Kind::Changed, Kind::Appeared]);
        let (vanished, _) = kinds(&told, &seen(&[("b", "1")]));
        assert_eq!(vanished, [Kind::Vanished]);
    }

    #[test]
    fn what_could_not_be_read_did_not_vanish() {
        let (_, told) = kinds(&Told::default(), &seen(&[("a", "1")]));
        let mut blind = seen(&[]);
        blind.unread = None;
        blind.incomplete = Some((at(5), vec!["500".to_owned()]));
        let (first, told) = kinds(&told, &blind);
        assert_eq!(first, [Kind::Incomplete]);
        blind.incomplete = Some((at(5), Vec::new()));
        let (again, told) = kinds(&told, &blind);
        assert_eq!(again, []);
        let (back, told) = kinds(&told, &seen(&[("a", "1")]));
        assert_eq!(back, [Kind::Complete]);
        assert_eq!(kinds(&told, &seen(&[])).0, [Kind::Vanished]);
    }

    #[test]
    fn a_first_look_that_is_incomplete_is_no_change() {
        let mut blind = seen(&[("a", "1")]);
        blind.incomplete = Some((at(5), Vec::new()));
        let (first, told) = kinds(&Told::default(), &blind);
        assert_eq!(first, [Kind::Appeared]);
        assert_eq!(kinds(&told, &blind).0, []);
        assert_eq!(kinds(&told, &seen(&[("a", "1")])).0, []);
    }

    #[test]
    fn who_takes_over_goes_on_from_what_is_noted() {
        let note = |print: &str| FirstSeen {
            fingerprint: print.to_owned(),
            at: at(1),
        };
        let noted: Sightings = [(key("a"), note("1")), (key("b"), note("1"))].into();
        let mut now = seen(&[("a", "1"), ("c", "1")]);
        let (found, _) = changes(&Told::everything(&noted), &now);
        let told = |name| {
            let about = found
                .iter()
                .find(|one| one.about.as_ref().unwrap().0 == key(name));
            about.map(|one| one.kind)
        };
        assert_eq!(
            [told("a"), told("b"), told("c")],
            [None, Some(Kind::Vanished), Some(Kind::Appeared)]
        );
        // The first leader gave the change the same identifier.
        let (before, _) = changes(&Told::default(), &now);
        assert!(before.contains(found.iter().find(|one| one.kind == Kind::Appeared).unwrap()));
        now.expected.insert(key("b"));
        assert_eq!(kinds(&Told::everything(&noted), &now).0, [Kind::Appeared]);
    }
}
