//! Every reason for which an account does not open is reported by its cause, and by the same cause
//! in every command. One table, so that a cause is added by a row. Too many requests (20429) are
//! waited for and have tests of their own.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;

use serde_json::{Value, json};

use crate::support::fixture::NUMBERS;
use crate::support::world::World;

/// The answer to every request, and the expected reports.
struct Row {
    name: &'static str,
    then: Value,
    code: &'static str,
    /// What the help says.
    says: &'static str,
    /// Words of another cause, which no output may hold.
    never: &'static [&'static str],
    /// The outcome of `test`'s check of the credentials.
    credentials: &'static str,
    /// The exit code of `test`.
    test: i32,
}

const ROTATED: &str = "rotated";
const PERMISSION: &str = "the credentials are valid but may not read this";
const PLACE: &str = "the answer does not come from Twilio";

fn of(status: u16, code: u32, message: &str) -> Value {
    json!({"status": status, "code": code, "message": message})
}

fn page(status: u16) -> Value {
    json!({"status": status, "body": "<html>Request blocked</html>"})
}

fn rows() -> Vec<Row> {
    let row = |name, then, code, says| Row {
        name,
        then,
        code,
        says,
        never: &[ROTATED, PERMISSION],
        credentials: "failed",
        test: 3,
    };
    let denied = |name, then| Row {
        never: &[ROTATED, "test credentials"],
        credentials: "passed",
        ..row(name, then, "E0703", PERMISSION)
    };
    vec![
        Row {
            never: &[PERMISSION, "test credentials"],
            test: 2,
            ..row(
                "wrong credentials, or a suspended account",
                of(401, 20003, "Authenticate"),
                "E0703",
                "a suspended or closed account gives the same answer",
            )
        },
        Row {
            never: &[ROTATED, PERMISSION, "E0703"],
            credentials: "skipped",
            ..row(
                "an account that is not active",
                of(401, 20005, "Account not active"),
                "E0709",
                "have the account reactivated",
            )
        },
        Row {
            test: 2,
            ..row(
                "test credentials",
                of(
                    403,
                    20008,
                    "Resource not accessible with Test Account Credentials",
                ),
                "E0703",
                "these are Twilio's test credentials",
            )
        },
        denied("forbidden", of(403, 20403, "Forbidden")),
        denied("no access", of(403, 20006, "Access forbidden")),
        denied("disabled for the account", of(403, 20010, "Disabled")),
        row(
            "no such account",
            of(404, 20404, "The requested resource was not found"),
            "E0704",
            "check the account SID",
        ),
        row(
            "a page size of ours",
            of(400, 20007, "Page size too large"),
            "E0706",
            "a mistake in Switchboard",
        ),
        row(
            "a 401 with nothing in it",
            json!({"status": 401, "body": ""}),
            "E0708",
            PLACE,
        ),
        row("a sign-in page", page(401), "E0708", PLACE),
        row("a firewall's page", page(403), "E0708", PLACE),
        row(
            "a gateway that knows no such path",
            page(404),
            "E0708",
            PLACE,
        ),
        row(
            "a proxy that wants credentials",
            page(407),
            "E0707",
            "a proxy requires credentials of its own",
        ),
        row(
            "a redirect to a sign-in page",
            json!({"redirect": "https://signin.example/"}),
            "E0708",
            "Twilio's API does not redirect",
        ),
        row(
            "Twilio is down",
            page(503),
            "E0707",
            "the provider's status page",
        ),
    ]
}

/// Asserts that the report is what this row expects.
#[track_caller]
fn reported(row: &Row, command: &str, text: &str) {
    assert!(
        text.contains(row.code) && text.contains(row.says),
        "{}: {command}:\n{text}",
        row.name
    );
    for other in row.never {
        assert!(
            !text.contains(other),
            "{}: {command}: {other}\n{text}",
            row.name
        );
    }
}

