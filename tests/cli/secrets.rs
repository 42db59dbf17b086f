//! A canary for a token: whatever is said or kept, however much is asked for, it is not in it.

use std::fs;

use crate::support::sandbox::Sandbox;
use crate::support::world::{Ended, World};

const CANARY: &str = "c4fec4fe0c4fec4fe1c4fec4fe2c4f12";

const CONFIGURATION: &str = r#"version: 1
providers:
  us:
    type: twilio
    account_sid: AC00000000000000000000000000000001
    auth_token: { env: CANARY }
    callback_url: https://hook:p4ssw0rd@contoso.example/sms
    numbers:
      first: { phone_number: "+15017122661" }
"#;

fn world() -> (World, Sandbox) {
    let (mut world, sandbox) = World::and_sandbox(
        CONFIGURATION,
        &format!(
            "accounts:\n  AC00000000000000000000000000000001:\n    auth_token: {CANARY}\n    numbers:\n      - phone_number: \"+15017122661\"\n"
        ),
    );
    world
        .variables
        .insert("CANARY".to_owned(), CANARY.to_owned());
    world
        .variables
        .insert("SWITCHBOARD_LOG".to_owned(), "trace".to_owned());
    (world, sandbox)
}

#[track_caller]
fn silent(ended: &Ended) {
    for secret in [CANARY, "p4ssw0rd"] {
        assert!(!ended.stdout.contains(secret), "{secret}\n{}", ended.stdout);
        assert!(!ended.stderr.contains(secret), "{secret}\n{}", ended.stderr);
    }
}

/// Nothing that was written below the world's folder holds it.
#[track_caller]
fn kept_nowhere(world: &World) {
    for (path, content) in world.contents() {
        let Some(content) = content else { continue };
        let name = path.file_name().unwrap().to_string_lossy();
        if name == "switchboard.yaml" {
            continue;
        }
        let text = String::from_utf8_lossy(&content);
        for secret in [CANARY, "p4ssw0rd"] {
            assert!(!text.contains(secret), "{secret} in {name}");
        }
    }
}

const EVERYTHING: [&[&str]; 21] = [
    &["validate"],
    &["plan"],
    &["plan", "--format", "json"],
    &["plan", "--format", "markdown"],
    &["plan", "--format", "github"],
    &["plan", "--out", "plan.json", "--report", "markdown=plan.md"],
    &["apply", "--auto-approve", "--format", "json"],
    &["registry", "show"],
    &["registry", "show", "--format", "json"],
    &["registry", "history"],
    &["-vvv", "plan", "--show-unmanaged"],
    &["explain", "first"],
    &["explain", "first", "--format", "json"],
    &["graph"],
    &["graph", "--format", "html"],
    // The account's body, which holds the token, is read by this.
    &["-vvv", "test"],
    &["test", "--format", "json"],
    &["test", "--format", "junit"],
    &[
        "numbers",
        "search",
        "--provider",
        "us",
        "--country",
        "US",
        "--type",
        "local",
    ],
    &["schema"],
    &["registry", "unlock"],
];

#[test]
fn no_command_says_or_keeps_it() {
    let (world, sandbox) = world();
    for arguments in EVERYTHING {
        silent(&world.run(arguments).exits(0));
    }
    assert!(world.path("plan.json").exists());
    kept_nowhere(&world);
    assert!(
        sandbox
            .setting("+15017122661", "sms_url")
            .contains("p4ssw0rd"),
        "it must arrive"
    );
}

#[test]
fn not_when_twilio_refuses() {
    let (mut world, sandbox) = world();
    world
        .variables
        .insert("CANARY".to_owned(), CANARY.replace("12", "21"));
    let wrong = CANARY.replace("12", "21");
    for arguments in EVERYTHING {
        let ended = world.run(arguments);
        silent(&ended);
        assert!(!ended.stderr.contains(&wrong) && !ended.stdout.contains(&wrong));
    }
    world
        .variables
        .insert("CANARY".to_owned(), CANARY.to_owned());
    let echo = format!("{CANARY} is not the token for https://hook:p4ssw0rd@contoso.example/sms");
    for method in ["GET", "POST"] {
        sandbox.clear_faults();
        sandbox.add_faults(&serde_json::json!([
            { "method": method, "times": 99, "then": { "status": 400, "code": 20001, "message": echo } }
        ]));
        for arguments in EVERYTHING {
            silent(&world.run(arguments));
        }
    }
    kept_nowhere(&world);
}

#[test]
fn not_when_it_is_written_into_the_file() {
    let (world, _sandbox) = world();
    for wrong in [
        CONFIGURATION.replace("{ env: CANARY }", CANARY),
        CONFIGURATION.replace("{ env: CANARY }", &format!("\"{CANARY}\" oops")),
        CONFIGURATION.replace("{ env: CANARY }", &format!("[{CANARY}")),
        CONFIGURATION.replace("{ env: CANARY }", &format!("{{ token: {CANARY} }}")),
        CONFIGURATION.replace(
            "auth_token: { env: CANARY }",
            &format!("auth_tokne: {CANARY}"),
        ),
        CONFIGURATION.replace(
            "auth_token: { env: CANARY }",
            &format!("auth_token: |\n      {CANARY}"),
        ),
        CONFIGURATION
            .replace(
                "version: 1",
                &format!("version: 1\nvars:\n  token: {CANARY}"),
            )
            .replace("{ env: CANARY }", "${token}"),
    ] {
        world.write("switchboard.yaml", &wrong);
        for format in ["human", "json", "markdown", "github"] {
            silent(&world.run(&["validate", "--format", format]).exits(1));
            silent(&world.run(&["plan", "--format", format]).exits(1));
        }
    }
}

#[test]
fn a_file_and_a_program_can_hold_it() {
    let (world, _sandbox) = world();
    fs::write(world.path("token.txt"), format!("{CANARY}\n")).unwrap();
    let with = |reference: &str| CONFIGURATION.replace("{ env: CANARY }", reference);
    world.write("switchboard.yaml", &with("{ file: token.txt }"));
    silent(&world.run(&["plan"]).exits(0));
    world.write("switchboard.yaml", &with("{ command: [cat, token.txt] }"));
    let refused = world.run(&["plan"]).exits(1);
    assert!(
        refused.stderr.contains("--allow-command-secrets"),
        "{}",
        refused.stderr
    );
    silent(&world.run(&["--allow-command-secrets", "plan"]).exits(0));
    // A relative path is relative to the file that names it.
    world.write("config/switchboard.yaml", &with("{ file: ../token.txt }"));
    silent(
        &world
            .run(&["-f", "config/switchboard.yaml", "plan"])
            .exits(0),
    );
}
