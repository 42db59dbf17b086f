//! A canary for a token: no output and no file holds it, whatever the options.

use std::fs;

use crate::support::fixture::Fixture;
use crate::support::sandbox::Sandbox;
use crate::support::secrets;
use crate::support::world::{Ended, World};

const CANARY: &str = "c4fec4fe0c4fec4fe1c4fec4fe2c4f12";

const GUARDED: Fixture = Fixture {
    configuration: r#"version: 1
providers:
  us:
    type: twilio
    account_sid: AC00000000000000000000000000000001
    auth_token: { env: CANARY }
    callback_url: https://hook:p4ssw0rd@contoso.example/sms
    numbers:
      first: { phone_number: "+15017122661" }
"#,
    account: r#"accounts:
  AC00000000000000000000000000000001:
    auth_token: c4fec4fe0c4fec4fe1c4fec4fe2c4f12
    numbers:
      - phone_number: "+15017122661"
"#,
};

fn world() -> (World, Sandbox) {
    let (mut world, sandbox) = GUARDED.fresh();
    world
        .variables
        .insert("CANARY".to_owned(), CANARY.to_owned());
    world
        .variables
        .insert("SWITCHBOARD_LOG".to_owned(), "trace".to_owned());
    (world, sandbox)
}

const SECRETS: [&str; 2] = [CANARY, "p4ssw0rd"];

#[track_caller]
fn silent(ended: &Ended) {
    secrets::silent(&SECRETS, ended);
}

