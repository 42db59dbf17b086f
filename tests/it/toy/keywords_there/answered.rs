//! Stories in which each request is answered, or its answer is lost.

use std::collections::BTreeMap;

use switchboard::model::{Action, Address, Outcome, RunStatus, UNCLEAR};
use switchboard::reconcile::{self, Accounts, Applied, Event};
use switchboard::registry::Registry;
use tokio_util::sync::CancellationToken;

use super::{
    Fate, Toy, begin, create, creating, fields, names, recorded, row, scope, there, toy_with,
};

pub async fn missing_keywords_are_created_and_recorded(registry: &dyn Registry) {
    let (plan, toy) = (creating(&["Stop", "JOIN"]), Toy::default());
    let mut session = begin(registry).await;
    let (applied, events) = create(&plan, &toy, session.as_mut(), Applied::default()).await;
    let run = session.run_id().to_owned();
    session.finish(RunStatus::Succeeded).await.unwrap();
    let done = [there("JOIN"), there("Stop")].map(|at| (at, Action::Create));
    assert_eq!(applied.done, done);
    assert!(!applied.is_unfinished());
    assert_eq!(applied.made[&there("JOIN")], "id-JOIN");
    let expected = [
        "started JOIN",
        "called JOIN",
        "completed JOIN id-JOIN",
        "started Stop",
        "called Stop",
        "completed Stop id-Stop",
    ];
    assert_eq!(events, expected);
    assert_eq!(toy.keywords.lock().unwrap()["STOP"], "id-Stop");
    let rows = [
        (there("JOIN"), row("id-JOIN", "JOIN")),
        (there("Stop"), row("id-Stop", "Stop")),
    ];
    assert_eq!(recorded(registry).await, BTreeMap::from(rows));
    let snapshot = registry.snapshot(&scope()).await.unwrap();
    assert!(snapshot.state.resources.is_empty());
    let (_, changes) = registry.changes(&run).await.unwrap().unwrap();
    assert_eq!(changes.len(), 2);
    assert!(changes.iter().all(|one| one.outcome == Outcome::Done));
    assert_eq!(changes[0].after, Some(fields("JOIN")));
}

pub async fn a_keyword_that_is_there_is_recorded_with_its_own_identifier(registry: &dyn Registry) {
    let toy = Toy::default();
    let keywords = [("JOIN".to_owned(), "theirs".to_owned())];
    toy.keywords.lock().unwrap().extend(keywords);
    let mut session = begin(registry).await;
    let plan = creating(&["JOIN"]);
    let (applied, events) = create(&plan, &toy, session.as_mut(), Applied::default()).await;
    assert_eq!(applied.done, [(there("JOIN"), Action::Create)]);
    assert!(applied.made.is_empty(), "nothing was made");
    assert_eq!(events.last().unwrap(), "completed JOIN theirs");
    let rows = BTreeMap::from([(there("JOIN"), row("theirs", "JOIN"))]);
    assert_eq!(recorded(registry).await, rows);
}

pub async fn a_refusal_stops_no_other_keyword(registry: &dyn Registry) {
    let toy = toy_with(&[("JOIN", Fate::Refused)]);
    let mut session = begin(registry).await;
    let plan = creating(&["JOIN", "STOP"]);
    let (applied, events) = create(&plan, &toy, session.as_mut(), Applied::default()).await;
    let run = session.run_id().to_owned();
    assert_eq!(names(&applied.failed), ["JOIN"]);
    assert_eq!(applied.failed[0].2, "creating JOIN: no privilege");
    assert_eq!(applied.done, [(there("STOP"), Action::Create)]);
    assert_eq!(events[..3], ["started JOIN", "called JOIN", "failed JOIN"]);
    let rows = BTreeMap::from([(there("STOP"), row("id-STOP", "STOP"))]);
    assert_eq!(recorded(registry).await, rows);
    session.finish(RunStatus::Partial).await.unwrap();
    let (_, changes) = registry.changes(&run).await.unwrap().unwrap();
    let why = changes[0].error.as_deref();
    assert_eq!(why, Some("creating JOIN: no privilege"));
}

pub async fn a_lost_answer_is_unclear_and_the_next_run_records_it(registry: &dyn Registry) {
    let toy = toy_with(&[("JOIN", Fate::Lost)]);
    let plan = creating(&["JOIN", "STOP"]);
    let mut session = begin(registry).await;
    let (applied, _) = create(&plan, &toy, session.as_mut(), Applied::default()).await;
    session.finish(RunStatus::Partial).await.unwrap();
    assert_eq!(names(&applied.failed), ["JOIN"]);
    let why = &applied.failed[0].2;
    assert!(why.contains(UNCLEAR), "{why}");
    assert_eq!(applied.done, [(there("STOP"), Action::Create)]);
    assert!(!recorded(registry).await.contains_key(&there("JOIN")));

    let mut next = begin(registry).await;
    assert_eq!(next.unclear("2020-01-01T00:00:00.000Z").await.unwrap(), []);
    toy.fates.lock().unwrap().clear();
    let plan = creating(&["JOIN"]);
    let (applied, _) = create(&plan, &toy, next.as_mut(), Applied::default()).await;
    assert_eq!(applied.done, [(there("JOIN"), Action::Create)]);
    assert_eq!(recorded(registry).await.len(), 2);
    assert_eq!(toy.keywords.lock().unwrap().len(), 2, "created once");
}

pub async fn failures_at_accounts_hold_no_keyword_back(registry: &dyn Registry) {
    let line = Address::parse("providers.us.numbers.line").unwrap();
    let before = Applied {
        failed: vec![(line, Action::Update, "refused".to_owned())],
        ..Applied::default()
    };
    let (plan, toy) = (creating(&["JOIN"]), Toy::default());
    let mut session = begin(registry).await;
    let (applied, _) = create(&plan, &toy, session.as_mut(), before).await;
    assert_eq!(applied.done, [(there("JOIN"), Action::Create)]);
    assert_eq!(names(&applied.failed), ["line"]);
}

/// An apply neither records them as its own nor looks for an account of theirs.
pub async fn an_apply_leaves_them_alone(registry: &dyn Registry) {
    let (plan, accounts) = (creating(&["JOIN"]), Accounts::default());
    let cancel = CancellationToken::new();
    let mut session = begin(registry).await;
    let mut events = 0;
    let mut report = |_: Event<'_>| events += 1;
    let session = session.as_mut();
    let applied = reconcile::apply(&plan, &accounts, session, 1, &cancel, &mut report).await;
    assert_eq!(events, 0);
    assert!(applied.done.is_empty() && !applied.is_unfinished());
    assert!(recorded(registry).await.is_empty());
    let snapshot = registry.snapshot(&scope()).await.unwrap();
    assert!(snapshot.state.resources.is_empty());
}
