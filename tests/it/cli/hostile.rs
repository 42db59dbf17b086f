//! Plan files, arguments and pipes from others: nothing of them is printed unescaped, nothing is
//! printed without end, and no command waits for them.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::fixture::{NUMBERS, unwritten};
use crate::support::world::{Ended, World, binary_path};

/// A line that GitHub's runner obeys, and a sequence that clears a terminal.
const HOSTILE: &str = "x\n::error::PWNED\u{1b}[2J";

/// Asserts that a text holds nothing that acts on the program that shows it.
#[track_caller]
fn harmless(text: &str) {
    assert!(!text.contains('\u{1b}'), "{text}");
    assert!(
        !text.lines().any(|line| line.trim_start().starts_with("::")),
        "{text}"
    );
}

/// A saved plan, to be edited.
fn saved(world: &World) -> Value {
    world.run(&["plan", "--out", "plan.json"]).exits(0);
    serde_json::from_str(&world.read("plan.json")).unwrap()
}

/// What a plan file says is escaped in every error that repeats it.
#[test]
fn the_texts_of_a_plan_file_are_shown_escaped() {
    let (world, sandbox) = NUMBERS.applied();
    NUMBERS.edit(&world);
    let plan = saved(&world);
    let edits: [(&str, Value); 8] = [
        ("/project", json!(HOSTILE)),
        ("/environment", json!(HOSTILE)),
        ("/targets", json!([HOSTILE])),
        ("/undoes", json!(HOSTILE)),
        ("/config/sources", json!([HOSTILE])),
        ("/resource_changes/0/change/actions", json!([HOSTILE])),
        ("/resource_changes/0/type", json!(HOSTILE)),
        ("/resource_changes/0/action_reason", json!(HOSTILE)),
    ];
    for (pointer, value) in edits {
        let mut edited = plan.clone();
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        edited.pointer_mut(parent).unwrap()[key] = value;
        world.write("edited.json", &edited.to_string());
        let ended = world.run(&["apply", "edited.json"]).exits(1);
        harmless(&ended.stderr);
        harmless(&ended.stdout);
        let events = world.run(&["apply", "edited.json", "--format", "json"]);
        harmless(&events.exits(1).stderr);
    }
    unwritten(&sandbox);
}

/// So are arguments, those that clap refuses included.
#[test]
fn arguments_are_shown_escaped() {
    let (world, _sandbox) = NUMBERS.fresh();
    let plan = |option: &'static str| vec!["plan", option, HOSTILE];
    let mut all = vec![
        plan("--env"),
        plan("--target"),
        plan("--format"),
        plan("--report"),
        plan("--registry"),
        plan("-f"),
        vec!["apply", "--expect-plan", HOSTILE],
        vec!["apply", "--parallelism", HOSTILE],
        vec!["apply", HOSTILE],
        vec!["explain", HOSTILE],
        vec!["registry", "history", HOSTILE],
        vec!["test", HOSTILE],
        vec![HOSTILE],
    ];
    let option = format!("--{HOSTILE}");
    all.push(vec!["plan", &option]);
    let assigned = format!("--report={HOSTILE}");
    all.push(vec!["plan", &assigned]);
    for arguments in all {
        let ended = world.run(&arguments);
        // A registry of any name may be made yet; everything else is a mistake.
        let expected = i32::from(!arguments.contains(&"--registry"));
        assert_eq!(ended.code, expected, "{arguments:?}: {ended:?}");
        harmless(&ended.stderr);
        harmless(&ended.stdout);
    }
}

/// A plan file that names a million sources makes a short error.
#[test]
fn a_plan_that_names_a_million_sources_makes_a_short_error() {
    let (world, sandbox) = NUMBERS.applied();
    NUMBERS.edit(&world);
    let mut plan = saved(&world);
    for sources in [
        vec!["nowhere.yaml".to_owned(); 1_000_000],
        vec!["n".repeat(5_000_000)],
        (0..900).map(|at| format!("{at}.yaml")).collect(),
    ] {
        plan["config"]["sources"] = json!(sources);
        world.write("many.json", &plan.to_string());
        let ended = world.run(&["apply", "many.json"]).exits(1);
        assert!(ended.stderr.len() < 5_000, "{} bytes", ended.stderr.len());
        assert!(!ended.stderr.is_empty());
    }
    plan["project"] = json!("p".repeat(5_000_000));
    plan["config"]["sources"] = json!(["switchboard.yaml"]);
    world.write("long.json", &plan.to_string());
    let ended = world.run(&["apply", "long.json"]).exits(1);
    assert!(ended.stderr.len() < 10_000, "{} bytes", ended.stderr.len());
    unwritten(&sandbox);
}

