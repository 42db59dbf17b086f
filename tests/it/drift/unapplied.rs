//! A look without anything to compare with is never "no drift": no registry, one that records no
//! apply of this project and environment, and one of which nothing is left.

use std::fs;

use serde_json::Value;

use super::outside;
use crate::support::fixture::SERVICE;
use crate::support::sandbox::Sandbox;
use crate::support::world::{Ended, World};

fn look(world: &World, more: &[&str]) -> Ended {
    world.run(&[&["drift"], more].concat())
}

/// The codes of a document's diagnostics.
fn codes(document: &Value) -> Vec<&str> {
    let all = document["diagnostics"].as_array().unwrap().iter();
    all.map(|one| one["code"].as_str().unwrap()).collect()
}

/// Asserts the result of every look without a record; returns the finding's help.
#[track_caller]
fn compared_nothing(world: &World, more: &[&str]) -> String {
    let document = look(world, &[&["--format", "json"], more].concat())
        .exits(3)
        .json();
    assert_eq!(document["complete"], false, "{document:#}");
    assert_eq!(document["errored"], true);
    assert!(codes(&document).contains(&"E0786"), "{document:#}");
    let human = look(world, more).exits(3);
    assert!(
        human.stdout.contains("Nothing was compared.") && !human.stdout.contains("No drift"),
        "{}",
        human.stdout
    );
    let all = document["diagnostics"].as_array().unwrap();
    let reported = all.iter().find(|one| one["code"] == "E0786").unwrap();
    reported["help"].as_str().unwrap().to_owned()
}

/// Applied, changed out of band, and then without its registry.
fn lost() -> (World, Sandbox) {
    let (world, sandbox) = SERVICE.applied();
    outside(
        &sandbox,
        "POST",
        "+15017122661",
        &[("SmsUrl", "https://elsewhere.example/")],
    );
    look(&world, &[]).exits(2);
    fs::remove_dir_all(world.path(".switchboard")).unwrap();
    (world, sandbox)
}

/// A drift job whose registry is gone does not pass.
#[test]
fn without_a_registry_nothing_is_in_sync() {
    let (world, _sandbox) = lost();
    let help = compared_nothing(&world, &[]);
    assert!(
        help.contains("looked in sqlite:.switchboard/registry.db"),
        "{help}"
    );
    assert!(!world.path(".switchboard").exists(), "it made one");
}

/// In every format.
#[test]
fn every_format_says_that_nothing_was_compared() {
    let (world, _sandbox) = lost();
    let reported = |format: &str| look(&world, &["--format", format]).exits(3).stdout;
    let junit = reported("junit");
    assert!(
        junit.contains("failures=\"1\"") && junit.contains("an apply is recorded"),
        "{junit}"
    );
    let metrics = reported("prometheus");
    let complete = "switchboard_drift_complete{project=\"contoso\",environment=\"\"} 0";
    assert!(metrics.contains(complete), "{metrics}");
    assert!(
        !metrics.contains("switchboard_drift_resources{"),
        "{metrics}"
    );
    assert!(reported("github").contains("::error "));
    let markdown = reported("markdown");
    assert!(
        markdown.contains("Nothing was compared") && markdown.contains("E0786"),
        "{markdown}"
    );
    let sarif: Value = serde_json::from_str(&reported("sarif")).unwrap();
    let run = &sarif["runs"][0];
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    assert_eq!(run["results"][0]["ruleId"], "E0786");
    assert!(reported("gitlab-codequality").contains("E0786"));
    assert_eq!(reported("gitlab-terraform"), "{}\n");
    let page = reported("html");
    assert!(
        page.contains("Nothing was compared") && !page.contains("verdict good"),
        "{page}"
    );
}

