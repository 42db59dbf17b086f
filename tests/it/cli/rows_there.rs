//! What people and programs see of keywords that a run created at a counterpart, and of the rows that
//! are recorded of it.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};
use switchboard::model::{
    Action, Address, Covered, Fields, Resource, RunStatus, Scope, UNCLEAR, Value as Field,
};
use switchboard::registry::{self, Intent, NewRun, Record, Registry, Settlement};

use crate::support::fixture::{NUMBERS, unwritten};
use crate::support::sandbox::Sandbox;
use crate::support::world::World;

const JOIN: &str = "dynamics.keywords.JOIN";
const STOP: &str = "dynamics.keywords.STOP";
const LINE: &str = "dynamics.providers.us.numbers.line";

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

fn row(id: &str, key: &str) -> Resource {
    Resource {
        id: Some(id.into()),
        ..Resource::keyed(key, Fields::from_iter([("word".into(), Field::text(key))]))
    }
}

/// A configuration that was applied; then a run created JOIN at the counterpart, was refused QUIT,
/// lost the answer about STOP and died at HELP. Returns the run's identifier, too.
async fn created() -> (World, Sandbox, String) {
    let (world, sandbox) = NUMBERS.applied();
    let (registry, scope) = opened(&world).await;
    let run = NewRun {
        user: "tester".to_owned(),
        host: "here".to_owned(),
        pid: std::process::id(),
        git_commit: None,
        plan_sha256: "5ha".to_owned(),
        undoes: None,
        covered: Covered::Everything,
    };
    let begun = registry.begin(&scope, &run, Duration::ZERO).await;
    let mut session = begun.unwrap();
    let run = session.run_id().to_owned();
    let after = Some(row("1", "JOIN").fields);
    let end = |at: &str, result| Settlement {
        address: address(at),
        action: Action::Create,
        before: None,
        after: after.clone(),
        result,
    };
    let ends = [
        end(JOIN, Ok(Record::Keep(row("1", "JOIN")))),
        end("dynamics.keywords.QUIT", Err("refused".into())),
        end(STOP, Err(format!("no answer; {UNCLEAR}").into())),
    ];
    let intent = Intent {
        address: address("dynamics.keywords.HELP"),
        action: Action::Create,
        before: None,
        after: after.clone(),
        claim: None,
    };
    session.record(&ends, &[intent]).await.unwrap();
    session.finish(RunStatus::Partial).await.unwrap();
    let line = [(address(LINE), row("2", "+15017122661"))].into();
    let noted = registry.note_counterpart(&scope, &line, &[]).await;
    noted.unwrap();
    (world, sandbox, run)
}

async fn opened(world: &World) -> (Box<dyn Registry>, Scope) {
    let file: PathBuf = world.path(".switchboard/registry.db");
    let registry = registry::in_file(file);
    let scope = registry.contents(None).await.unwrap()[0].scope.clone();
    (registry, scope)
}

#[tokio::test]
async fn rows_are_shown_to_programs_and_to_people() {
    let (world, _sandbox) = NUMBERS.applied();
    let show = ["registry", "show", "--format", "json"];
    let document = world.run(&show).exits(0).json();
    assert_eq!(document.get("dynamics"), None, "there are none");
    let (world, _sandbox, _) = created().await;
    let document = world.run(&show).exits(0).json();
    let expected = json!([
        {
            "address": LINE,
            "name": "line",
            "type": "dynamics_number",
            "id": "2",
            "key": "+15017122661",
            "fields": {"word": "+15017122661"},
        },
        {
            "address": JOIN,
            "name": "JOIN",
            "type": "dynamics_keyword",
            "id": "1",
            "key": "JOIN",
            "fields": {"word": "JOIN"},
        },
    ]);
    assert_eq!(document["dynamics"], expected, "{document:#}");
    let all = world.run(&["registry", "show", "--all", "--format", "json"]);
    assert_eq!(all.exits(0).json()["registries"][0], document);
    let shown = world.run(&["registry", "show"]).exits(0).stdout;
    assert!(shown.contains("1 keyword in Dynamics 365:\n"), "{shown}");
    assert!(shown.contains("1 number in Dynamics 365:\n"), "{shown}");
    let all = world.run(&["registry", "show", "--all"]).exits(0).stdout;
    assert_eq!(all, shown);
}

#[tokio::test]
async fn the_history_names_the_keyword_and_the_counterpart() {
    let (world, _sandbox, run) = created().await;
    let shown = world.run(&["registry", "history", &run]).exits(0).stdout;
    assert!(
        shown.contains("+ keyword JOIN in Dynamics 365  create\n"),
        "{shown}"
    );
    assert!(
        shown.contains("keyword QUIT in Dynamics 365  create  failed\n"),
        "{shown}"
    );
    let history = ["registry", "history", &run, "--format", "json"];
    let document = world.run(&history).exits(0).json();
    assert_eq!(document["changes"][0]["address"], JOIN, "{document:#}");
}

#[tokio::test]
async fn an_undo_says_what_stays_there_and_plans_nothing() {
    let (world, sandbox, run) = created().await;
    sandbox.clear_calls();
    let arguments = ["registry", "history", &run, "--inverse", "--format", "json"];
    let plan = world.run(&arguments).exits(0).json();
    unwritten(&sandbox);
    assert_eq!(plan["resource_changes"], json!([]));
    assert_eq!(plan["calls"]["writes"], 0);
    let said: Vec<(&Value, &Value, &Value)> = plan["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (&one["code"], &one["address"], &one["summary"]))
        .collect();
    let maybe = |word| {
        format!(
            "the keyword {word} stays in Dynamics 365 if the run created it: switchboard never deletes there"
        )
    };
    let expected = [
        (
            JOIN,
            "the keyword JOIN stays in Dynamics 365: switchboard never deletes there".to_owned(),
        ),
        (STOP, maybe("STOP")),
        ("dynamics.keywords.HELP", maybe("HELP")),
    ];
    let expected = expected.map(|(at, why)| (json!("W0732"), json!(at), json!(why)));
    let expected: Vec<_> = expected.iter().map(|(a, b, c)| (a, b, c)).collect();
    for one in &expected {
        assert!(said.contains(one), "{said:#?}");
    }
    assert_eq!(said.len(), 3, "{said:#?}");
}
