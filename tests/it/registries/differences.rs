//! Stories about the times at which drift first saw something.

use std::time::Duration;

use switchboard::model::{FirstSeen, RunStatus, Sightings, Snapshot};
use switchboard::registry::Registry;

use super::sample::{begin, keep, number, phone, run, scope};

fn seen(what: &str, at: &str) -> Sightings {
    let seen = FirstSeen {
        fingerprint: format!("print of {what}"),
        at: at.parse().unwrap(),
    };
    Sightings::from([((number("a"), what.to_owned()), seen)])
}

const LATER: &str = "2999-01-01T00:00:00.123Z";

/// A noted time is read back, in its scope only, and replaces the one noted before.
pub async fn what_was_first_seen_comes_back(registry: &dyn Registry) {
    let scope_of = |environment| scope(environment);
    let (prod, test) = (scope_of("prod"), scope_of("test"));
    for scope in [&prod, &test] {
        let session = begin(registry, scope).await;
        drop(session);
    }
    let before = registry.snapshot(&prod).await.unwrap();
    let both: Sightings = [seen("sms_url", LATER), seen("route", LATER)]
        .into_iter()
        .flatten()
        .collect();
    registry
        .note_differences(&prod, &Sightings::new(), &both)
        .await
        .unwrap();
    assert_eq!(registry.differences(&prod).await.unwrap(), both);
    assert!(registry.differences(&test).await.unwrap().is_empty());
    let one = seen("missing", LATER);
    registry.note_differences(&prod, &both, &one).await.unwrap();
    assert_eq!(registry.differences(&prod).await.unwrap(), one);
    assert_eq!(registry.snapshot(&prod).await.unwrap(), before);
    registry
        .note_differences(&prod, &one, &Sightings::new())
        .await
        .unwrap();
    assert!(registry.differences(&prod).await.unwrap().is_empty());
}

/// Two checks that looked at different things at the same time: neither drops what the other noted.
pub async fn checks_of_different_things_disturb_nothing(registry: &dyn Registry) {
    let prod = scope("prod");
    drop(begin(registry, &prod).await);
    let none = Sightings::new();
    let both = [seen("sms_url", LATER), seen("route", LATER)];
    for found in &both {
        registry
            .note_differences(&prod, &none, found)
            .await
            .unwrap();
    }
    let all: Sightings = both.clone().into_iter().flatten().collect();
    assert_eq!(registry.differences(&prod).await.unwrap(), all);
    let [first, second] = both;
    registry
        .note_differences(&prod, &first, &none)
        .await
        .unwrap();
    assert_eq!(registry.differences(&prod).await.unwrap(), second);
    // One that has another value by now replaces it.
    let later = seen("route", "2999-02-01T00:00:00Z");
    registry
        .note_differences(&prod, &second, &later)
        .await
        .unwrap();
    assert_eq!(registry.differences(&prod).await.unwrap(), later);
}

/// Noting a time does not create a registry that is not there.
pub async fn noting_creates_no_registry(registry: &dyn Registry) {
    let prod = scope("prod");
    registry
        .note_differences(&prod, &Sightings::new(), &seen("sms_url", LATER))
        .await
        .unwrap();
    assert!(registry.differences(&prod).await.unwrap().is_empty());
    assert_eq!(registry.snapshot(&prod).await.unwrap(), Snapshot::default());
}

/// What was noted about a thing's own fields ends with the next write of that thing; who answers
/// in its place may outlive it.
pub async fn a_write_puts_an_end_to_what_was_noted(registry: &dyn Registry) {
    let prod = scope("prod");
    let mut session = begin(registry, &prod).await;
    let early = "2000-01-01T00:00:00Z";
    let both: Sightings = [seen("sms_url", early), seen("route", early)]
        .into_iter()
        .flatten()
        .collect();
    // Another process holds the scope; noting does not wait for it.
    registry
        .note_differences(&prod, &Sightings::new(), &both)
        .await
        .unwrap();
    assert_eq!(registry.differences(&prod).await.unwrap(), both);
    session
        .record(&[keep(&number("a"), &phone("+15017122661", ""))], &[])
        .await
        .unwrap();
    session.finish(RunStatus::Succeeded).await.unwrap();
    assert_eq!(
        registry.differences(&prod).await.unwrap(),
        seen("route", early)
    );
    let held = registry.begin(&prod, &run(), Duration::ZERO).await;
    assert!(held.is_ok());
}