/// Asserts that no file below the world's folder, except `switchboard.yaml`, holds a secret.
#[track_caller]
fn kept_nowhere(world: &World) {
    secrets::kept_nowhere(&SECRETS, world, &["switchboard.yaml"]);
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
fn no_command_prints_or_stores_a_secret() {
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
fn a_token_is_not_shown_when_twilio_refuses() {
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
fn a_token_in_the_file_is_not_shown() {
    let (world, _sandbox) = world();
    for wrong in [
        GUARDED.configuration.replace("{ env: CANARY }", CANARY),
        GUARDED
            .configuration
            .replace("{ env: CANARY }", &format!("\"{CANARY}\" oops")),
        GUARDED
            .configuration
            .replace("{ env: CANARY }", &format!("[{CANARY}")),
        GUARDED
            .configuration
            .replace("{ env: CANARY }", &format!("{{ token: {CANARY} }}")),
        GUARDED.configuration.replace(
            "auth_token: { env: CANARY }",
            &format!("auth_tokne: {CANARY}"),
        ),
        GUARDED.configuration.replace(
            "auth_token: { env: CANARY }",
            &format!("auth_token: |\n      {CANARY}"),
        ),
        GUARDED
            .configuration
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
    let with = |reference: &str| GUARDED.configuration.replace("{ env: CANARY }", reference);
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

/// A command that runs by itself, and a signal for it.
#[cfg(unix)]
mod waits {
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    use super::{CANARY, GUARDED, silent, world};
    use crate::support::world::{Ended, World};

    const ALLOWED: &str = "--allow-command-secrets";

    fn with(world: &World, reference: &str) {
        let configuration = GUARDED.configuration.replace("{ env: CANARY }", reference);
        world.write("switchboard.yaml", &configuration);
    }

    /// Runs a command, and once `begun` holds sends it a signal.
    #[track_caller]
    fn signalled(world: &World, arguments: &[&str], begun: impl Fn() -> bool, code: i32) {
        let child = world
            .command(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let deadline = Instant::now() + Duration::from_secs(20);
        while !begun() {
            assert!(Instant::now() < deadline, "{arguments:?} does not begin");
            std::thread::sleep(Duration::from_millis(5));
        }
        let name = if code == 143 { "-TERM" } else { "-INT" };
        let sent = Command::new("kill")
            .args([name, &child.id().to_string()])
            .status();
        assert!(sent.unwrap().success());
        let since = Instant::now();
        let ended = Ended::of(child.wait_with_output().unwrap()).exits(code);
        assert!(since.elapsed() < Duration::from_secs(10), "{ended:?}");
        assert!(!ended.stderr.contains("E0604"), "{}", ended.stderr);
    }

    /// A program that exits and leaves a child with its output open has returned its
    /// secret.
    #[test]
    fn a_child_that_keeps_the_output_open_delays_nothing() {
        let (world, _sandbox) = world();
        std::fs::write(world.path("token.txt"), CANARY).unwrap();
        let since = Instant::now();
        with(
            &world,
            "{ command: [sh, -c, \"sleep 98762 & cat token.txt\"] }",
        );
        silent(&world.run(&[ALLOWED, "plan"]).exits(0));
        // A child that has left the program's group cannot be ended, and is not waited for.
        with(
            &world,
            "{ command: [sh, -c, \"setsid sleep 3 & cat token.txt\"] }",
        );
        silent(&world.run(&[ALLOWED, "plan"]).exits(0));
        assert!(
            since.elapsed() < Duration::from_secs(25),
            "{:?}",
            since.elapsed()
        );
        let running = Command::new("ps").args(["-eo", "args"]).output().unwrap();
        let running = String::from_utf8_lossy(&running.stdout).into_owned();
        assert!(!running.contains("sleep 98762"), "{running}");
    }

    /// The first signal ends a wait for a program, in every command, and what
    /// the program started ends with it.
    #[test]
    fn a_signal_ends_the_wait_for_a_program() {
        let (world, _sandbox) = world();
        with(
            &world,
            "{ command: [sh, -c, \"echo > begun; sleep 98763 & sleep 98763\"] }",
        );
        let begun = world.path("begun");
        for (arguments, code) in [
            (&["plan"][..], 143),
            (&["plan"], 130),
            (&["apply", "--auto-approve"], 143),
            (&["drift"], 143),
            (&["test"], 143),
            (&["explain", "+15017122661"], 130),
            (&["graph"], 143),
            (&["watch", "--listen", "127.0.0.1:0"], 143),
        ] {
            let _ = std::fs::remove_file(&begun);
            let arguments = [&[ALLOWED], arguments].concat();
            signalled(&world, &arguments, || begun.exists(), code);
        }
        let running = Command::new("ps").args(["-eo", "args"]).output().unwrap();
        let running = String::from_utf8_lossy(&running.stdout).into_owned();
        assert!(!running.contains("sleep 98763"), "{running}");
    }

    /// A pipe may hold a secret, and waiting for one ends with a signal too.
    #[test]
    fn a_pipe_gives_a_secret_or_the_wait_ends() {
        let (world, _sandbox) = world();
        let pipe = world.path("pipe");
        let made = Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        with(&world, "{ file: pipe }");
        let writer = std::thread::spawn({
            let pipe = pipe.clone();
            move || std::fs::write(pipe, format!("{CANARY}\n"))
        });
        silent(&world.run(&["plan"]).exits(0));
        writer.join().unwrap().unwrap();
        // The command listens for signals before it reads a secret, so that no signal is lost.
        let listens = |child: u32| {
            let status = std::fs::read_to_string(format!("/proc/{child}/status"));
            let status = status.unwrap_or_default();
            let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
            caught.is_some_and(|caught| {
                u64::from_str_radix(caught.trim(), 16).is_ok_and(|set| set & (1 << 14) != 0)
            })
        };
        for command in ["plan", "drift", "test"] {
            let child = world
                .command(&[command])
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let deadline = Instant::now() + Duration::from_secs(20);
            while !listens(child.id()) {
                assert!(Instant::now() < deadline, "{command} does not listen");
                std::thread::sleep(Duration::from_millis(2));
            }
            let sent = Command::new("kill")
                .args(["-TERM", &child.id().to_string()])
                .status();
            assert!(sent.unwrap().success());
            let ended = Ended::of(child.wait_with_output().unwrap());
            assert_eq!(ended.code, 143, "{command}");
        }
    }
}

/// Blanks and line ends around a variable's value are no part of it, whichever of the
/// credentials it holds.
#[test]
fn what_surrounds_a_credential_is_dropped() {
    let (mut world, sandbox) = world();
    let account = "AC00000000000000000000000000000001";
    for (before, after) in [("", "\n"), ("", "\r\n"), (" ", ""), ("\u{feff}", "\t\n")] {
        let around = |value: &str| format!("{before}{value}{after}");
        world.variables.insert("CANARY".to_owned(), around(CANARY));
        silent(&world.run(&["plan"]).exits(0));
        let from_environment = GUARDED
            .configuration
            .replace("    auth_token: { env: CANARY }\n", "")
            .replace(&format!("    account_sid: {account}\n"), "");
        let mut copy = world.copy();
        copy.write("switchboard.yaml", &from_environment);
        for (name, value) in [
            ("TWILIO_ACCOUNT_SID", account),
            ("TWILIO_AUTH_TOKEN", CANARY),
        ] {
            copy.variables.insert(name.to_owned(), around(value));
        }
        silent(&copy.run(&["plan"]).exits(0));
    }
    assert!(!sandbox.calls().is_empty());
}

/// A credential in quotes, or of several lines, is reported before anything is sent.
#[test]
fn a_credential_in_quotes_is_not_sent() {
    let (mut world, sandbox) = world();
    sandbox.clear_calls();
    let keyed = GUARDED.configuration.replace(
        "auth_token: { env: CANARY }",
        "api_key: { env: KEY }\n    api_secret: { env: CANARY }",
    );
    let named = GUARDED
        .configuration
        .replace("AC00000000000000000000000000000001", "{ env: ACCOUNT }");
    let default = GUARDED
        .configuration
        .replace("    auth_token: { env: CANARY }\n", "");
    let filed = GUARDED
        .configuration
        .replace("{ env: CANARY }", "{ file: token }");
    let insert = |world: &mut World, name: &str, value: &str| {
        world.variables.insert(name.to_owned(), value.to_owned());
    };
    insert(&mut world, "KEY", "SK00000000000000000000000000000001");
    for (wrapped, word) in [
        (format!("'{CANARY}'"), "quotes"),
        (format!("\"{CANARY}\"\n"), "quotes"),
        (format!("{CANARY}\n{CANARY}"), "line break"),
    ] {
        insert(&mut world, "CANARY", &wrapped);
        insert(&mut world, "TWILIO_AUTH_TOKEN", &wrapped);
        insert(
            &mut world,
            "ACCOUNT",
            "'AC00000000000000000000000000000001'",
        );
        world.write("token", &wrapped);
        for text in [GUARDED.configuration, &keyed, &default, &filed, &named] {
            world.write("switchboard.yaml", text);
            let ended = world.run(&["plan", "--format", "json"]).exits(1);
            silent(&ended);
            assert!(
                ended.stdout.contains("E0608") && ended.stdout.contains(word),
                "{text}\n{}",
                ended.stdout
            );
        }
    }
    assert!(sandbox.calls().is_empty(), "{:#?}", sandbox.calls());
}

/// An account SID in a second pair of quotes is an error in the file that says so.
#[test]
fn an_account_sid_in_quotes_is_an_error() {
    let text = GUARDED.configuration.replace(
        "AC00000000000000000000000000000001",
        "\"'AC00000000000000000000000000000001'\"",
    );
    let ended = World::with(&text).run(&["validate"]).exits(1);
    assert!(ended.stderr.contains("it holds quotes"), "{}", ended.stderr);
}
