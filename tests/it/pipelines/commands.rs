//! The commands in a run's log that a runner would obey: only our own annotations, and no text that
//! others wrote into a name, a URL or an error.

use serde_json::json;

use super::account::{STORE_LINE, shadow};
use super::runner::{Job, Runner};
use super::tools::present;
use crate::support::world::World;

const TOOLS: [&str; 3] = ["bash", "jq", "curl"];
/// The commands that GitHub's runner obeys. Of these, only annotations are ours.
const OBEYED: [&str; 12] = [
    "set-env",
    "set-output",
    "save-state",
    "add-path",
    "add-mask",
    "stop-commands",
    "add-matcher",
    "remove-matcher",
    "echo",
    "group",
    "endgroup",
    "debug",
];
const ANNOTATIONS: [&str; 3] = ["error", "warning", "notice"];
const NEW: &str = "::set-output name=drift::PWNED";
const OLD: &str = "a ##[set-output name=sarif-file]/etc/passwd";
const AZURE: &str = "##vso[task.setvariable variable=a]b";

/// The commands in a log that are not annotations of ours, by the rules of the runner: it ends
/// lines at carriage returns too, and trims them.
fn foreign(log: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in log.split(['\n', '\r']) {
        let trimmed = line.trim();
        let second = trimmed
            .strip_prefix("::")
            .and_then(|rest| rest.split_once("::"));
        if let Some((head, _)) = second {
            let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
            let ours = ANNOTATIONS.contains(&name)
                && line.starts_with("::")
                && (properties.contains("title=") || properties.contains("file="));
            if OBEYED.contains(&name) || (ANNOTATIONS.contains(&name) && !ours) {
                found.push(line.to_owned());
            }
            if OBEYED.contains(&name) || ANNOTATIONS.contains(&name) {
                continue;
            }
        }
        let old = line
            .find("##[")
            .and_then(|at| line[at + 3..].split_once(']'));
        if old.is_some() || line.to_lowercase().contains("##vso[") {
            found.push(line.to_owned());
        }
    }
    found
}

#[test]
fn the_test_finds_commands_that_the_runner_would_obey() {
    for line in [
        NEW,
        " \u{a0}::add-mask::x",
        OLD,
        "x\r::debug::y",
        AZURE,
        "::error::x",
    ] {
        assert_eq!(foreign(line).len(), 1, "{line}");
    }
    assert_eq!(foreign("::error title=a::##[set-env name=x]y").len(), 0);
    assert_eq!(foreign("a ::debug::b\n# #[x]").len(), 0);
}

#[track_caller]
fn clean(what: &str, log: &str) {
    let found = foreign(log);
    assert!(found.is_empty(), "{what}: {found:#?}\n{log}");
}

/// A service with this name answers for the store's line.
fn shadowed_by(runner: &Runner, name: &str) {
    shadow(&runner.sandbox);
    let fields = [("FriendlyName".to_owned(), name.to_owned())];
    runner
        .sandbox
        .request("POST", "/v1/Services/{Old}", &fields);
}

/// One command of the action, whose log must make the runner do nothing.
fn command(runner: &Runner, command: &str, what: &str) -> Job {
    let inputs = [("command", command), ("env", "prod"), ("comment", "false")];
    let job = runner.action(&inputs);
    clean(&format!("{what}: {command}, stdout"), &job.stdout);
    clean(&format!("{what}: {command}, stderr"), &job.stderr);
    job
}

/// Every command of the action.
fn all_commands(runner: &Runner, what: &str) -> Vec<Job> {
    let commands = [
        "validate", "plan", "drift", "test", "apply", "test", "drift",
    ];
    commands
        .iter()
        .map(|one| command(runner, one, what))
        .collect()
}

/// Names and URLs at Twilio are no commands, whichever command prints them.
#[test]
fn names_at_twilio_are_no_commands() {
    if !present("hostile names", &TOOLS) {
        return;
    }
    for name in [NEW, OLD, AZURE] {
        let runner = Runner::new();
        shadowed_by(&runner, name);
        let fields = [("FriendlyName".to_owned(), name.to_owned())];
        runner.sandbox.change("POST", STORE_LINE, &fields);
        let jobs = all_commands(&runner, name);
        let shown = jobs.iter().any(|job| {
            job.stdout.contains("PWNED")
                || job.stdout.contains("/etc/passwd")
                || job.stdout.contains("setvariable")
        });
        assert!(shown, "{name} is shown somewhere");
    }
}

