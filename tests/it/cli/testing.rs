//! `test`: its results for an account in good order, for one as bought, and for one that does not
//! open; that it reads only; its three formats.

use serde_json::{Value, json};

use crate::support::crate_folder;
use crate::support::fixture::{NUMBERS, unwritten};
use crate::support::sandbox::Sandbox;
use crate::support::world::{Ended, World};

const ACCOUNT: &str = "AC00000000000000000000000000000001";

/// The schema of the document, from `schemas/`.
fn schema() -> jsonschema::Validator {
    let path = crate_folder().join("schemas/test.schema.json");
    let schema = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    jsonschema::draft7::new(&schema).unwrap()
}

/// The checks with this id, as outcome and detail.
fn checks(ended: &Ended, id: &str) -> Vec<(String, String)> {
    let document = ended.json();
    let wrong: Vec<String> = schema()
        .iter_errors(&document)
        .map(|error| format!("{error} at {}", error.instance_path()))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let all = document["checks"].as_array().unwrap().clone();
    let text = |check: &Value, key: &str| check[key].as_str().unwrap().to_owned();
    all.iter()
        .filter(|check| check["id"] == id)
        .map(|check| (text(check, "outcome"), text(check, "detail")))
        .collect()
}

fn configuration(more: &str) -> String {
    format!(
        r#"version: 1
providers:
  us:
    type: twilio
    account_sid: {ACCOUNT}
    callback_url: https://hooks.contoso.example/sms
    numbers:
      line: {{ phone_number: "+15017122661"{more} }}
"#
    )
}

#[test]
fn numbers_as_bought_answer_with_the_demo() {
    let (world, sandbox) = NUMBERS.fresh();
    let ended = world.run(&["test", "--format", "json"]).exits(2);
    assert_eq!(checks(&ended, "credentials")[0].0, "passed");
    assert_eq!(
        checks(&ended, "account")[0],
        ("passed".into(), "active".into())
    );
    let routes = checks(&ended, "route");
    assert_eq!(routes.len(), 3);
    assert!(routes[0].1.contains("demo"), "{routes:?}");
    assert_eq!(ended.json()["complete"], true);
    unwritten(&sandbox);
    assert!(!world.path(".switchboard").exists(), "it wrote a registry");
    let human = world.run(&["test"]).exits(2);
    assert!(
        human.stdout.contains("  ✗ A text to +15017122661: goes to"),
        "{}",
        human.stdout
    );
    assert!(
        human.stdout.contains("3 checks: run `switchboard plan`"),
        "{}",
        human.stdout
    );
}

