//! The default places of the registry and of the sandbox's state, and the other files in that
//! folder.

use std::fs;
use std::process::Command;

use crate::support::fixture::NUMBERS;
use crate::support::sandbox::Sandbox;
use crate::support::world::{Ended, World};

/// A world with the configuration in a folder of its own, `repo`.
fn in_a_folder() -> (World, Sandbox) {
    let (world, sandbox) = NUMBERS.fresh();
    fs::remove_file(world.path("switchboard.yaml")).unwrap();
    world.write("repo/switchboard.yaml", NUMBERS.configuration);
    (world, sandbox)
}

/// Runs a command in a folder of the world.
fn run_in(world: &World, folder: &str, arguments: &[&str]) -> Ended {
    let mut command = world.command(arguments);
    command.current_dir(world.path(folder));
    Ended::of(command.output().unwrap())
}

const APPLY: [&str; 2] = ["apply", "--auto-approve"];

/// The registry is beside the configuration, wherever the program is started.
#[test]
fn the_registry_is_beside_the_configuration() {
    let (world, _sandbox) = in_a_folder();
    run_in(&world, "repo", &APPLY).exits(0);
    assert!(world.path("repo/.switchboard/registry.db").exists());
    // From the parent, by the folder and by the file; and from elsewhere by an absolute path.
    let file = world.path("repo/switchboard.yaml").display().to_string();
    for named in ["repo", "repo/", "./repo", "repo/switchboard.yaml", &file] {
        let plan = ["plan", "--detailed-exitcode", "-f", named];
        let ended = run_in(&world, ".", &plan).exits(0);
        assert!(!ended.stderr.contains("W0785"), "{}", ended.stderr);
        run_in(&world, ".", &["drift", "-f", named]).exits(0);
        run_in(&world, ".", &[&APPLY[..], &["-f", named]].concat()).exits(0);
        let history = run_in(&world, ".", &["registry", "history", "-f", named]);
        assert!(history.exits(0).stdout.contains("succeeded"));
    }
    assert!(!world.path(".switchboard").exists());
}

/// Without `-f` the registry is in the working directory, also where the
/// configuration is the folder `switchboard/`; a saved plan finds it again.
#[test]
fn without_a_file_named_it_is_in_the_working_directory() {
    let (world, _sandbox) = in_a_folder();
    fs::rename(world.path("repo"), world.path("switchboard")).unwrap();
    world.run(&["plan", "--out", "../plan.json"]).exits(0);
    world.run(&["apply", "../plan.json"]).exits(0);
    assert!(world.path(".switchboard/registry.db").exists());
    assert!(!world.path("switchboard/.switchboard").exists());
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
    world.run(&["drift"]).exits(0);
}

/// Of several, the first decides; and a plan that was made from named files is
/// applied with the registry beside them.
#[test]
fn the_first_of_several_decides() {
    let (world, _sandbox) = in_a_folder();
    world.write("more/keywords.yaml", "version: 1\nkeywords: [HELLO]\n");
    let text = NUMBERS.configuration.replace("keywords: [JOIN]\n", "");
    world.write("repo/switchboard.yaml", &text);
    let plan = ["plan", "--out", "../plan.json", "-f", "more", "-f", "repo"];
    world.run(&plan).exits(0);
    world.run(&["apply", "../plan.json"]).exits(0);
    assert!(world.path("more/.switchboard/registry.db").exists());
    assert!(!world.path("repo/.switchboard").exists());
    assert!(!world.path(".switchboard").exists());
}

/// A registry that an earlier version made in the working directory stays in use, and
/// both paths are reported.
#[test]
fn a_registry_in_the_working_directory_is_used_and_reported() {
    let (world, _sandbox) = in_a_folder();
    run_in(&world, "repo", &APPLY).exits(0);
    fs::rename(world.path("repo/.switchboard"), world.path(".switchboard")).unwrap();
    let plan = world
        .run(&["plan", "--format", "json", "-f", "repo"])
        .exits(0)
        .json();
    assert_eq!(plan["summary"]["no_op"], 5, "{plan:#}");
    let reported = &plan["diagnostics"][0];
    assert_eq!(reported["code"], "W0785");
    let summary = reported["summary"].as_str().unwrap();
    for path in [
        ".switchboard/registry.db of",
        "repo/.switchboard/registry.db",
    ] {
        assert!(summary.contains(path), "{summary}");
    }
    world.run(&[&APPLY[..], &["-f", "repo"]].concat()).exits(0);
    world.run(&["drift", "-f", "repo"]).exits(0);
    let shown = world.run(&["registry", "show", "-f", "repo"]).exits(0);
    assert!(shown.stderr.contains("W0785"));
    assert!(!world.path("repo/.switchboard").exists());
    // With the registry named, there is no question.
    let named = [
        "drift",
        "-f",
        "repo",
        "--registry",
        "sqlite:.switchboard/registry.db",
    ];
    assert!(!world.run(&named).exits(0).stderr.contains("W0785"));
}

