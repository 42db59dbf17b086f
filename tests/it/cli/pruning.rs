//! `registry prune`: what it removes, and that it asks.

use crate::support::fixture::NUMBERS;
use crate::support::sandbox::Sandbox;
use crate::support::world::World;

fn runs(world: &World) -> Vec<String> {
    let list = world.run(&["registry", "history", "--format", "json"]);
    let list = list.exits(0).json();
    let runs = list["runs"].as_array().unwrap();
    runs.iter()
        .map(|run| run["id"].as_str().unwrap().to_owned())
        .collect()
}

/// A world in which three runs were recorded.
fn three_runs() -> (World, Sandbox) {
    let (world, sandbox) = NUMBERS.applied();
    let yaml = world.read("switchboard.yaml");
    for word in ["HALT", "WAIT"] {
        let other = yaml.replace("keywords: [JOIN]", &format!("keywords: [JOIN, {word}]"));
        world.write("switchboard.yaml", &other);
        world
            .run(&["apply", "--auto-approve", "--allow-mass-change"])
            .exits(0);
    }
    (world, sandbox)
}

/// What is removed is gone for good, so a configuration that may mean another project is refused.
#[test]
fn nothing_is_removed_under_a_configuration_with_errors() {
    let (world, _sandbox) = three_runs();
    let before = runs(&world);
    let prune = ["registry", "prune", "--keep-runs", "1", "--auto-approve"];
    let yaml = world.read("switchboard.yaml");
    world.write(
        "switchboard.yaml",
        &format!("{yaml}project: other\nproject: third\n"),
    );
    let refused = world.run(&prune).exits(1);
    assert!(
        refused.stderr.contains("nothing was removed"),
        "{}",
        refused.stderr
    );
    world.write("switchboard.yaml", &yaml);
    // An environment that is nowhere written is most likely misspelt.
    let misspelt = world
        .run(&[&prune[..], &["--env", "prdo"]].concat())
        .exits(1);
    assert!(
        misspelt.stderr.contains("nothing was removed"),
        "{}",
        misspelt.stderr
    );
    assert_eq!(runs(&world), before);
}

#[test]
fn old_runs_are_removed_once_that_is_approved() {
    let (world, _sandbox) = three_runs();
    let before = runs(&world);
    assert_eq!(before.len(), 3);
    let shown = world.run(&["registry", "show"]).exits(0).stdout;
    let prune = |more: &[&str]| world.run(&[&["registry", "prune"], more].concat());

    let asked = prune(&["--keep-runs", "1"]).exits(1);
    assert!(
        asked.stderr.contains("nothing was removed"),
        "{}",
        asked.stderr
    );
    assert!(asked.stderr.contains("--auto-approve"), "{}", asked.stderr);
    let dry = prune(&["--keep-runs", "1", "--dry-run", "--format", "json"])
        .exits(0)
        .json();
    assert_eq!(
        (&dry["kind"], &dry["removed"]),
        (&"pruned-runs".into(), &false.into())
    );
    assert_eq!(dry["runs"].as_array().unwrap().len(), 2, "{dry:#}");
    assert_eq!(dry["runs"][0]["id"], *before[1]);
    assert_eq!(runs(&world), before);

    let removed = prune(&["--keep-runs", "1", "--auto-approve"]).exits(0);
    assert!(
        removed.stdout.starts_with("Removed 2 runs with "),
        "{}",
        removed.stdout
    );
    let after = runs(&world);
    // The first run is the last that wrote the numbers, so it stays without its changes.
    assert_eq!(after, [before[0].clone(), before[2].clone()]);
    assert_eq!(world.run(&["registry", "show"]).exits(0).stdout, shown);
    let again = prune(&["--keep-runs", "1", "--auto-approve"]).exits(0);
    assert!(again.stdout.contains("no run"), "{}", again.stdout);
    let undo = world
        .run(&["registry", "history", &before[2], "--inverse"])
        .exits(1);
    assert!(undo.stderr.contains("registry prune"), "{}", undo.stderr);
    world
        .run(&["registry", "history", &before[0], "--inverse"])
        .exits(0);
}

#[test]
fn an_age_or_a_number_is_needed_and_not_both() {
    let (world, _sandbox) = NUMBERS.applied();
    for arguments in [
        &[][..],
        &["--keep-runs", "0"],
        &["--older-than", "0"],
        &["--keep-runs", "1", "--older-than", "1"],
        &["--keep-runs", "1", "--format", "markdown"],
    ] {
        world
            .run(&[&["registry", "prune"], arguments].concat())
            .exits(1);
    }
    let young = world
        .run(&["registry", "prune", "--older-than", "1"])
        .exits(0);
    assert!(young.stdout.contains("no run"), "{}", young.stdout);
}