#[test]
fn an_applied_account_passes() {
    let (world, sandbox) = NUMBERS.applied();
    let junit = world.path("test.xml");
    let to = format!("junit={}", junit.display());
    let ended = world
        .run(&["test", "us", "--format", "json", "--report", &to])
        .exits(0);
    let document = ended.json();
    assert_eq!(
        (&document["kind"], &document["summary"]["failed"]),
        (&"test".into(), &0.into())
    );
    assert!(
        checks(&ended, "route")
            .iter()
            .all(|(outcome, _)| outcome == "passed")
    );
    unwritten(&sandbox);
    let xml = world.read("test.xml");
    assert!(
        xml.starts_with("<?xml") && xml.contains(r#"failures="0""#),
        "{xml}"
    );
    // The account's body holds its token.
    let token = &sandbox.accounts[0].1;
    let reported = world.run(&["test", "-vv"]);
    assert!(!reported.stdout.contains(token.as_str()) && !reported.stderr.contains(token.as_str()));
}

#[test]
fn a_provider_that_is_not_declared_is_a_mistake() {
    let (world, _sandbox) = NUMBERS.fresh();
    let ended = world.run(&["test", "uk"]).exits(1);
    assert!(
        ended
            .stderr
            .contains("uk is not a declared provider; declared: us"),
        "{}",
        ended.stderr
    );
}

#[test]
fn a_standard_key_that_cannot_read_the_account_is_not_a_problem() {
    let key = "SK00000000000000000000000000000001";
    let seed = format!(
        "accounts:\n  {ACCOUNT}:\n    api_keys: [{{ sid: {key}, secret: hush }}]\n    numbers: [{{ phone_number: \"+15017122661\", sms_url: https://hooks.contoso.example/sms }}]\n"
    );
    let (mut world, _sandbox) = World::and_sandbox(&configuration(""), &seed);
    world.variables.insert("TWILIO_API_KEY".into(), key.into());
    world
        .variables
        .insert("TWILIO_API_SECRET".into(), "hush".into());
    let ended = world.run(&["test", "--format", "json"]).exits(0);
    let (outcome, detail) = checks(&ended, "account").remove(0);
    assert_eq!(outcome, "skipped");
    assert!(detail.contains("standard API key"), "{detail}");
}

#[test]
fn credentials_that_are_refused_fail_once() {
    let (mut world, sandbox) = NUMBERS.fresh();
    world
        .variables
        .insert("TWILIO_AUTH_TOKEN".into(), "wrong".into());
    let ended = world.run(&["test", "--format", "json"]).exits(2);
    assert_eq!(checks(&ended, "credentials")[0].0, "failed");
    assert!(
        checks(&ended, "owned")
            .iter()
            .all(|(outcome, _)| outcome == "skipped")
    );
    // One read of the numbers and one of the services, which are sent together, and one of whether
    // the account is suspended.
    let calls = sandbox.calls();
    assert_eq!(calls.len(), 3, "{calls:#?}");
    assert!(checks(&ended, "account").is_empty());
}

#[test]
fn a_list_that_may_not_be_read_makes_the_test_incomplete() {
    let (world, sandbox) = NUMBERS.fresh();
    for (path, id, title) in [
        ("IncomingPhoneNumbers", "numbers", "Phone numbers"),
        ("/v1/Services", "services", "Services and applications"),
    ] {
        sandbox.add_faults(&json!([
            {"path": path, "times": 100, "then": {"status": 403, "code": 20403}},
        ]));
        let ended = world.run(&["test", "--format", "json"]).exits(3);
        assert_eq!(checks(&ended, "credentials")[0].0, "passed");
        assert_eq!(checks(&ended, id)[0].0, "failed", "{path}");
        let human = world.run(&["test"]).exits(3).stdout;
        sandbox.clear_faults();
        assert!(human.contains(title), "{human}");
        assert!(
            human.contains("may not read this: give the API key the permission"),
            "{human}"
        );
        assert!(!human.contains("rotated"), "{human}");
    }
}

#[test]
fn an_application_that_answers_is_not_called_a_service() {
    let seed = format!(
        "accounts:\n  {ACCOUNT}:\n    applications: [{{ friendly_name: Old, sms_url: https://old.example/sms }}]\n    numbers: [{{ phone_number: \"+15017122661\", sms_application_sid: Old }}]\n"
    );
    let (world, sandbox) = World::and_sandbox(&configuration(""), &seed);
    sandbox.add_faults(&json!([
        {"path": "/Applications.json", "times": 100, "then": {"status": 403, "code": 20403}},
    ]));
    let human = world.run(&["test"]).exits(3).stdout;
    assert!(
        human.contains(
            "✗ Services and applications in front of the numbers: listing TwiML applications"
        ),
        "{human}"
    );
    assert!(
        human.contains("- A text to +15017122661: not known: some of what may answer in its place"),
        "{human}"
    );
}

#[test]
fn a_silenced_finding_does_not_make_an_unchecked_account_pass() {
    let seed = format!("accounts:\n  {ACCOUNT}: {{ status: suspended }}\n");
    let (world, sandbox) = World::and_sandbox(&configuration(""), &seed);
    let ignoring = configuration("").replace(
        "    callback_url:",
        "    ignore: [{ code: E0709, reason: being closed }]\n    callback_url:",
    );
    assert!(ignoring.contains("E0709"), "{ignoring}");
    world.write("switchboard.yaml", &ignoring);
    let human = world.run(&["test"]).exits(3).stdout;
    assert!(human.contains("Incomplete:"), "{human}");
    assert!(
        human.contains("because nothing could be checked"),
        "{human}"
    );
    assert!(!human.contains("see the answer arrive"), "{human}");
    assert!(!sandbox.calls().is_empty());
}

/// Asserts that the report blames the account, and not the credentials.
#[track_caller]
fn told_as_suspended(world: &World, sandbox: &Sandbox, calls: usize) {
    sandbox.clear_calls();
    let ended = world.run(&["test", "--format", "json"]).exits(3);
    assert_eq!(checks(&ended, "credentials")[0].0, "skipped");
    let (outcome, detail) = checks(&ended, "account").remove(0);
    assert_eq!(outcome, "failed");
    assert!(
        detail.contains("suspended") || detail.contains("20005"),
        "{detail}"
    );
    assert!(!ended.stdout.contains("E0703"), "{}", ended.stdout);
    // Its numbers are not known.
    assert_eq!(ended.json()["complete"], false);
    assert_eq!(sandbox.calls().len(), calls);
}

#[test]
fn a_suspended_account_is_not_wrong_credentials() {
    let seed = format!("accounts:\n  {ACCOUNT}: {{ status: suspended }}\n");
    let (world, sandbox) = World::and_sandbox(&configuration(""), &seed);
    told_as_suspended(&world, &sandbox, 2);
    let plan = world.run(&["plan"]);
    assert!(
        plan.stderr.contains("E0709") && !plan.stderr.contains("E0703"),
        "{}",
        plan.stderr
    );
}

#[test]
fn a_suspended_account_is_known_by_code_or_status() {
    let (world, sandbox) = World::and_sandbox(&configuration(""), "");
    let numbers = "IncomingPhoneNumbers";
    sandbox.add_faults(&json!([
        {"path": numbers, "then": {"status": 401, "code": 20005, "message": "Account not active"}},
    ]));
    told_as_suspended(&world, &sandbox, 2);
    let account = json!({"sid": ACCOUNT, "status": "suspended", "auth_token": "hush"});
    sandbox.add_faults(&json!([
        {"path": numbers, "then": {"status": 401, "code": 20003, "message": "Authenticate"}},
        {"path": format!("{ACCOUNT}.json"), "then": {"status": 200, "body": account.to_string()}},
    ]));
    told_as_suspended(&world, &sandbox, 3);
    // In good order the account says so too, where it is asked.
    sandbox.add_faults(&json!([
        {"path": format!("{ACCOUNT}.json"), "then": {"status": 200, "body": account.to_string()}},
    ]));
    let ended = world.run(&["test", "--format", "json"]).exits(2);
    assert_eq!(checks(&ended, "credentials")[0].0, "passed");
    assert!(checks(&ended, "account")[0].1.contains("suspended"));
    assert!(!ended.stdout.contains("hush"));
}

#[test]
fn a_failed_read_makes_the_test_incomplete_whatever_its_status() {
    let seed = format!(
        "accounts:\n  {ACCOUNT}:\n    numbers: [{{ phone_number: \"+18885550123\", sms_url: https://hooks.contoso.example/sms }}]\n"
    );
    let toll_free = configuration("").replace("+15017122661", "+18885550123");
    let (world, sandbox) = World::and_sandbox(&toll_free, &seed);
    for (path, id) in [("/v1/Services", "services"), ("/Tollfree/", "carriers")] {
        for (status, code) in [
            (401, 20003),
            (403, 20403),
            (404, 20404),
            (400, 20001),
            (503, 0),
        ] {
            sandbox.add_faults(&json!([
                {"path": path, "times": 100, "then": {"status": status, "code": code}},
            ]));
            let ended = world.run(&["test", "--format", "json"]);
            sandbox.clear_faults();
            let ended = ended.exits(3);
            assert_eq!(checks(&ended, id)[0].0, "failed", "{path} {status}");
            assert_eq!(ended.json()["complete"], false, "{path} {status}");
            assert_eq!(checks(&ended, "credentials")[0].0, "passed");
        }
    }
}

/// A viewer of test results knows a case by its class and its name.
#[test]
fn junit_cases_have_different_names() {
    let (mut world, _sandbox) = NUMBERS.fresh();
    let nobody = ("HTTPS_PROXY".to_owned(), "http://127.0.0.1:1".to_owned());
    world.variables.extend([nobody]);
    let xml = world
        .run(&["test", "--probe-callback", "--format", "junit"])
        .stdout;
    let part = |case: &str, key: &str| {
        let rest = case.split(&format!(" {key}=\"")).nth(1).unwrap().to_owned();
        rest.split('"').next().unwrap().to_owned()
    };
    let cases: Vec<(String, String)> = xml
        .split("<testcase")
        .skip(1)
        .map(|case| (part(case, "classname"), part(case, "name")))
        .collect();
    let different: std::collections::BTreeSet<_> = cases.iter().collect();
    assert!(cases.len() > 5 && cases.len() == different.len(), "{xml}");
    // The callback is not at fault.
    assert!(
        xml.contains("the proxy made no connection") && !xml.contains("Twilio: 112"),
        "{xml}"
    );
    assert!(
        xml.contains(r#"<property name="complete" value="true"/>"#),
        "{xml}"
    );
}

#[test]
fn an_unreachable_account_makes_the_test_incomplete() {
    let (mut world, _sandbox) = NUMBERS.fresh();
    let nowhere = "http://127.0.0.1:1".to_owned();
    world
        .variables
        .insert("SWITCHBOARD_TWILIO_API_URL".into(), nowhere);
    let ended = world.run(&["test", "--format", "json"]).exits(3);
    assert_eq!(ended.json()["complete"], false);
    // A report that cannot be written is an error, which comes first; stdout is written all the same.
    let ended = world
        .run(&[
            "test",
            "--format",
            "json",
            "--report",
            "junit=no/such/x.xml",
        ])
        .exits(1);
    assert_eq!(ended.json()["complete"], false);
}

#[test]
fn a_number_that_is_not_there_fails() {
    let other = NUMBERS
        .configuration
        .replace("+15017122663", "+15017122669");
    let (world, _sandbox) = NUMBERS.fresh();
    world.write("switchboard.yaml", &other);
    let ended = world.run(&["test", "--format", "json"]).exits(2);
    let owned = checks(&ended, "owned");
    assert_eq!(
        owned
            .iter()
            .filter(|(outcome, _)| outcome == "failed")
            .count(),
        1
    );
}

#[test]
fn a_service_in_the_way_is_named() {
    let seed = format!(
        "accounts:\n  {ACCOUNT}:\n    numbers: [{{ phone_number: \"+15017122661\", sms_url: https://hooks.contoso.example/sms }}]\n    messaging_services: [{{ friendly_name: Old, numbers: [\"+15017122661\"], inbound_request_url: https://old.example/sms }}]\n"
    );
    let (world, _sandbox) = World::and_sandbox(&configuration(""), &seed);
    let ended = world.run(&["test", "--format", "json"]).exits(2);
    let (outcome, detail) = checks(&ended, "route").remove(0);
    assert_eq!(outcome, "failed");
    assert!(detail.contains("https://old.example/sms"), "{detail}");
}

#[test]
fn carriers_gates_are_warnings_and_can_be_silenced() {
    let seed = format!(
        "accounts:\n  {ACCOUNT}:\n    type: Trial\n    numbers: [{{ phone_number: \"+18885550123\", sms_url: https://hooks.contoso.example/sms }}]\n"
    );
    let toll_free = configuration("").replace("+15017122661", "+18885550123");
    let (world, _sandbox) = World::and_sandbox(&toll_free, &seed);
    let ended = world.run(&["test", "--format", "json"]).exits(0);
    assert_eq!(checks(&ended, "account")[0].0, "warning");
    let (outcome, detail) = checks(&ended, "carriers").remove(0);
    assert_eq!(outcome, "warning");
    assert!(detail.contains("30032"), "{detail}");
    let ignored = configuration(", ignore: [{ code: W0751, reason: it only receives }]")
        .replace("+15017122661", "+18885550123");
    world.write("switchboard.yaml", &ignored);
    let ended = world.run(&["test", "--format", "json"]).exits(0);
    assert_eq!(checks(&ended, "carriers")[0].0, "skipped");
    assert_eq!(ended.json()["summary"]["silenced"], 1);
    let human = world.run(&["test"]).exits(0);
    assert!(
        human.stdout.contains("(silenced: it only receives)"),
        "{}",
        human.stdout
    );
}

#[test]
fn a_number_without_texts_is_an_error_before_and_after() {
    let seed = format!(
        "accounts:\n  {ACCOUNT}:\n    numbers: [{{ phone_number: \"+15017122661\", capabilities: {{ sms: false, mms: false, voice: true, fax: false }} }}]\n"
    );
    let (world, sandbox) = World::and_sandbox(&configuration(""), &seed);
    let ended = world.run(&["test", "--format", "json"]).exits(2);
    assert_eq!(checks(&ended, "texts")[0].0, "failed");
    let plan = world.run(&["plan", "--format", "json"]).exits(3);
    assert!(plan.stdout.contains("E0726"), "{}", plan.stdout);
    unwritten(&sandbox);
}

#[test]
fn an_api_key_cannot_sign_a_probe() {
    let key = "SK00000000000000000000000000000001";
    let seed = format!(
        "accounts:\n  {ACCOUNT}:\n    api_keys: [{{ sid: {key}, secret: hush }}]\n    numbers: [{{ phone_number: \"+15017122661\", sms_url: https://hooks.contoso.example/sms }}]\n"
    );
    let (mut world, _sandbox) = World::and_sandbox(&configuration(""), &seed);
    world.variables.insert("TWILIO_API_KEY".into(), key.into());
    world
        .variables
        .insert("TWILIO_API_SECRET".into(), "hush".into());
    let ended = world
        .run(&["test", "--probe-callback", "--format", "json"])
        .exits(0);
    let (outcome, detail) = checks(&ended, "callback").remove(0);
    assert_eq!(outcome, "skipped");
    assert!(detail.contains("only an API key"), "{detail}");
}
