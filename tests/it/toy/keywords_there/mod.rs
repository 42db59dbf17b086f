//! Keywords that a plan creates at a counterpart: what is sent, recorded and reported. Each story
//! runs on both kinds of registry.

mod answered;
mod interrupted;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use switchboard::model::{
    Action, Address, Counterpart, Covered, Fields, Keyword, Plan, Resource, Scope, Value,
};
use switchboard::plan::{self, NewKeyword};
use switchboard::reconcile::{self, Applied, Event};
use switchboard::registry::{NewRun, Registry, Session};

use super::counterpart::{Fate, Toy};
use super::vendor::Door;

macro_rules! on_every_registry {
    ($($module:ident :: $story:ident),* $(,)?) => {$(
        mod $story {
            #[tokio::test]
            async fn on_sqlite() {
                let folder = tempfile::tempdir().unwrap();
                let registry = switchboard::registry::in_file(folder.path().join("registry.db"));
                super::$module::$story(registry.as_ref()).await;
            }

            #[cfg(unix)]
            #[tokio::test]
            async fn on_postgres() {
                let Some(server) = crate::support::postgres::server() else { return };
                let registry = switchboard::registry::open(&server.database()).unwrap();
                super::$module::$story(registry.as_ref()).await;
            }
        }
    )*};
}

on_every_registry! {
    answered::missing_keywords_are_created_and_recorded,
    answered::a_keyword_that_is_there_is_recorded_with_its_own_identifier,
    answered::a_refusal_stops_no_other_keyword,
    answered::a_lost_answer_is_unclear_and_the_next_run_records_it,
    answered::failures_at_accounts_hold_no_keyword_back,
    answered::an_apply_leaves_them_alone,
    interrupted::a_cancelled_run_waits_for_the_answer_and_sends_no_more,
    interrupted::a_run_that_lost_its_lock_sends_nothing,
    interrupted::an_end_that_cannot_be_recorded_is_unsettled,
    interrupted::a_crash_before_the_end_leaves_what_the_next_run_records,
}

fn scope() -> Scope {
    Scope {
        project: "contoso".into(),
        environment: "prod".into(),
    }
}

fn there(word: &str) -> Address {
    Address::parse(&format!("dynamics.keywords.{word}")).unwrap()
}

fn fields(word: &str) -> Fields {
    Fields::from_iter([("word".into(), Value::text(word))])
}

/// The row of a keyword that was created.
fn row(id: &str, word: &str) -> Resource {
    Resource {
        id: Some(id.into()),
        ..Resource::keyed(word.to_ascii_uppercase(), fields(word))
    }
}

/// A plan that creates these keywords; the identifier of each is its word with `id-`.
fn creating(words: &[&str]) -> Plan {
    let mut plan = Plan::empty(scope());
    let missing = words.iter().map(|word| NewKeyword {
        word: Keyword::parse(word).unwrap(),
        id: format!("id-{word}"),
        fields: fields(word),
    });
    plan::add_keywords(&mut plan, Counterpart::DYNAMICS, missing);
    plan
}

async fn begin(registry: &dyn Registry) -> Box<dyn Session> {
    let run = NewRun {
        user: "tester".to_owned(),
        host: "here".to_owned(),
        pid: std::process::id(),
        git_commit: None,
        plan_sha256: String::new(),
        undoes: None,
        covered: Covered::Everything,
    };
    registry
        .begin(&scope(), &run, Duration::ZERO)
        .await
        .unwrap()
}

/// Creates the plan's keywords after what `applied` holds. Returns what was reported, too.
async fn create(
    plan: &Plan,
    toy: &Toy,
    session: &mut dyn Session,
    mut applied: Applied,
) -> (Applied, Vec<String>) {
    let mut events = Vec::new();
    let mut report = |event: Event<'_>| {
        events.push(match event {
            Event::Started(change) => format!("started {}", change.address.name()),
            Event::Called(change) => format!("called {}", change.address.name()),
            Event::Waiting { address, .. } => format!("waiting {address}"),
            Event::Completed { change, id, .. } => {
                format!("completed {} {}", change.address.name(), id.unwrap_or("-"))
            }
            Event::Failed { change, .. } => format!("failed {}", change.address.name()),
        });
    };
    let cancel = &toy.cancel;
    reconcile::create_keywords(plan, toy, session, cancel, &mut report, &mut applied).await;
    (applied, events)
}

async fn recorded(registry: &dyn Registry) -> BTreeMap<Address, Resource> {
    registry.counterpart_records(&scope()).await.unwrap()
}

/// The words that the counterpart was asked to create.
fn asked(toy: &Toy) -> Vec<String> {
    let asked = toy.asked.lock().unwrap();
    asked.iter().map(|(word, _)| word.clone()).collect()
}

fn names(list: &[(Address, Action, String)]) -> Vec<&str> {
    list.iter().map(|(address, ..)| address.name()).collect()
}

fn toy_with(fates: &[(&str, Fate)]) -> Toy {
    let fates = fates.iter().map(|(word, fate)| ((*word).to_owned(), *fate));
    Toy {
        fates: fates.collect::<BTreeMap<_, _>>().into(),
        ..Toy::default()
    }
}

/// A counterpart at which each request waits at a door.
fn with_door() -> (Toy, Arc<Door>) {
    let door = Arc::new(Door::default());
    let toy = Toy {
        door: Some(Arc::clone(&door)),
        ..Toy::default()
    };
    (toy, door)
}
