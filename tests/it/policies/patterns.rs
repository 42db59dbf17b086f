//! Patterns of a policy that match nothing.

use serde_json::Value;

use super::fresh;
use crate::support::fixture::NUMBERS;
use crate::support::world::World;

const MISSPELT: &str = "version: 1
changes:
  forbid: [providers.uk.*, providers.us.numbers.frist, keywords]
";

/// The summaries and lines of the findings about patterns.
fn idle(world: &World, more: &[&str], code: i32) -> Vec<(String, u64, String)> {
    let plan = ["plan", "--policy", "policy.yaml", "--format", "json"];
    let document = world.run(&[&plan[..], more].concat()).exits(code).json();
    let all: Vec<Value> = document["diagnostics"].as_array().unwrap().clone();
    let all = all.into_iter().filter(|one| one["code"] == "W0941");
    all.map(|one| {
        let text = |key: &str| one[key].as_str().unwrap().to_owned();
        assert_eq!(one["range"]["filename"], "policy.yaml");
        let line = one["range"]["start"]["line"].as_u64().unwrap();
        (text("summary"), line, text("severity"))
    })
    .collect()
}

#[test]
fn a_pattern_that_matches_nothing_is_a_warning_with_a_near_name() {
    let (world, _sandbox) = NUMBERS.applied();
    world.write("policy.yaml", MISSPELT);
    let plan = world.run(&["plan", "--policy", "policy.yaml"]).exits(0);
    for text in [
        "warning[W0941]: `providers.uk.*` forbids nothing",
        "policy.yaml:3:12",
        "did you mean `providers.us.numbers.first`?",
    ] {
        assert!(plan.stderr.contains(text), "{text}\n{}", plan.stderr);
    }
    assert!(!plan.stderr.contains("`keywords`"), "{}", plan.stderr);
    world
        .run(&["apply", "--auto-approve", "--policy", "policy.yaml"])
        .exits(0);
}

/// What a target, an exclusion or a shard leaves out is there all the same, and so is what only the
/// registry has.
#[test]
fn the_whole_configuration_and_the_registry_count() {
    let (world, _sandbox) = NUMBERS.applied();
    let gone = NUMBERS
        .configuration
        .replace("      third: { phone_number: \"+15017122663\" }\n", "");
    world.write("switchboard.yaml", &gone);
    world.write(
        "policy.yaml",
        "version: 1\nchanges: { allow: [\"*third\", first, \"+15017122662\", keywords.join] }\n",
    );
    let none: Vec<(String, u64, String)> = Vec::new();
    for more in [
        &[][..],
        &["--target", "second"],
        &["--exclude", "first"],
        &["--shard", "1/3"],
        &["--shard", "2/3"],
        &["--shard", "3/3"],
    ] {
        assert_eq!(idle(&world, more, 0), none, "{more:?}");
    }
}

#[test]
fn findings_decide_by_name_how_it_is_reported() {
    let (world, _sandbox) = fresh(MISSPELT);
    let forbidden = MISSPELT.replace(", keywords", "");
    let severities = |findings: &str, code: i32| -> Vec<String> {
        world.write("policy.yaml", &format!("{forbidden}{findings}"));
        let found = idle(&world, &[], code);
        assert!(found.iter().all(|(_, line, _)| *line == 3), "{found:?}");
        found.into_iter().map(|(.., severity)| severity).collect()
    };
    assert_eq!(severities("", 0), ["warning", "warning"]);
    assert_eq!(
        severities("findings: { W0941: note }\n", 0),
        ["note", "note"]
    );
    // The configuration cannot correct the policy.
    assert_eq!(
        severities("findings: { warnings: error, W0752: note }\n", 0),
        ["warning", "warning"]
    );
    assert_eq!(
        severities("findings: { W0941: error }\n", 1),
        ["error", "error"]
    );
    // It is no reason to ask for an approval, either.
    world.write(
        "policy.yaml",
        &format!("{forbidden}approval: {{ auto: safe }}\nfindings: {{ W0752: note }}\n"),
    );
    world
        .run(&["apply", "--auto-approve", "--policy", "policy.yaml"])
        .exits(0);
}
