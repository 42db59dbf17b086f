//! The GitLab component: its inputs, its structure, and its jobs' lines from plan to apply.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::account::{STORE_LINE, checkout, meddle, shadow, unwritten};
use super::shell::{document, documents, lines, texts};
use super::tools::present;
use crate::support::world::{Ended, World};

const COMPONENT: &str = "examples/ci/gitlab/templates/switchboard.yml";
const PIPELINE: &str = "examples/ci/gitlab/.gitlab-ci.yml";

/// The keywords that a job of ours may use; GitLab refuses a pipeline with another one.
const JOB: [&str; 14] = [
    "extends",
    "image",
    "interruptible",
    "variables",
    "before_script",
    "script",
    "stage",
    "rules",
    "environment",
    "artifacts",
    "needs",
    "resource_group",
    "allow_failure",
    "when",
];

/// The component's jobs by name, as the pipeline's inputs make them.
fn jobs() -> BTreeMap<String, Value> {
    serde_yaml::from_str(&rendered()).unwrap()
}

/// The component's second document, the pipeline's inputs filled in.
pub fn rendered() -> String {
    let [spec, _] = &documents(COMPONENT)[..] else {
        panic!("a component is two documents");
    };
    let given = &document(PIPELINE)["include"][0]["inputs"];
    let text = std::fs::read_to_string(crate::support::crate_folder().join(COMPONENT)).unwrap();
    let (_, mut text) = text
        .split_once("\n---\n")
        .map(|(a, b)| (a, b.to_owned()))
        .unwrap();
    let declared = spec["spec"]["inputs"].as_object().unwrap();
    let known: BTreeSet<&String> = declared.keys().collect();
    for name in given.as_object().unwrap().keys() {
        assert!(known.contains(name), "{name} is no input");
    }
    for (name, input) in declared {
        let value = given
            .get(name)
            .or(input.get("default"))
            .unwrap_or_else(|| panic!("{name} is needed"));
        let place = format!("$[[ inputs.{name} ]]");
        assert!(text.contains(&place), "{name} is used");
        text = text.replace(&place, value.as_str().unwrap());
    }
    assert!(!text.contains("$[["), "an input that is not declared");
    text
}

/// Runs a job's lines as GitLab does: `extends` first, `before_script` and `script` in one shell.
fn run(world: &World, job: &str, more: &[(&str, &str)]) -> Ended {
    let jobs = jobs();
    let own = &jobs[job];
    let base = &jobs[own["extends"].as_str().unwrap()];
    let mut variables = world.variables.clone();
    for (name, value) in base["variables"].as_object().unwrap() {
        variables.insert(name.clone(), value.as_str().unwrap().to_owned());
    }
    variables.extend(
        more.iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    );
    let script = [texts(&base["before_script"]), texts(&own["script"])].concat();
    lines(&script, &world.folder(), &variables)
}

#[test]
fn its_structure_is_gitlabs() {
    let pipeline = document(PIPELINE);
    let stages = texts(&pipeline["stages"]);
    let jobs = jobs();
    for (name, job) in &jobs {
        for word in job.as_object().unwrap().keys() {
            assert!(JOB.contains(&word.as_str()), "{name}: {word}");
        }
        if name.starts_with('.') {
            continue;
        }
        assert!(
            jobs.contains_key(job["extends"].as_str().unwrap()),
            "{name}"
        );
        assert!(
            stages.contains(&job["stage"].as_str().unwrap().to_owned()),
            "{name}"
        );
        assert!(
            texts(&job["needs"])
                .iter()
                .all(|needed| jobs.contains_key(needed)),
            "{name}"
        );
        assert!(!job["rules"].as_array().unwrap().is_empty(), "{name}");
        // A shell reads text from the pipeline's author through variables only.
        assert!(
            texts(&job["script"])
                .iter()
                .all(|line| !line.contains("eval")),
            "{name}"
        );
    }
    let apply = &jobs["switchboard-apply-prod"];
    assert_eq!(apply["resource_group"], "switchboard-prod");
    assert_eq!(apply["rules"][0]["when"], "manual");
    let plan = &jobs["switchboard-plan-prod"];
    assert!(
        plan["rules"][0]["if"]
            .as_str()
            .unwrap()
            .contains("$CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID")
    );
}

