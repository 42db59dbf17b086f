//! Atlantis's workflow: its plan file is switchboard's.

use std::collections::BTreeMap;

use super::account::{STORE_LINE, checkout, shadow, unwritten};
use super::shell::{document, lines};
use super::tools::present;
use crate::support::sandbox::Sandbox;
use crate::support::world::{Ended, World, copy_folder};

/// Runs a stage's steps for the project's workspace.
fn run(world: &World, stage: &str) -> Ended {
    let server = document("examples/ci/atlantis/repos.yaml");
    let project = &document("examples/ci/atlantis/atlantis.yaml")["projects"][0];
    let workflow = server["repos"][0]["workflow"].as_str().unwrap();
    let steps = server["workflows"][workflow][stage]["steps"]
        .as_array()
        .unwrap();
    let script: Vec<String> = steps
        .iter()
        .map(|step| {
            let run = &step["run"];
            run["command"].as_str().or(run.as_str()).unwrap().to_owned()
        })
        .collect();
    let mut variables: BTreeMap<String, String> = world.variables.clone();
    let workspace = project["workspace"].as_str().unwrap();
    variables.insert("WORKSPACE".to_owned(), workspace.to_owned());
    let file = world.path(&format!("texting-{workspace}.tfplan"));
    variables.insert("PLANFILE".to_owned(), file.display().to_string());
    lines(&script, &world.folder(), &variables)
}

/// The repository of the GitHub example with Atlantis's file in it.
fn repository() -> (World, Sandbox) {
    let (world, sandbox) = checkout("examples/ci/github");
    copy_folder(
        &crate::support::crate_folder().join("examples/ci/atlantis"),
        &world.folder(),
    );
    (world, sandbox)
}

#[test]
fn plan_shows_and_apply_does_exactly_that() {
    if !present("Atlantis's workflow", &["bash"]) {
        return;
    }
    let (world, sandbox) = repository();
    let shown = run(&world, "plan").exits(0).stdout;
    assert!(
        shown.contains(
            "**Plan: 3 to create, 2 to update (2 to change at the provider, 3 to record).**"
        ),
        "{shown}"
    );
    unwritten(&sandbox);
    run(&world, "apply").exits(0);
    assert_eq!(
        sandbox.setting(STORE_LINE, "sms_url"),
        "https://hooks.harbour-and-pine.example/sms"
    );
    run(&world, "apply").exits(1);
}

/// Atlantis keeps the plan file of a complete plan that has an error, and none
/// of an incomplete one.
#[test]
fn a_complete_plan_with_an_error_can_be_applied() {
    if !present("Atlantis's workflow with an error", &["bash"]) {
        return;
    }
    let (world, sandbox) = repository();
    shadow(&sandbox);
    let shown = run(&world, "plan").exits(0).stdout;
    assert!(shown.contains("E0721"), "{shown}");
    run(&world, "apply").exits(3);
    let fault = serde_json::json!([{ "path": "/v1/Services", "times": 99, "then": { "status": 403, "code": 20003 } }]);
    sandbox.add_faults(&fault);
    run(&world, "plan").exits(1);
}

#[test]
fn the_repository_cannot_choose_what_is_run() {
    let server = document("examples/ci/atlantis/repos.yaml");
    let repository = &server["repos"][0];
    assert_eq!(repository["allowed_overrides"], serde_json::json!([]));
    assert!(repository.get("allow_custom_workflows").is_none());
    assert_eq!(document("examples/ci/atlantis/atlantis.yaml")["version"], 3);
}
