//! The stream of each output, and the meaning of the exit codes.

use crate::support::fixture::NUMBERS;
use crate::support::world::World;

#[test]
fn version_and_help_are_answers() {
    let world = World::empty();
    let version = world.run_binary(&["--version"]).exits(0);
    assert_eq!(
        version.stdout,
        format!("switchboard {}\n", env!("CARGO_PKG_VERSION"))
    );
    let help = world.run_binary(&["apply", "--help"]).exits(0);
    assert!(help.stdout.contains("--expect-plan") && help.stderr.is_empty());
}

#[test]
fn a_mistake_in_usage_is_an_error_and_not_differences() {
    let world = World::with(NUMBERS.configuration);
    for arguments in [
        &["plan", "--frobnicate"][..],
        &["frobnicate"],
        &[],
        &["plan", "--format", "xml"],
        &["plan", "--report", "json"],
        &["apply", "--parallelism", "0"],
        &["apply", "PLAN", "--target", "first"],
        &["validate", "--var", "nonsense"],
        &["-v", "-q", "validate"],
    ] {
        let ended = world.run_binary(arguments).exits(1);
        assert!(
            ended.stdout.is_empty() && !ended.stderr.is_empty(),
            "{arguments:?}: {ended:?}"
        );
    }
}

#[test]
fn validate_needs_nothing_but_the_files() {
    let world = World::with(NUMBERS.configuration);
    let valid = world.run_binary(&["validate"]).exits(0);
    assert_eq!(valid.stdout, "Valid: 1 provider, 3 numbers, 1 keyword.\n");
    assert_eq!(valid.stderr, "");
    world.write("switchboard.yaml", "version: 1\nprojct: contoso\n");
    let wrong = world.run_binary(&["validate"]).exits(1);
    assert_eq!(wrong.stdout, "");
    assert!(wrong.stderr.contains("switchboard.yaml:2:1") && wrong.stderr.contains("`project`"));
}

#[test]
fn without_a_configuration_the_error_names_init() {
    let world = World::empty();
    for command in ["validate", "plan", "apply"] {
        let ended = world.run_binary(&[command]).exits(1);
        assert!(
            ended.stderr.contains("switchboard init"),
            "{}",
            ended.stderr
        );
    }
    let ended = world
        .run_binary(&["-f", "missing.yaml", "validate"])
        .exits(1);
    assert!(
        ended.stderr.contains("missing.yaml:1:1"),
        "{}",
        ended.stderr
    );
}

#[test]
fn a_plan_exits_with_2_for_differences_on_request() {
    let (world, _sandbox) = NUMBERS.fresh();
    world.run_binary(&["plan"]).exits(0);
    world.run_binary(&["plan", "--detailed-exitcode"]).exits(2);
    world.run_binary(&["apply", "--auto-approve"]).exits(0);
    let plan = world
        .run_binary(&["-q", "plan", "--detailed-exitcode"])
        .exits(0);
    assert!(plan.stdout.contains("No changes."), "{}", plan.stdout);
    assert_eq!(plan.stderr, "");
}

#[test]
fn adopting_and_forgetting_are_differences() {
    let (world, _sandbox) = NUMBERS.applied();
    world.write(
        "switchboard.yaml",
        &NUMBERS.configuration.replace("keywords: [JOIN]\n", ""),
    );
    world.run_binary(&["plan", "--detailed-exitcode"]).exits(2);
    world.run_binary(&["plan"]).exits(0);
}

#[test]
fn results_go_to_stdout_and_nothing_else_does() {
    let (world, _sandbox) = NUMBERS.fresh();
    let plan = world
        .run_binary(&["-vv", "plan", "--format", "json"])
        .exits(0);
    assert_eq!(plan.json()["kind"], "plan");
    let plan = world
        .run_binary(&["-q", "plan", "--color", "always"])
        .exits(0);
    assert!(plan.stdout.contains("\u{1b}[") && plan.stderr.is_empty());
    let plan = world.run_binary(&["plan"]).exits(0);
    assert!(!plan.stdout.contains('\u{1b}'), "colour without a terminal");
    world.write(
        "switchboard.yaml",
        &NUMBERS.configuration.replace("https:", "http:"),
    );
    let wrong = world.run_binary(&["plan", "--format", "json"]).exits(1);
    assert_eq!(wrong.json()["valid"], false);
    assert_eq!(wrong.stderr, "");
}

#[test]
fn json_ends_with_a_line_break() {
    let (world, _sandbox) = NUMBERS.fresh();
    let plan = world.run_binary(&["plan", "--format", "json"]).exits(0);
    assert!(plan.stdout.ends_with("}\n"));
}

#[test]
fn quiet_prints_errors_only() {
    let warned = format!("{}vars: {{ a: x #y\n}}\n", NUMBERS.configuration);
    let world = World::with(&warned);
    assert!(
        world
            .run_binary(&["validate"])
            .exits(0)
            .stderr
            .contains("W0121")
    );
    let quiet = world.run_binary(&["-q", "validate"]).exits(0);
    assert_eq!((quiet.stdout.as_str(), quiet.stderr.as_str()), ("", ""));
}

#[test]
fn every_missing_credential_is_reported_at_once() {
    let world = World::with(
        "version: 1\nproviders:\n  eu: { type: twilio, account_sid: { env: EU_SID }, auth_token: { env: EU_TOKEN } }\n  us: { type: twilio }\n",
    );
    let plan = world.run_binary(&["plan"]).exits(1);
    for name in [
        "EU_SID",
        "EU_TOKEN",
        "TWILIO_ACCOUNT_SID",
        "TWILIO_AUTH_TOKEN",
    ] {
        assert!(plan.stderr.contains(name), "{name}\n{}", plan.stderr);
    }
    assert!(
        plan.stderr.contains("switchboard.yaml:3:"),
        "{}",
        plan.stderr
    );
    let json = world
        .run_binary(&["plan", "--format", "json"])
        .exits(1)
        .json();
    // One error for each provider.
    assert_eq!(json["error_count"], 2);
}

#[test]
fn an_unknown_target_is_an_error() {
    let (world, _sandbox) = NUMBERS.fresh();
    let plan = world.run_binary(&["plan", "--target", "fourth"]).exits(1);
    assert!(plan.stderr.contains("fourth"), "{}", plan.stderr);
}

#[test]
fn what_could_not_be_reached_is_an_error() {
    let (mut world, sandbox) = NUMBERS.applied();
    drop(sandbox);
    world.variables.insert(
        "SWITCHBOARD_TWILIO_API_URL".to_owned(),
        "http://127.0.0.1:9".to_owned(),
    );
    NUMBERS.edit(&world);
    let plan = world.run_binary(&["plan", "--detailed-exitcode"]).exits(1);
    assert!(plan.stderr.contains("E0707"), "{}", plan.stderr);
    assert!(!plan.stdout.contains("No changes"));
    world.run_binary(&["apply", "--auto-approve"]).exits(1);
}

#[test]
fn credentials_go_to_https_or_this_machine_only() {
    let (mut world, _sandbox) = NUMBERS.fresh();
    let api = "SWITCHBOARD_TWILIO_API_URL".to_owned();
    world
        .variables
        .insert(api, "http://api.example.com".to_owned());
    let plan = world.run_binary(&["plan"]).exits(1);
    assert!(plan.stderr.contains("E0605"), "{}", plan.stderr);
}