/// The author of a plan does not choose which files of the machine are read.
#[test]
fn a_plan_names_no_configuration_outside_the_working_folder() {
    let (world, sandbox) = NUMBERS.applied();
    NUMBERS.edit(&world);
    let mut plan = saved(&world);
    let outside = world.beside("outside.yaml");
    fs::write(&outside, world.read("switchboard.yaml")).unwrap();
    symlink(&outside, world.path("inside.yaml")).unwrap();
    for source in [
        outside.to_str().unwrap(),
        "../outside.yaml",
        "inside.yaml",
        "/etc/nothing/there.yaml",
        "../nothing.yaml",
    ] {
        plan["config"]["sources"] = json!([source]);
        plan["config"]["found"] = json!(false);
        world.write("foreign.json", &plan.to_string());
        let ended = world.run(&["apply", "foreign.json"]).exits(1);
        assert!(
            ended.stderr.contains("outside the working folder") && ended.stderr.contains("-f"),
            "{source}: {}",
            ended.stderr
        );
    }
    unwritten(&sandbox);
    // The error says what to do: the command that it suggests, pasted into a shell, works.
    fs::write(world.beside("it's.yaml"), world.read("switchboard.yaml")).unwrap();
    world
        .run(&["plan", "-f", "../it's.yaml", "--out", "a plan"])
        .exits(0);
    let refused = world.run(&["apply", "a plan"]).exits(1).stderr;
    let suggested = refused.split('`').nth(1).unwrap();
    assert_eq!(
        suggested,
        r"switchboard apply -f '../it'\''s.yaml' 'a plan'"
    );
    // The user's own -f decides.
    let named = ["apply", "foreign.json", "-f", outside.to_str().unwrap()];
    world.run(&named).exits(0);
}

/// Runs a command that must end by itself, soon.
#[track_caller]
fn soon(world: &World, arguments: &[&str]) -> Ended {
    let mut child = world
        .command(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let deadline = Instant::now() + Duration::from_secs(20);
    while child.try_wait().unwrap().is_none() {
        if Instant::now() > deadline {
            child.kill().unwrap();
            panic!("{arguments:?} waits");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    Ended::of(child.wait_with_output().unwrap())
}

fn pipe(world: &World, name: &str) {
    let path = world.path(name);
    let _ = fs::remove_file(&path);
    let made = Command::new("mkfifo").arg(path).status();
    assert!(made.unwrap().success());
}

/// A pipe where a file is read is an error at once, without a wait for its writer.
#[test]
fn a_pipe_in_place_of_a_file_is_refused() {
    let (mut world, _sandbox) = NUMBERS.applied();
    NUMBERS.edit(&world);
    let mut plan = saved(&world);
    pipe(&world, "pipe");
    pipe(&world, "pipe.yaml");
    plan["config"]["sources"] = json!(["pipe"]);
    world.write("piped.json", &plan.to_string());
    for arguments in [
        &["apply", "pipe"][..],
        &["-f", "pipe.yaml", "plan"],
        &["-f", ".", "validate"],
    ] {
        let ended = soon(&world, arguments).exits(1);
        assert!(
            ended.stderr.contains("it is a pipe"),
            "{arguments:?}: {}",
            ended.stderr
        );
    }
    soon(&world, &["apply", "piped.json"]).exits(1);
    pipe(&world, ".switchboardignore");
    for command in ["drift", "watch"] {
        let ended = soon(&world, &[command]).exits(1);
        assert!(ended.stderr.contains("it is a pipe"), "{}", ended.stderr);
    }
    fs::remove_file(world.path(".switchboardignore")).unwrap();
    let bundle = world.path("pipe").display().to_string();
    world.variables.insert("SSL_CERT_FILE".to_owned(), bundle);
    let ended = soon(&world, &["plan"]).exits(1);
    assert!(ended.stderr.contains("it is a pipe"), "{}", ended.stderr);
}

/// What a shell hands over as an open pipe is read like a file.
#[test]
fn a_configuration_from_a_pipe_is_read() {
    let (world, _sandbox) = NUMBERS.fresh();
    let binary = binary_path();
    let binary = binary.display();
    let line = format!(
        "{binary} validate -f <(cat switchboard.yaml) && cat switchboard.yaml | {binary} validate -f /dev/stdin"
    );
    let mut shell = Command::new("bash");
    shell.current_dir(world.folder()).args(["-c", &line]);
    let ended = Ended::of(shell.output().unwrap()).exits(0);
    assert_eq!(
        ended.stdout.matches("Valid: ").count(),
        2,
        "{}",
        ended.stdout
    );
}
