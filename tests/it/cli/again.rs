//! A suggested command means what the command meant that suggests it.

use crate::support::fixture::NUMBERS;
use crate::support::world::{Ended, World, binary_path};

/// A command that a text suggests and that begins with this.
#[track_caller]
fn suggested<'a>(text: &'a str, begins: &str) -> &'a str {
    let at = text
        .find(begins)
        .unwrap_or_else(|| panic!("no {begins} in\n{text}"));
    text[at..].split(['`', '\n']).next().unwrap()
}

/// The command that `drift` suggests can be pasted, and restores what drifted.
#[test]
fn what_drift_suggests_does_what_it_says() {
    let (world, sandbox) = NUMBERS.fresh();
    std::fs::create_dir(world.path("it's here")).unwrap();
    let file = "it's here/other.yaml";
    let declared = NUMBERS
        .configuration
        .replace("example/sms", "example/${path}")
        .replacen("project:", "vars: { path: x }\nproject:", 1);
    world.write(file, &declared);
    std::fs::remove_file(world.path("switchboard.yaml")).unwrap();
    let options = [
        "-f",
        file,
        "--var",
        "path=y",
        "--registry",
        "sqlite:kept.db",
    ];
    let with = |command: &[&'static str]| {
        let all: Vec<&str> = command.iter().copied().chain(options).collect();
        world.run(&all)
    };
    with(&["apply", "--auto-approve"]).exits(0);
    let url = [("SmsUrl".to_owned(), "https://elsewhere.example/".to_owned())];
    sandbox.change("POST", "+15017122661", &url);
    let drift = with(&["drift"]).exits(2);
    let command = suggested(&drift.stdout, "switchboard apply").to_owned();
    let binary = binary_path();
    let script = format!("{command} --auto-approve");
    let script = script.replacen("switchboard", &binary.to_string_lossy(), 1);
    let mut shell = std::process::Command::new("sh");
    shell
        .args(["-c", &script])
        .current_dir(world.folder())
        .envs(&world.variables);
    let ended = Ended::of(shell.output().unwrap()).exits(0);
    assert!(ended.stdout.contains("1 updated"), "{}", ended.stdout);
    with(&["drift"]).exits(0);
}

/// A value that may be a password is not repeated, and what takes its place is refused as a value.
#[test]
fn no_suggestion_repeats_what_may_be_a_password() {
    let (world, _sandbox) = NUMBERS.fresh();
    let declared = NUMBERS
        .configuration
        .replace("example/sms", "example/${place}")
        .replacen(
            "project:",
            "vars: { place: x, api_token: \"\" }\nproject:",
            1,
        );
    world.write("switchboard.yaml", &declared);
    let vars = [
        "--var",
        "place=sms",
        "--var",
        "api_token=SEKRET/in.plain.example",
    ];
    for command in [
        &["plan", "--out", "../plan.json"][..],
        &["plan", "--format", "json"],
        &["plan", "--format", "markdown"],
        &["plan", "--format", "github"],
        &["drift"],
        &["registry", "history", "0000"],
    ] {
        let ended = world.run(&[command, &vars].concat());
        let all = [ended.stdout, ended.stderr].concat();
        assert!(!all.contains("SEKRET"), "{command:?}\n{all}");
    }
    let saved = world.run(&[&["plan", "--out", "../plan.json"][..], &vars].concat());
    let left_out = "'api_token=…'";
    assert!(saved.stderr.contains(left_out), "{}", saved.stderr);
    let refused = world.run(&["plan", "--var", "api_token=…"]).exits(1);
    let why = "stands for the value of api_token, which is not repeated";
    assert!(refused.stderr.contains(why), "{}", refused.stderr);
}