/// Neither are names in YAML.
#[test]
fn names_and_keys_in_yaml_are_no_commands() {
    if !present("hostile texts", &TOOLS) {
        return;
    }
    for text in [NEW, OLD, AZURE] {
        let runner = Runner::new();
        let edited = runner.world.read("switchboard.yaml").replace(
            "friendly_name: Store line",
            &format!("friendly_name: {}", json!(text)),
        );
        runner.world.write("switchboard.yaml", &edited);
        all_commands(&runner, text);
        let typo = edited.replace("friendly_name: \"", &format!("{}: \"", json!(text)));
        runner.world.write("switchboard.yaml", &typo);
        command(&runner, "plan", text);
    }
}

/// Nor what Twilio says in an error.
#[test]
fn messages_of_errors_are_no_commands() {
    if !present("hostile messages", &TOOLS) {
        return;
    }
    let runner = Runner::new();
    let message = format!("no\n{NEW}\r{OLD}\n{AZURE}\r{NEW}");
    let refusal = |method: &str, times: u32| {
        json!({ "method": method, "times": times,
        "then": { "status": 400, "code": 21402, "message": message } })
    };
    runner.sandbox.add_faults(&json!([refusal("POST", 1)]));
    all_commands(&runner, "a refused write");
    runner.sandbox.add_faults(&json!([refusal("GET", 1000)]));
    all_commands(&runner, "refused reads");
}

/// The binary alone, in any step and in every format; documents stay valid.
#[test]
fn no_command_is_printed_without_the_action_either() {
    let (world, sandbox) = World::and_sandbox(
        r###"version: 1
providers:
  us:
    type: twilio
    callback_url: https://hooks.contoso.example/sms
    numbers:
      first: { phone_number: "+15017122661", friendly_name: "a ##[set-env name=a]b" }
      second: { phone_number: "+15017122662", friendly_name: "::set-output name=a::b" }
keywords: [{ keyword: JOIN, description: "##vso[task.complete]" }]
"###,
        "",
    );
    let documents = ["--format", "json"];
    for round in ["fresh", "applied"] {
        for arguments in [
            &["plan"][..],
            &["plan", "--format", "markdown"],
            &["plan", "--format", "github"],
            &["plan", "--show-unmanaged"],
            &["drift"],
            &["drift", "--format", "html"],
            &["drift", "--format", "junit"],
            &["drift", "--format", "sarif"],
            &["drift", "--format", "prometheus"],
            &["test"],
            &["explain", "first"],
            &["graph"],
            &["graph", "--format", "svg"],
            &["registry", "show"],
            &["registry", "history"],
            &["-vv", "validate"],
            &["fmt", "--check"],
            &["apply", "--no-input"],
            &["plan", "--show-unmanaged", "--report", "human=/dev/stderr"],
            &["drift", "--report", "junit=/dev/stdout"],
            &["test", "--report", "human=/proc/self/fd/2"],
        ] {
            let ended = world.run(arguments);
            clean(&format!("{round} {arguments:?}"), &ended.stdout);
            clean(&format!("{round} {arguments:?}"), &ended.stderr);
        }
        for command in [
            &["plan"][..],
            &["drift"],
            &["test"],
            &["explain", "first"],
            &["registry", "show"],
        ] {
            let ended = world.run(&[command, &documents].concat());
            clean(&format!("{round} {command:?}"), &ended.stdout);
            let document = ended.json().to_string();
            let names = ["plan", "registry"].contains(&command[0]) && round == "applied";
            assert!(!names || document.contains("##[set-env"), "{document}");
        }
        let events = world.run(&["apply", "--auto-approve", "--format", "json"]);
        clean(round, &events.stdout);
        let named = [("FriendlyName".to_owned(), NEW.to_owned())];
        sandbox.change("POST", "+15017122661", &named);
    }
}
