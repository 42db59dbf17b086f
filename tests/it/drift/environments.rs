//! Several environments in one run, and the exit codes.

use std::fs;

use serde_json::json;

use crate::support::console::outside;
use crate::support::crate_folder;
use crate::support::sandbox::Sandbox;
use crate::support::world::World;

const BASE: &str = r#"version: 1
project: contoso
vars: { name: Store }
providers:
  us:
    type: twilio
    callback_url: https://hooks.contoso.example/sms
    numbers:
      store: { phone_number: "+15017122661", friendly_name: "${name}" }
"#;

/// Production and staging, each with a number of its own, both applied.
fn both() -> (World, Sandbox) {
    let seed = "accounts:\n  AC00000000000000000000000000000001:\n    numbers: [{ phone_number: \"+15017122661\" }, { phone_number: \"+15017122662\" }]\n";
    let (world, sandbox) = World::and_sandbox(BASE, seed);
    world.write("envs/prod.yaml", "vars: { name: Production }\n");
    world.write(
        "envs/staging.yaml",
        "providers: { us: { numbers: { store: { phone_number: \"+15017122662\" } } } }\n",
    );
    for environment in ["prod", "staging"] {
        world
            .run(&["apply", "--auto-approve", "--env", environment])
            .exits(0);
    }
    (world, sandbox)
}

/// A command suggested in the report of an environment is for that environment.
#[test]
fn suggestions_name_their_environment() {
    let (world, _sandbox) = both();
    world.write("switchboard.yaml", &format!("{BASE}keywords: [JOIN]\n"));
    for (format, marks) in [("human", ["`", "`"]), ("markdown", ["&#96;", "&#96;"])] {
        let arguments = ["drift", "--env", "prod", "--env", "staging"];
        let ended = world.run(&[&arguments[..], &["--format", format]].concat());
        for environment in ["prod", "staging"] {
            let command = format!("switchboard plan --env {environment}");
            let [begin, end] = marks;
            assert!(
                ended
                    .stdout
                    .contains(&format!("{begin}{command}{end} shows")),
                "{}",
                ended.stdout
            );
        }
    }
}

#[test]
fn each_environment_is_reported_under_its_name() {
    let (world, sandbox) = both();
    let arguments = ["drift", "--env", "prod", "--env", "staging"];
    let look = |more: &[&str]| world.run(&[&arguments[..], more].concat());
    look(&[]).exits(0);
    outside(&sandbox, "POST", "+15017122662", &[("FriendlyName", "x")]);
    let human = look(&[]).exits(2).stdout;
    let prod = human.find("Drift of contoso (environment prod)").unwrap();
    let staging = human
        .find("Drift of contoso (environment staging)")
        .unwrap();
    let found = human.find("providers.us.numbers.store").unwrap();
    assert!(prod < staging && staging < found, "{human}");
    assert!(
        human.contains("switchboard apply --env staging --target"),
        "{human}"
    );

    let set = look(&["--format", "json"]).exits(2).json();
    assert_eq!(
        (&set["format_version"], &set["kind"]),
        (&json!("1.0"), &json!("drift-set"))
    );
    let environments = set["environments"].as_array().unwrap();
    let names: Vec<_> = environments.iter().map(|one| &one["environment"]).collect();
    assert_eq!(names, ["prod", "staging"]);
    assert_eq!(environments[0]["summary"]["in_sync"], 1);
    assert_eq!(environments[1]["summary"]["modified"], 1);
    let schema = fs::read_to_string(crate_folder().join("schemas/drift.schema.json")).unwrap();
    let schema = serde_json::from_str(&schema).unwrap();
    assert!(jsonschema::draft7::is_valid(&schema, &set));

    for (format, text) in [
        (
            "markdown",
            "## Switchboard drift: contoso (environment staging)",
        ),
        ("github", "::notice title=switchboard drift staging::"),
        ("junit", "<testsuite name=\"staging providers.us\""),
    ] {
        let said = look(&["--format", format]).exits(2).stdout;
        assert!(said.contains(text), "{said}");
    }
}

#[test]
fn an_unreadable_environment_does_not_hide_the_others() {
    let (world, sandbox) = both();
    outside(&sandbox, "POST", "+15017122662", &[("FriendlyName", "x")]);
    world.write(
        "envs/prod.yaml",
        "providers: { us: { numbers: { store: { phone_number: 1 } } } }\n",
    );
    let ended = world.run(&[
        "drift", "--env", "prod", "--env", "staging", "--format", "json",
    ]);
    let set = ended.exits(1).json();
    let environments = set["environments"].as_array().unwrap();
    assert_eq!(environments[0]["complete"], false);
    assert_eq!(environments[0]["errored"], true);
    assert!(
        !environments[0]["diagnostics"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    assert_eq!(environments[1]["summary"]["modified"], 1);
    let human = world
        .run(&["drift", "--env", "prod", "--env", "staging"])
        .exits(1);
    assert!(human.stdout.contains("Incomplete") && human.stderr.contains("error["));
}

#[test]
fn one_environment_is_a_document_and_not_a_list() {
    let (world, _sandbox) = both();
    for arguments in [
        &["drift", "--env", "prod", "--format", "json"][..],
        &[
            "drift", "--env", "prod", "--env", "prod", "--format", "json",
        ],
    ] {
        let document = world.run(arguments).exits(0).json();
        assert_eq!(
            (&document["kind"], &document["environment"]),
            (&json!("drift"), &json!("prod"))
        );
    }
}

#[test]
fn other_commands_take_one_environment() {
    let (world, _sandbox) = both();
    for command in ["plan", "apply", "validate", "test"] {
        let ended = world
            .run(&[command, "--env", "prod", "--env", "staging"])
            .exits(1);
        assert!(
            ended
                .stderr
                .contains("only `drift` and `watch` take several environments"),
            "{}",
            ended.stderr
        );
    }
    let mut command = world.command(&["plan", "--format", "json"]);
    let output = command.env("SWITCHBOARD_ENV", "prod").output().unwrap();
    let plan: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(plan["environment"], "prod");
}

#[test]
fn the_exit_code_of_drift_is_chosen() {
    let (world, sandbox) = both();
    let look = |code: &str| world.run(&["drift", "--env", "prod", "--drift-exit-code", code]);
    look("7").exits(0);
    outside(&sandbox, "POST", "+15017122661", &[("FriendlyName", "x")]);
    look("7").exits(7);
    look("0").exits(0);
    look("256").exits(1);
    // An incomplete report, or an error, takes precedence.
    let fault = json!([{"method": "GET", "path": "/v1/Services", "times": 100,
        "then": {"status": 400, "code": 20001, "message": "no"}}]);
    sandbox.add_faults(&fault);
    look("7").exits(3);
    world.run(&["drift", "--env", "nowhere"]).exits(1);
}
