//! Stories of runs that end early: cancelled, without their lock, or killed.

use std::collections::BTreeMap;

use switchboard::model::{Action, Outcome, RunStatus};
use switchboard::reconcile::{Applied, Trouble};
use switchboard::registry::{Registry, RegistryError};

use super::{
    Fate, Toy, asked, begin, create, creating, names, recorded, row, scope, there, toy_with,
    with_door,
};

pub async fn a_cancelled_run_waits_for_the_answer_and_sends_no_more(registry: &dyn Registry) {
    let toy = toy_with(&[("JOIN", Fate::Interrupted)]);
    let mut session = begin(registry).await;
    let plan = creating(&["JOIN", "STOP"]);
    let (applied, events) = create(&plan, &toy, session.as_mut(), Applied::default()).await;
    assert_eq!(applied.done, [(there("JOIN"), Action::Create)]);
    let why = "interrupted".to_owned();
    assert_eq!(applied.not_tried, [(there("STOP"), Action::Create, why)]);
    assert!(!events.iter().any(|event| event.ends_with("STOP")));
    assert_eq!(asked(&toy), ["JOIN"]);
    assert!(recorded(registry).await.contains_key(&there("JOIN")));
}

pub async fn a_run_that_lost_its_lock_sends_nothing(registry: &dyn Registry) {
    let toy = Toy::default();
    let mut session = begin(registry).await;
    registry.unlock(&scope(), true).await.unwrap();
    let plan = creating(&["JOIN", "STOP"]);
    let (applied, events) = create(&plan, &toy, session.as_mut(), Applied::default()).await;
    assert_eq!(names(&applied.not_tried), ["JOIN", "STOP"]);
    assert_eq!(applied.not_tried[1].2, "the lock was lost");
    let lost = matches!(
        applied.trouble,
        Some(Trouble::Registry(RegistryError::LostLock { .. }))
    );
    assert!(lost, "{:?}", applied.trouble);
    assert!(toy.cancel.is_cancelled());
    assert_eq!(asked(&toy), [""; 0]);
    assert_eq!(events, [""; 0]);
}

/// The lock is lost while the request is under way.
pub async fn an_end_that_cannot_be_recorded_is_unsettled(registry: &dyn Registry) {
    let (toy, door) = with_door();
    let mut session = begin(registry).await;
    let plan = creating(&["JOIN", "STOP"]);
    let creation = create(&plan, &toy, session.as_mut(), Applied::default());
    let meanwhile = async {
        door.reached.notified().await;
        registry.unlock(&scope(), true).await.unwrap();
        door.opened.notify_one();
    };
    let ((applied, events), ()) = tokio::join!(creation, meanwhile);
    assert_eq!(names(&applied.unsettled), ["JOIN"]);
    let why = &applied.unsettled[0].2;
    assert!(why.starts_with("written, but not recorded"), "{why}");
    assert_eq!(names(&applied.not_tried), ["STOP"]);
    assert_eq!(events, ["started JOIN", "called JOIN", "failed JOIN"]);
    assert!(recorded(registry).await.is_empty());
}

/// The process dies after the counterpart created the keyword: the intent has no end.
pub async fn a_crash_before_the_end_leaves_what_the_next_run_records(registry: &dyn Registry) {
    let (toy, door) = with_door();
    let plan = creating(&["JOIN"]);
    let mut session = begin(registry).await;
    let run = session.run_id().to_owned();
    tokio::select! {
        biased;
        _ = create(&plan, &toy, session.as_mut(), Applied::default()) => panic!("it waits"),
        () = door.reached.notified() => {}
    }
    let id = "id-JOIN".to_owned();
    toy.keywords.lock().unwrap().insert("JOIN".to_owned(), id);
    drop(session);
    let (_, changes) = registry.changes(&run).await.unwrap().unwrap();
    assert_eq!(changes[0].outcome, Outcome::Intended);
    assert!(recorded(registry).await.is_empty());

    let toy = Toy { door: None, ..toy };
    let mut next = begin(registry).await;
    let (applied, _) = create(&plan, &toy, next.as_mut(), Applied::default()).await;
    next.finish(RunStatus::Succeeded).await.unwrap();
    assert_eq!(applied.done, [(there("JOIN"), Action::Create)]);
    assert!(applied.made.is_empty(), "the first run made it");
    let rows = BTreeMap::from([(there("JOIN"), row("id-JOIN", "JOIN"))]);
    assert_eq!(recorded(registry).await, rows);
}