/// A wrong `SWITCHBOARD_REGISTRY` names another registry; the report says which project
/// it belongs to.
#[test]
fn a_registry_of_others_records_nothing_of_ours() {
    let (mut world, _sandbox) = SERVICE.applied();
    let other = SERVICE
        .configuration
        .replace("project: contoso", "project: fabrikam");
    world.write(
        "other/switchboard.yaml",
        &other.replace("+1501712266", "+1501712269"),
    );
    let registry = format!("sqlite:{}", world.beside("others.db").display());
    let apply = [
        "apply",
        "--auto-approve",
        "-f",
        "other",
        "--registry",
        &registry,
    ];
    // Its numbers are not in the account; its provider and keywords are recorded all the same.
    world.run(&apply).exits(3);
    world
        .variables
        .insert("SWITCHBOARD_REGISTRY".to_owned(), registry);
    let help = compared_nothing(&world, &[]);
    assert!(help.contains("which records fabrikam:"), "{help}");
}

/// The registry is right and the environment is another one; the others of the
/// same run are looked at all the same.
#[test]
fn an_environment_that_was_never_applied_is_not_in_sync() {
    let (world, _sandbox) = SERVICE.applied();
    world.write("envs/prod.yaml", "version: 1\n");
    world.write("envs/test.yaml", "version: 1\n");
    let help = compared_nothing(&world, &["--env", "prod"]);
    assert!(help.contains("which records contoso:"), "{help}");
    world
        .run(&["registry", "history", "--env", "prod"])
        .exits(0);
    let both = look(
        &world,
        &["--env", "prod", "--env", "test", "--format", "json"],
    );
    let set = both.exits(3).json();
    assert_eq!(set["complete"], false);
    for one in set["environments"].as_array().unwrap() {
        assert_eq!(codes(one), ["E0786"], "{set:#}");
    }
}

/// A run that recorded nothing gives nothing to compare with.
#[test]
fn a_run_that_recorded_nothing_does_not_count_as_an_apply() {
    let (world, _sandbox) = SERVICE.applied();
    // The state after a run that was killed before its first record.
    let db = world.path(".switchboard/registry.db");
    let file = rusqlite::Connection::open(&db).unwrap();
    file.execute_batch("DELETE FROM resources; DELETE FROM changes; DELETE FROM parts")
        .unwrap();
    drop(file);
    compared_nothing(&world, &[]);
}

/// Where runs are recorded and nothing is left, the report says so, without a failure.
#[test]
fn a_registry_from_which_everything_was_forgotten_is_reported() {
    let (world, _sandbox) = SERVICE.applied();
    world.write("switchboard.yaml", "version: 1\nproject: contoso\n");
    world
        .run(&["apply", "--auto-approve", "--allow-mass-change"])
        .exits(0);
    let document = look(&world, &["--format", "json"]).exits(0).json();
    assert_eq!(document["complete"], true);
    assert_eq!(codes(&document), ["W0787"]);
    assert_eq!(document["diagnostics"][0]["severity"], "warning");
    let human = look(&world, &[]).exits(0);
    assert!(human.stderr.contains("W0787"), "{}", human.stderr);
}

/// An emptied file, or a file of another program, is an error.
#[test]
fn a_registry_that_cannot_be_read_is_an_error() {
    let (world, _sandbox) = SERVICE.applied();
    let db = world.path(".switchboard/registry.db");
    for bytes in [&b""[..], b"not a registry"] {
        fs::write(&db, bytes).unwrap();
        let ended = look(&world, &["--report", "junit=../drift.xml"]).exits(1);
        assert!(
            ended.stderr.contains("is not a registry"),
            "{}",
            ended.stderr
        );
        let junit = fs::read_to_string(world.beside("drift.xml")).unwrap();
        assert!(junit.contains("errors=\"1\""), "{junit}");
    }
    fs::remove_file(&db).unwrap();
    fs::create_dir(&db).unwrap();
    look(&world, &[]).exits(1);
}

/// A `PostgreSQL` database without tables records nothing.
#[cfg(unix)]
#[test]
fn an_empty_database_records_nothing() {
    let Some(server) = crate::support::postgres::server() else {
        return;
    };
    let (mut world, _sandbox) = SERVICE.fresh();
    let url = server.database();
    world
        .variables
        .insert("SWITCHBOARD_REGISTRY".to_owned(), url);
    let help = compared_nothing(&world, &[]);
    assert!(help.contains("looked in postgres://"), "{help}");
    world.run(&["apply", "--auto-approve"]).exits(0);
    look(&world, &[]).exits(0);
}