/// So can the commands that others suggest, in every text.
#[test]
fn every_suggestion_repeats_the_options() {
    let world = World::empty();
    world.write("other.yaml", NUMBERS.configuration);
    let sandbox = ["--sandbox", "-f", "other.yaml"];
    let run = |command: &[&'static str]| {
        let all: Vec<&str> = command.iter().copied().chain(sandbox).collect();
        world.run(&all)
    };
    run(&["apply", "--auto-approve"]).exits(0);
    let unknown = run(&["registry", "history", "0000"]).exits(1);
    assert!(
        unknown
            .stderr
            .contains("`switchboard registry history -f other.yaml --sandbox`"),
        "{}",
        unknown.stderr
    );
    world.write(
        "other.yaml",
        &NUMBERS.configuration.replace("example/sms", "example/v2"),
    );
    let drift = run(&["drift"]);
    assert!(
        drift
            .stdout
            .contains("`switchboard plan -f other.yaml --sandbox`"),
        "{}",
        drift.stdout
    );
    run(&["drift", "--report", "markdown=drift.md"]);
    assert!(
        world
            .read("drift.md")
            .contains("switchboard plan -f other.yaml --sandbox"),
        "{}",
        world.read("drift.md")
    );
    let test = run(&["test"]);
    assert!(
        test.stdout
            .contains("`switchboard plan -f other.yaml --sandbox`"),
        "{}",
        test.stdout
    );
    let started = world.run(&["-f", "new one.yaml", "init"]).exits(0);
    assert!(
        started
            .stdout
            .contains("switchboard plan -f 'new one.yaml' --sandbox"),
        "{}",
        started.stdout
    );
}

/// A password in the registry's URL is in no suggestion.
#[test]
fn a_registrys_password_is_not_repeated() {
    let world = World::with(NUMBERS.configuration);
    for url in [
        "postgres://user:p4ssw0rd@127.0.0.1:1/texts",
        "postgres://user@127.0.0.1:1/texts?password=p4ssw0rd",
        "nonsense://user:p4ssw0rd@127.0.0.1:1/texts",
    ] {
        for command in [&["plan"][..], &["registry", "history", "0000"], &["drift"]] {
            let ended = world
                .run(&[&["--registry", url], command].concat())
                .exits(1);
            for text in [&ended.stdout, &ended.stderr] {
                assert!(!text.contains("p4ssw0rd"), "{url} {command:?}: {text}");
            }
        }
    }
}

/// A saved plan names its configuration, and so do the commands suggested for
/// it.
#[test]
fn what_an_apply_suggests_names_the_plans_configuration() {
    let world = World::empty();
    world.write("other.yaml", NUMBERS.configuration);
    let plan = ["--sandbox", "plan", "-f", "other.yaml", "--out", "saved"];
    world.run(&plan).exits(0);
    world.write("other.yaml", "version: 1\nno: such\n");
    let ended = world.run(&["--sandbox", "apply", "saved"]).exits(1);
    assert_eq!(
        suggested(&ended.stderr, "switchboard validate"),
        "switchboard validate -f other.yaml --sandbox"
    );
}

/// An apply that leaves a number answered by something else suggests a command
/// that can be run as it is.
#[test]
fn what_an_apply_suggests_can_be_run() {
    let world = World::empty();
    let account = "type: twilio\n    account_sid: AC00000000000000000000000000000001";
    world.write(
        "switchboard.yaml",
        &NUMBERS.configuration.replace("type: twilio", account),
    );
    world.write(
        "sandbox.yaml",
        r#"accounts:
  AC00000000000000000000000000000001:
    numbers:
      - { phone_number: "+15017122661" }
      - { phone_number: "+15017122662" }
      - { phone_number: "+15017122663" }
    messaging_services:
      - friendly_name: In the way
        numbers: ["+15017122661"]
        inbound_request_url: https://elsewhere.example/
"#,
    );
    let ended = world
        .run(&["--sandbox", "apply", "--auto-approve"])
        .exits(3);
    let report = &ended.stdout[ended.stdout.find("Applied:").unwrap()..];
    let command = suggested(report, "switchboard ");
    let words: Vec<&str> = command.split(' ').skip(1).collect();
    let run = world.run(&words).exits(2);
    assert!(run.stdout.contains("In the way"), "{}", run.stdout);
}
