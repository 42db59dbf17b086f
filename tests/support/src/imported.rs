//! The promise of every import: what it writes is a configuration that changes nothing.

use std::fs;

use crate::sandbox::Sandbox;
use crate::world::{Ended, World};

/// A folder without a configuration, and a sandbox with these accounts.
pub fn bare(accounts: &str) -> (World, Sandbox) {
    let (world, sandbox) = World::and_sandbox("version: 1\nkeywords: [JOIN]\n", accounts);
    fs::remove_file(world.path("switchboard.yaml")).unwrap();
    (world, sandbox)
}

/// Imports into an empty folder and does everything with the result that must not change anything.
/// Returns how the first import ended, and what broke the promise.
pub fn imported(world: &World, sandbox: &Sandbox, arguments: &[&str]) -> (Ended, Vec<String>) {
    let command = [&["import"], arguments].concat();
    let before = world.contents();
    let first = world.run(&command);
    let mut problems = Vec::new();
    let mut check = |is_kept: bool, what: &str, ended: &Ended| {
        if !is_kept {
            problems.push(format!("{what}\n{}\n{}", ended.stdout, ended.stderr));
        }
    };
    check(
        world.contents() == before,
        "import left files behind",
        &first,
    );
    if first.stdout.is_empty() {
        return (first, problems);
    }
    world.write("switchboard.yaml", &first.stdout);
    let again = world.run(&command);
    check(
        again.stdout == first.stdout,
        "a second import differs",
        &again,
    );
    let later = with_a_url(&first.stdout);
    world.write("switchboard.yaml", &later);
    let plan = world.run(&["plan", "--format", "json"]);
    check(
        plan.code == 0 && plan.json()["calls"]["writes"] == 0,
        "a callback_url that is declared later reroutes a number",
        &plan,
    );
    world.write("switchboard.yaml", &first.stdout);
    for step in [
        &["validate"][..],
        &["fmt", "--check"],
        &["apply", "--auto-approve"],
        &["plan", "--detailed-exitcode"],
    ] {
        if step[0] == "apply" {
            let plan = world.run(&["plan", "--format", "json"]);
            let is_kept = plan.code == 0 && {
                let document = plan.json();
                document["calls"]["writes"] == 0 && document["complete"] == true
            };
            check(
                is_kept,
                "the plan changes something, or is not complete",
                &plan,
            );
        }
        let ended = world.run(step);
        check(
            ended.code == 0,
            &format!("{step:?} exits with {}", ended.code),
            &ended,
        );
    }
    let last = world.run(&command);
    check(
        last.stdout == first.stdout,
        "an import after the apply differs",
        &last,
    );
    let calls = sandbox.calls();
    let is_kept = calls.iter().all(|call| call.method == "GET");
    check(
        is_kept,
        &format!("something was written: {calls:#?}"),
        &last,
    );
    (first, problems)
}

/// The configuration with a URL for each provider at Twilio that has none.
fn with_a_url(yaml: &str) -> String {
    let kind = "    type: twilio\n";
    if yaml.contains("\n    callback_url: ") {
        return yaml.to_owned();
    }
    let url = "    callback_url: https://later.example/sms\n";
    yaml.replace(kind, &format!("{kind}{url}"))
}
