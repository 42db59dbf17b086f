//! What a newcomer types, and what the answer suggests.

use crate::support::fixture::NUMBERS;
use crate::support::world::World;

/// Asserts that a command fails with these words on stderr.
#[track_caller]
fn answers(world: &World, command: &str, expected: &str) {
    let arguments: Vec<&str> = command.split(' ').collect();
    let ended = world.run(&arguments).exits(1);
    assert!(ended.stderr.contains(expected), "{}", ended.stderr);
}

#[test]
fn a_word_of_another_tool_leads_to_ours() {
    let world = World::with(NUMBERS.configuration);
    answers(&world, "destroy", "nothing is ever deleted");
    answers(&world, "state list", "`switchboard registry show` lists");
    answers(
        &world,
        "plan --auto-approve",
        "`switchboard apply --auto-approve`",
    );
    answers(&world, "plan -out=p.json", "two dashes: --out");
    answers(
        &world,
        "apply switchboard.yaml",
        "`switchboard apply -f switchboard.yaml`",
    );
}

#[test]
fn a_misspelt_name_is_recognised() {
    let (world, _sandbox) = NUMBERS.fresh();
    answers(&world, "test uss", "did you mean `us`?");
    answers(
        &world,
        "plan --report markdwon=x",
        "did you mean `markdown`?",
    );
    answers(&world, "plan --target frist", "did you mean `first`?");
    answers(&world, "drift --target frist", "did you mean `first`?");
    answers(
        &world,
        "numbers search --provider uss --country US --type local",
        "did you mean `us`?",
    );
    world.write("envs/prod.yaml", "vars: {}\n");
    answers(&world, "validate --env prd", "did you mean `prod`?");
}

/// A misspelt address gets a suggestion, and a number named like a code has its whole address.
#[test]
fn explain_helps_with_a_misspelt_address() {
    let configuration = "version: 1\nproviders:\n  us:\n    type: twilio\n    numbers:\n      store-line: { phone_number: \"+15017122661\" }\n      w9999: { phone_number: \"+15017122662\" }\n";
    let seed = "accounts:\n  AC00000000000000000000000000000001:\n    numbers:\n      - { phone_number: \"+15017122661\" }\n      - { phone_number: \"+15017122662\" }\n";
    let (world, _sandbox) = World::and_sandbox(configuration, seed);
    let unknown = world.run(&["explain", "stor-line"]).exits(1);
    assert!(
        unknown.stderr.contains("did you mean `store-line`?"),
        "{}",
        unknown.stderr
    );
    let address = "providers.us.numbers.w9999";
    let named = world.run(&["explain", address]).exits(0);
    assert!(named.stdout.contains("+15017122662"), "{}", named.stdout);
    // A word of another tool is no misspelt command.
    let destroy = world.run(&["destroy"]).exits(1);
    assert!(!destroy.stderr.contains("similar"), "{}", destroy.stderr);
}

#[test]
fn a_saved_plan_says_how_to_apply_it() {
    let (world, _sandbox) = NUMBERS.fresh();
    let arguments = ["plan", "--out", "p.json", "--report", "markdown=p.md"];
    let ended = world.run(&arguments).exits(0);
    let saved: serde_json::Value = serde_json::from_str(&world.read("p.json")).unwrap();
    let sha256 = saved["sha256"].as_str().unwrap();
    let expected =
        format!("Saved p.json (sha256 {sha256}); run `switchboard apply p.json`\nWrote p.md\n");
    assert!(ended.stderr.ends_with(&expected), "{}", ended.stderr);
    let quiet = world.run(&["plan", "-q", "--out", "p.json"]).exits(0);
    assert_eq!(quiet.stderr, "");
    world.run(&["apply", "p.json"]).exits(0);
    // Nothing is left to apply, so nothing is suggested.
    let nothing = world.run(&["plan", "--out", "p.json"]).exits(0);
    assert!(nothing.stderr.ends_with(")\n"), "{}", nothing.stderr);
}

#[test]
fn the_history_has_a_heading_and_counts() {
    let (world, _sandbox) = NUMBERS.applied();
    let history = world.run(&["registry", "history"]).exits(0).stdout;
    let lines: Vec<&str> = history.lines().collect();
    assert!(
        lines[0].starts_with("RUN") && lines[0].ends_with("CHANGES"),
        "{history}"
    );
    assert!(lines[1].ends_with("5 done"), "{history}");
}

#[test]
fn many_problems_are_counted() {
    let world = World::empty();
    let numbers: Vec<String> = (0..12)
        .map(|at| format!("      n{at}: {{ phone_number: x{at} }}"))
        .collect();
    let numbers = numbers.join("\n");
    let configuration =
        format!("version: 1\nproviders:\n  us:\n    type: twilio\n    numbers:\n{numbers}\n");
    world.write("switchboard.yaml", &configuration);
    let ended = world.run(&["validate"]).exits(1);
    assert!(
        ended.stderr.contains("12 errors in all"),
        "{}",
        ended.stderr
    );
}

#[test]
fn a_url_that_is_not_declared_is_grey() {
    let (world, _sandbox) = NUMBERS.fresh();
    let graph = world.run(&["graph"]).exits(0).stdout;
    let line = |text: &str| {
        graph
            .lines()
            .find(|line| line.contains(text))
            .unwrap_or_default()
    };
    assert!(line("demo.twilio.com").ends_with(":::unmanaged"), "{graph}");
    assert!(
        !line("hooks.contoso.example").contains(":::unmanaged"),
        "{graph}"
    );
}