#[test]
fn the_plan_of_the_pipeline_is_applied() {
    if !present("GitLab's jobs", &["bash"]) {
        return;
    }
    let (world, sandbox) = checkout("examples/ci/gitlab");
    run(&world, "switchboard-validate-prod", &[]).exits(0);
    run(&world, "switchboard-plan-prod", &[]).exits(0);
    let jobs = jobs();
    let artifacts = &jobs["switchboard-plan-prod"]["artifacts"];
    for path in texts(&artifacts["paths"]) {
        assert!(world.path(&path).exists(), "{path}");
    }
    let shown = world.read(artifacts["reports"]["terraform"].as_str().unwrap());
    let shown: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(shown, json!({ "create": 3, "update": 2, "delete": 0 }));
    let issues = world.read(artifacts["reports"]["codequality"].as_str().unwrap());
    assert!(
        serde_json::from_str::<Vec<Value>>(&issues).is_ok(),
        "{issues}"
    );
    unwritten(&sandbox);
    run(&world, "switchboard-apply-prod", &[]).exits(0);
    assert_eq!(
        sandbox.setting(STORE_LINE, "sms_url"),
        "https://hooks.harbour-and-pine.example/sms"
    );
    // The same plan once more is stale.
    run(&world, "switchboard-apply-prod", &[]).exits(1);
}

/// A complete plan with an error is a warning, and its pipeline can go on to
/// the apply; an incomplete one fails.
#[test]
fn a_complete_plan_with_an_error_is_a_warning() {
    if !present("GitLab's plan with an error", &["bash"]) {
        return;
    }
    let (world, sandbox) = checkout("examples/ci/gitlab");
    shadow(&sandbox);
    let plan = &jobs()["switchboard-plan-prod"];
    assert_eq!(plan["allow_failure"]["exit_codes"], 3);
    // The apply needs the file, and the merge request shows the reports.
    assert_eq!(plan["artifacts"]["when"], "always");
    run(&world, "switchboard-plan-prod", &[]).exits(3);
    run(&world, "switchboard-apply-prod", &[]).exits(3);
    assert_eq!(
        sandbox.setting(STORE_LINE, "sms_url"),
        "https://hooks.harbour-and-pine.example/sms"
    );
    let fault =
        json!([{ "path": "/v1/Services", "times": 99, "then": { "status": 403, "code": 20003 } }]);
    sandbox.add_faults(&fault);
    run(&world, "switchboard-plan-prod", &[]).exits(1);
}

#[test]
fn a_line_that_fails_ends_the_job() {
    if !present("GitLab's failures", &["bash"]) {
        return;
    }
    let (world, _sandbox) = checkout("examples/ci/gitlab");
    run(
        &world,
        "switchboard-plan-prod",
        &[("CONFIG", "missing.yaml")],
    )
    .exits(1);
    run(
        &world,
        "switchboard-validate-prod",
        &[("SWITCHBOARD_ENV", "nowhere")],
    )
    .exits(1);
    // No plan, and no counts that the merge request could show.
    assert!(!world.path("switchboard-prod/plan.json").exists());
    assert_eq!(world.read("switchboard-prod/tfplan.json"), "{}\n");
}

#[test]
fn drift_is_a_warning() {
    if !present("GitLab's drift", &["bash"]) {
        return;
    }
    let (world, sandbox) = checkout("examples/ci/gitlab");
    run(&world, "switchboard-plan-prod", &[]).exits(0);
    run(&world, "switchboard-apply-prod", &[]).exits(0);
    run(&world, "switchboard-drift-prod", &[]).exits(0);
    meddle(&sandbox, "https://elsewhere.example/sms");
    run(&world, "switchboard-drift-prod", &[]).exits(2);
    let job = &jobs()["switchboard-drift-prod"];
    assert_eq!(job["allow_failure"]["exit_codes"], 2);
    let issues = world.read(job["artifacts"]["reports"]["codequality"].as_str().unwrap());
    let issues: Value = serde_json::from_str(&issues).unwrap();
    assert_eq!(issues[0]["check_name"], "drift/field", "{issues:#}");
    assert!(
        world
            .read("switchboard-prod/drift.md")
            .contains("store-line")
    );
}