/// Plan, apply, drift, test and explain report the cause that was received, in
/// words for people and in the documents.
#[test]
fn an_account_that_cannot_be_read_is_reported_with_its_cause() {
    for row in rows() {
        let (world, sandbox) = NUMBERS.applied();
        sandbox.add_faults(&json!([{"path": "/", "times": 1_000_000, "then": row.then}]));
        for (command, exit) in [("plan", 1), ("apply", 1), ("drift", 1)] {
            let ended = world.run(&[command]).exits(exit);
            reported(&row, command, &ended.stderr);
        }
        let explain = world.run(&["explain", "first"]).exits(3);
        reported(&row, "explain", &explain.stderr);
        let plan = world.run(&["plan", "--format", "json"]).exits(1);
        let all = plan.json()["diagnostics"].clone();
        let first = &all[0];
        assert_eq!(first["code"], row.code, "{}: {all:#}", row.name);
        assert!(
            first["help"].as_str().unwrap().contains(row.says),
            "{}: {all:#}",
            row.name
        );
        let test = world.run(&["test", "--format", "json"]).exits(row.test);
        reported(&row, "test", &test.stdout);
        let document = test.json();
        let checks = document["checks"].as_array().unwrap();
        let credentials = checks.iter().find(|check| check["id"] == "credentials");
        assert_eq!(
            credentials.unwrap()["outcome"],
            row.credentials,
            "{}: {}",
            row.name,
            test.stdout
        );
        assert!(!test.stdout.contains("<html>"), "{}", test.stdout);
    }
}

/// Credentials for tests fail the check that is about credentials.
#[test]
fn test_credentials_fail_as_credentials() {
    let (world, sandbox) = NUMBERS.applied();
    let then = of(403, 20008, "Resource not accessible");
    sandbox.add_faults(&json!([{"path": "/", "times": 1_000_000, "then": then}]));
    let human = world.run(&["test"]).exits(2).stdout;
    assert!(human.contains("✗ Credentials: "), "{human}");
    assert!(!human.contains("✓ Credentials"), "{human}");
}

/// With a region, credentials of another one give 20003 too.
#[test]
fn in_a_region_its_own_credentials_are_asked_for() {
    let (world, sandbox) = NUMBERS.applied();
    let then = of(401, 20003, "Authenticate");
    sandbox.add_faults(&json!([{"path": "/", "times": 1_000_000, "then": then}]));
    let yaml = world.read("switchboard.yaml");
    let usual = world.run(&["plan"]).exits(1).stderr;
    assert!(!usual.contains("were made in its `region`"), "{usual}");
    let regional = yaml.replace("twilio\n", "twilio\n    region: ie1\n    edge: dublin\n");
    world.write("switchboard.yaml", &regional);
    let reported = world.run(&["plan"]).exits(1).stderr;
    assert!(reported.contains("were made in its `region`"), "{reported}");
}

/// Credentials that may not write leave the other writes alone, and test
/// credentials end an account's writes.
#[test]
fn a_refusal_during_a_run_is_reported_with_its_cause() {
    for (code, says, never) in [
        (20403, "not accessible", "no longer accepts"),
        (20008, "the credentials are for tests", "no longer accepts"),
    ] {
        let (world, sandbox) = NUMBERS.applied();
        NUMBERS.edit(&world);
        let then = of(403, code, "not accessible");
        sandbox.add_faults(&json!([
            {"method": "POST", "path": "IncomingPhoneNumbers", "times": 1, "then": then},
        ]));
        let ended = world
            .run(&[
                "apply",
                "--auto-approve",
                "--allow-mass-change",
                "--parallelism",
                "1",
            ])
            .exits(3);
        let all = format!("{}{}", ended.stdout, ended.stderr);
        assert!(all.contains(says) && !all.contains(never), "{code}: {all}");
        let writes = sandbox
            .calls()
            .iter()
            .filter(|call| call.method == "POST")
            .count();
        assert_eq!(writes, if code == 20008 { 1 } else { 3 }, "{code}");
    }
}

/// A proxy in front of Twilio that requires authentication has an answer of
/// its own, and no guess about Twilio's state.
#[test]
fn a_proxy_that_requires_credentials_is_reported() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let proxy = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            while lines.next().is_some_and(|line| !line.unwrap().is_empty()) {}
            let _ = stream.write_all(
                b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n",
            );
        }
    });
    let mut world = World::with(NUMBERS.configuration);
    world.variables.extend([
        ("HTTPS_PROXY".to_owned(), proxy),
        (
            "TWILIO_ACCOUNT_SID".to_owned(),
            "AC00000000000000000000000000000001".to_owned(),
        ),
        ("TWILIO_AUTH_TOKEN".to_owned(), "x".repeat(32)),
    ]);
    let reported = world.run(&["plan"]).exits(1).stderr;
    assert!(
        reported.contains("E0707") && reported.contains("a proxy requires credentials"),
        "{reported}"
    );
}
