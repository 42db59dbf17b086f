//! The examples of the help, which docs/cli.md repeats.

use std::fs;

use super::page::{Step, steps};
use super::run::Folder;
use crate::support::crate_folder;
use crate::support::world::World;

const CONFIGURATION: &str = "\
version: 1
providers:
  marketing-us:
    type: twilio
    callback_url: https://hooks.contoso.example/sms
    numbers:
      store-line: { phone_number: \"+15017122661\" }
keywords: [JOIN]
";
const SANDBOX: &str = "\
accounts:
  AC00000000000000000000000000000001:
    numbers:
      - { phone_number: \"+15017122661\", friendly_name: Store line }
      - { phone_number: \"+15017122662\" }
      - { phone_number: \"+15017122663\" }
      - { phone_number: \"+18885550123\" }
";

/// Examples that are not run, by a part of a line, each with the reason.
const NOT_RUN: [(&str, &str); 10] = [
    ("switchboard apply\n", "asks for approval"),
    ("switchboard watch", "runs until it is stopped"),
    ("switchboard sandbox --port", "runs until it is stopped"),
    ("--url http://127.0.0.1:4010", "needs that sandbox"),
    ("release +18885550123\n", "asks for the number"),
    (
        "--resource-id",
        "needs a resource, which tests/it/azure has",
    ),
    (
        "--from-dynamics",
        "needs an environment, which tests/it/import has",
    ),
    ("--rollout-pause 10m", "watches for half an hour"),
    ("--probe-callback", "calls a server on the internet"),
    (
        "switchboard plan --notify-slack-env",
        "posts to a server on the internet",
    ),
];

/// An overlay that declares another number.
fn overlay(number: &str) -> String {
    format!(
        "providers: {{ marketing-us: {{ numbers: {{ store-line: {{ phone_number: \"{number}\" }} }} }} }}\n"
    )
}

#[test]
fn every_example_of_the_help_runs() {
    let (world, _sandbox) = World::and_sandbox(CONFIGURATION, SANDBOX);
    world.write("policy.yaml", "version: 1\ncallbacks: { https: true }\n");
    world.write("envs/prod.yaml", &overlay("+15017122662"));
    world.write("envs/staging.yaml", &overlay("+15017122663"));
    for env in ["", "prod", "staging"] {
        let arguments = ["apply", "--auto-approve", "--env", env];
        let length = if env.is_empty() { 2 } else { 4 };
        world.run(&arguments[..length]).exits(0);
    }
    world.run(&["plan", "--out", "plan.json"]).exits(0);
    for index in 1..=3 {
        let (shard, report) = (format!("{index}/3"), format!("json=plan-{index}.json"));
        let arguments = ["plan", "--shard", &shard, "--report", &report];
        world.run(&arguments).exits(0);
    }
    for env in ["prod", "staging"] {
        let report = format!("json={env}.json");
        let arguments = ["drift", "--env", env, "--report", &report];
        world.run(&arguments).exits(0);
    }
    let history = world.run(&["registry", "history", "--format", "json"]);
    let history = history.exits(0).json();
    let newest = history["runs"][0]["id"].as_str();
    let newest = newest.unwrap_or_else(|| panic!("{history:#}"));

    let page = fs::read_to_string(crate_folder().join("docs/cli.md")).unwrap();
    let mut unused = NOT_RUN.to_vec();
    let (mut wrong, mut count) = (Vec::new(), 0);
    for step in steps(&page) {
        let Step::Shell(shell) = step else {
            continue;
        };
        if let Some((part, _)) = NOT_RUN.iter().find(|(part, _)| shell.script.contains(part)) {
            unused.retain(|(other, _)| other != part);
            continue;
        }
        // These begin in an empty folder.
        let begins = ["switchboard init", "switchboard import"];
        let begins = begins.iter().any(|one| shell.script.contains(one));
        let folder = if begins {
            let mut fresh = World::empty();
            fresh.variables = world.variables.clone();
            fresh
        } else {
            world.copy()
        };
        let folder = Folder::of(folder);
        let script = shell.script.replace(" RUN", &format!(" {newest}"));
        let (code, printed) = folder.run(&script);
        count += 1;
        if code != 0 {
            wrong.push(format!(
                "docs/cli.md:{}: {code}\n{script}{printed}",
                shell.line
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 40, "{count} examples were run");
    assert!(unused.is_empty(), "no such example: {unused:?}");
}