/// Where both places have one, the one beside the configuration is used, and a warning
/// names the other.
#[test]
fn of_two_the_one_beside_the_configuration_is_used() {
    let (world, _sandbox) = in_a_folder();
    run_in(&world, "repo", &APPLY).exits(0);
    world.write(
        "switchboard.yaml",
        "version: 1\nproject: other\nkeywords: [HELLO]\n",
    );
    world.run(&APPLY).exits(0);
    let plan = world
        .run(&["plan", "--detailed-exitcode", "-f", "repo"])
        .exits(0);
    for path in [
        "repo/.switchboard/registry.db beside",
        "not .switchboard/registry.db of",
    ] {
        assert!(plan.stderr.contains(path), "{}", plan.stderr);
    }
    // In the working directory there is only one registry to mean.
    let here = world.run(&["plan", "--detailed-exitcode"]).exits(0);
    assert!(!here.stderr.contains("W0785"), "{}", here.stderr);
    let same = ["plan", "--detailed-exitcode", "-f", "switchboard.yaml"];
    assert!(!world.run(&same).exits(0).stderr.contains("W0785"));
}

/// The sandbox's state and its registry follow the same rules.
#[test]
fn the_sandbox_is_beside_the_configuration_too() {
    let world = World::empty();
    world.write("repo/switchboard.yaml", NUMBERS.configuration);
    let apply = ["apply", "--sandbox", "--auto-approve", "-f", "repo"];
    world.run(&apply).exits(0);
    for name in ["sandbox.json", "sandbox.db"] {
        assert!(
            world.path("repo/.switchboard").join(name).exists(),
            "{name}"
        );
    }
    assert!(!world.path(".switchboard").exists());
    let plan = ["plan", "--sandbox", "--detailed-exitcode"];
    run_in(&world, "repo", &plan).exits(0);
    world.run(&[&plan[..], &["-f", "repo"]].concat()).exits(0);
    let text = world.run(&["sandbox", "text", "-f", "repo", "+15017122661", "hello"]);
    assert!(
        text.stdout.contains("hooks.contoso.example"),
        "{}",
        text.stdout
    );
    // State from an earlier version stays in use.
    fs::rename(world.path("repo/.switchboard"), world.path(".switchboard")).unwrap();
    let ended = world.run(&[&plan[..], &["-f", "repo"]].concat()).exits(0);
    assert!(ended.stderr.contains("W0785"), "{}", ended.stderr);
}

/// Nothing is kept beside a pipe.
#[cfg(unix)]
#[test]
fn a_configuration_from_a_pipe_has_its_registry_in_the_working_directory() {
    let (world, _sandbox) = NUMBERS.fresh();
    let mut command = world.command(&[&APPLY[..], &["-f", "/dev/stdin"]].concat());
    let file = fs::File::open(world.path("switchboard.yaml")).unwrap();
    let mut cat = Command::new("cat")
        .stdin(file)
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    command.stdin(cat.stdout.take().unwrap());
    Ended::of(command.output().unwrap()).exits(0);
    cat.wait().unwrap();
    assert!(world.path(".switchboard/registry.db").exists());
}

fn ignored(world: &World) -> String {
    world.read(".switchboard/.gitignore")
}

/// The folder that apply makes is kept out of version control.
#[test]
fn apply_keeps_its_folder_out_of_version_control() {
    let (world, _sandbox) = NUMBERS.applied();
    assert_eq!(ignored(&world), "*\n!.gitignore\n!*.schema.json\n");
    world.write(".switchboard/.gitignore", "!registry.db\n");
    world.run(&APPLY).exits(0);
    assert_eq!(ignored(&world), "!registry.db\n", "it was overwritten");
}

/// So is the one that a sandbox makes, and one that was there is left alone.
#[test]
fn a_sandbox_keeps_its_folder_out_of_version_control() {
    let world = World::with(NUMBERS.configuration);
    let apply = ["apply", "--sandbox", "--auto-approve"];
    world.run(&apply).exits(0);
    assert_eq!(ignored(&world), "*\n!.gitignore\n!*.schema.json\n");
    fs::remove_dir_all(world.path(".switchboard")).unwrap();
    fs::create_dir(world.path(".switchboard")).unwrap();
    world.run(&apply).exits(0);
    assert!(!world.path(".switchboard/.gitignore").exists());
}

/// A registry in a folder of another name brings no such file.
#[test]
fn another_folder_is_not_kept_out_of_version_control() {
    let (world, _sandbox) = NUMBERS.fresh();
    world
        .run(&[&APPLY[..], &["--registry", "sqlite:state/registry.db"]].concat())
        .exits(0);
    assert!(world.path("state/registry.db").exists());
    assert!(!world.path("state/.gitignore").exists());
}

/// No output replaces the registry or the sandbox's state, in either place.
#[test]
fn no_output_replaces_what_is_in_either_folder() {
    let (world, _sandbox) = in_a_folder();
    run_in(&world, "repo", &APPLY).exits(0);
    fs::create_dir(world.path(".switchboard")).unwrap();
    for folder in ["repo/.switchboard", ".switchboard"] {
        for name in ["registry.db", "sandbox.db", "sandbox.json"] {
            let path = format!("{folder}/{name}");
            let before = fs::read(world.path(&path)).ok();
            let ended = world.run(&["plan", "-f", "repo", "--out", &path]).exits(1);
            assert!(
                ended.stderr.contains("no output may replace it"),
                "{}",
                ended.stderr
            );
            assert_eq!(fs::read(world.path(&path)).ok(), before, "{path}");
        }
    }
}
