//! What may take a text before the handler that a number's settings name: `test`, `explain` and
//! `plan --carrier-checks` look at the addresses of Conversations, once per account.

use serde_json::{Value, json};

use crate::support::sandbox::Sandbox;
use crate::support::world::World;

const ACCOUNT: &str = "AC00000000000000000000000000000001";
const HOOK: &str = "https://hooks.contoso.example/sms";
const LIST: &str = "/v1/Configuration/Addresses";

/// One provider with one number; `more` is added to the number.
fn configuration(more: &str) -> String {
    format!(
        r#"version: 1
providers:
  us:
    type: twilio
    account_sid: {ACCOUNT}
    auth_token: {{ env: TWILIO_AUTH_TOKEN }}
    callback_url: {HOOK}
    numbers:
      line: {{ phone_number: "+447700900001"{more} }}
"#
    )
}

/// An account that holds the number as declared, and these addresses.
fn seed(addresses: &[String]) -> String {
    format!(
        "accounts:\n  {ACCOUNT}:\n    numbers: [{{ phone_number: \"+447700900001\", sms_url: {HOOK} }}]\n    conversations_addresses: [{}]\n",
        addresses.join(", ")
    )
}

fn address(phone: &str, automatic: &str) -> String {
    format!("{{ address: \"{phone}\", friendly_name: Desk, auto_creation: {{ {automatic} }} }}")
}

fn world(addresses: &[String]) -> (World, Sandbox) {
    World::and_sandbox(&configuration(""), &seed(addresses))
}

const STUDIO: &str = "type: studio, studio_flow_sid: FW00000000000000000000000000000001";

/// The number of times that the list was requested, each page once.
fn lists(sandbox: &Sandbox) -> usize {
    let calls = sandbox.calls();
    let asked = calls.iter().filter(|call| call.path.starts_with(LIST));
    for call in asked.clone() {
        assert!(
            call.path.contains("Type=sms") && call.path.contains("PageSize=50"),
            "{}",
            call.path
        );
    }
    asked.count()
}

/// The checks about takers: address, outcome, code and detail.
fn checks(test: &Value) -> Vec<(Value, String, Value, String)> {
    let all = test["checks"].as_array().unwrap().clone();
    let text = |check: &Value, key: &str| check[key].as_str().unwrap().to_owned();
    all.iter()
        .filter(|check| check["id"] == "takers")
        .map(|check| {
            let (outcome, detail) = (text(check, "outcome"), text(check, "detail"));
            (
                check["address"].clone(),
                outcome,
                check["code"].clone(),
                detail,
            )
        })
        .collect()
}

/// A hit is a warning at the number's address that names the configuration and its kind.
#[test]
fn an_address_that_may_take_texts_is_a_warning() {
    for (automatic, kind) in [
        (STUDIO, "Studio, flow FW"),
        (
            "type: webhook, webhook_url: https://desk.example",
            "webhook",
        ),
        ("type: default", "default"),
    ] {
        let (world, sandbox) = world(&[address("+447700900001", automatic)]);
        let test = world.run(&["test", "--format", "json"]).exits(0).json();
        let [(at, outcome, code, detail)] = &checks(&test)[..] else {
            panic!("{test:#}")
        };
        assert_eq!(at, "providers.us.numbers.line");
        assert_eq!((outcome.as_str(), code), ("warning", &json!("W0756")));
        assert!(
            detail.contains("Desk (IG") && detail.contains(kind) && detail.contains("may take"),
            "{detail}"
        );
        assert_eq!(lists(&sandbox), 1);
    }
}

/// Without an address that may take texts, the only report is that the list was read.
#[test]
fn other_addresses_take_nothing() {
    let whatsapp = "{ address: \"whatsapp:+447700900001\", type: whatsapp }".to_owned();
    let off = address("+447700900001", "enabled: false, type: studio");
    let other = address("+447700900099", STUDIO);
    for addresses in [vec![], vec![whatsapp, off, other]] {
        let (world, sandbox) = world(&addresses);
        let test = world.run(&["test", "--format", "json"]).exits(0).json();
        let found = checks(&test);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(
            (found[0].0.clone(), found[0].1.as_str()),
            (Value::Null, "passed")
        );
        assert_eq!(lists(&sandbox), 1);
    }
}

/// A list that cannot be read is reported as not read, and the exit code stays.
#[test]
fn a_list_that_cannot_be_read_is_reported_as_unchecked() {
    let (world, sandbox) = world(&[]);
    for then in [
        json!({"status": 403, "code": 20403}),
        json!({"status": 404, "code": 20404}),
        json!({"status": 401, "code": 20003}),
        json!({"status": 400, "code": 20001}),
        json!({"status": 404, "body": "<html>Not found</html>"}),
        json!({"status": 200, "body": "{}"}),
    ] {
        sandbox.clear_faults();
        sandbox.add_faults(&json!([{"path": LIST, "times": 1000, "then": then}]));
        let test = world.run(&["test", "--format", "json"]).exits(0).json();
        assert_eq!(test["complete"], true, "{then}");
        let found = checks(&test);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(
            (found[0].1.as_str(), &found[0].2),
            ("skipped", &json!("W0757"))
        );
        assert!(
            found[0]
                .3
                .contains("not checked: listing the Conversations addresses")
        );

        let plan = world
            .run(&["plan", "--carrier-checks", "--format", "json"])
            .exits(0);
        let reported = plan.json()["diagnostics"].clone();
        assert_eq!(reported[0]["code"], "W0757", "{reported:#}");
        assert_eq!(reported[0]["address"], "providers.us");
        assert_eq!(plan.json()["complete"], true);

        let human = world.run(&["explain", "line"]).exits(0).stdout;
        assert!(
            human.contains("unless Conversations takes the text first, which was not checked"),
            "{human}"
        );
        assert!(!human.contains("  correct\n"), "{human}");
        let why = world
            .run(&["explain", "line", "--format", "json"])
            .exits(0)
            .json();
        assert_eq!(why["not_checked"][0]["code"], "W0757", "{why:#}");
        assert_eq!(why["may_take"], json!([]));
        let advice = why["advice"].as_str().unwrap();
        assert!(
            advice.contains("Whether Conversations takes texts first is unknown"),
            "{advice}"
        );
    }
}

/// A plan asks only on request, counts the read, and names the number's line.
#[test]
fn a_plan_reads_takers_only_if_asked_to() {
    let (world, sandbox) = world(&[address("+447700900001", STUDIO)]);
    let plan = world.run(&["plan", "--format", "json"]).exits(0).json();
    assert_eq!(plan["diagnostics"], json!([]));
    world.run(&["apply", "--auto-approve"]).exits(0);
    world.run(&["drift"]).exits(0);
    assert_eq!(lists(&sandbox), 0);
    sandbox.clear_calls();
    let plan = world
        .run(&["plan", "--carrier-checks", "--format", "json"])
        .exits(0)
        .json();
    let reported = &plan["diagnostics"][0];
    assert_eq!(
        (
            &reported["code"],
            &reported["address"],
            &reported["range"]["start"]["line"]
        ),
        (
            &json!("W0756"),
            &json!("providers.us.numbers.line"),
            &json!(9)
        )
    );
    assert_eq!(lists(&sandbox), 1);
    assert_eq!(plan["calls"]["reads"], sandbox.calls().len());
}

/// No output states as a fact who answers where something else may take the text.
#[test]
fn an_explanation_names_what_may_take_the_text() {
    let (world, sandbox) = world(&[address("+447700900001", STUDIO)]);
    let human = world.run(&["explain", "line"]).exits(0);
    assert!(
        human
            .stdout
            .contains("\n  but the Conversations address configuration Desk (IG"),
        "{}",
        human.stdout
    );
    assert!(!human.stdout.contains("Nothing to do"), "{}", human.stdout);
    assert!(human.stderr.contains("warning[W0756]"), "{}", human.stderr);
    assert_eq!(lists(&sandbox), 1);
    let why = world
        .run(&["explain", "line", "--format", "json"])
        .exits(0)
        .json();
    assert_eq!(why["may_take"][0]["code"], "W0756");
    assert_eq!(why["not_checked"], json!([]));
    assert_eq!(
        why["diagnostics"][0]["address"],
        "providers.us.numbers.line"
    );
    // The same is reported of an undeclared number, without a finding.
    world.write(
        "switchboard.yaml",
        &configuration("").replace("900001", "900002"),
    );
    let why = world
        .run(&["explain", "+447700900001", "--format", "json"])
        .exits(0)
        .json();
    assert_eq!(why["may_take"][0]["code"], "W0756");
    assert_eq!(why["diagnostics"], json!([]));
    let whole = world.run(&["explain", "us"]).exits(3).stdout;
    assert!(
        whole.contains("    but the Conversations address"),
        "{whole}"
    );
}

/// The warning points at the digits of a short code, as at a phone number.
#[test]
fn a_warning_points_at_the_number_or_the_short_code() {
    for (key, number, list) in [
        ("phone_number", "+447700900001", "numbers"),
        ("short_code", "74454", "short_codes"),
    ] {
        let yaml = configuration("").replace(
            "phone_number: \"+447700900001\"",
            &format!("{key}: \"{number}\""),
        );
        let seed = format!(
            "accounts:\n  {ACCOUNT}:\n    {list}: [{{ {key}: \"{number}\", sms_url: {HOOK} }}]\n    conversations_addresses: [{}]\n",
            address(number, STUDIO)
        );
        let (world, _sandbox) = World::and_sandbox(&yaml, &seed);
        let line = yaml.lines().position(|line| line.contains(number)).unwrap();
        let column = yaml
            .lines()
            .nth(line)
            .unwrap()
            .find(&format!("\"{number}"))
            .unwrap();
        let place = json!({ "line": line + 1, "column": column + 1 });
        for command in [&["plan", "--carrier-checks"][..], &["explain", "line"]] {
            let found = world
                .run(&[command, &["--format", "json"]].concat())
                .exits(0)
                .json();
            let found = found["diagnostics"].as_array().unwrap();
            let warning = found.iter().find(|one| one["code"] == "W0756").unwrap();
            assert_eq!(warning["range"]["start"], place, "{command:?} {key}");
        }
    }
}

/// The list is long, and is asked for once for an account of two providers.
#[test]
fn one_list_per_account_with_all_its_pages() {
    let mut addresses: Vec<String> = (10..130)
        .map(|at| address(&format!("+4477009001{at:03}"), STUDIO))
        .collect();
    addresses.push(address("+447700900001", STUDIO));
    let (world, sandbox) = World::and_sandbox(&configuration(""), &seed(&addresses));
    let second = configuration("").replace("version: 1\nproviders:\n  us:", "  eu:");
    let second = second.replace("+447700900001", "+447700900001\", friendly_name: \"x");
    let both = format!("{}{}", configuration(""), second.replace("line", "other"));
    let both = both.replace("+447700900001\", friendly_name: \"x", "+447700900002");
    world.write("switchboard.yaml", &both);
    let test = world.run(&["test", "--format", "json"]).exits(2).json();
    let hits: Vec<_> = checks(&test)
        .into_iter()
        .filter(|one| one.1 == "warning")
        .collect();
    assert_eq!(hits.len(), 1, "{hits:?}");
    assert_eq!(lists(&sandbox), 3, "121 addresses are three pages");
    sandbox.clear_calls();
    world.run(&["plan", "--carrier-checks"]);
    assert_eq!(lists(&sandbox), 3);
}

/// The finding is silenced at its number, and not called unused while the
/// list cannot be read.
#[test]
fn a_conflict_is_silenced_at_its_number() {
    let (world, sandbox) = world(&[address("+447700900001", STUDIO)]);
    let ignoring = configuration(", ignore: [{ code: W0756, reason: the desk answers }]");
    world.write("switchboard.yaml", &ignoring);
    let test = world.run(&["test"]).exits(0).stdout;
    assert!(test.contains("(silenced: the desk answers)"), "{test}");
    let plan = world.run(&["plan", "--carrier-checks"]).exits(0);
    assert!(!plan.stderr.contains("W0756"), "{}", plan.stderr);
    let then = json!({"status": 403, "code": 20403});
    sandbox.add_faults(&json!([{"path": LIST, "times": 1000, "then": then}]));
    let both = configuration(", ignore: [{ code: W0756, reason: the desk answers }]").replace(
        "    callback_url",
        "    ignore: [{ code: W0757, reason: the key may not }]\n    callback_url",
    );
    world.write("switchboard.yaml", &both);
    let test = world.run(&["test"]).exits(0).stdout;
    assert!(!test.contains("W0755"), "{test}");
    let plan = world.run(&["plan", "--carrier-checks"]).exits(0);
    assert!(!plan.stderr.contains("W0757"), "{}", plan.stderr);
}

/// A service without a URL has a setting of its own that cannot be read.
#[test]
fn the_report_says_that_autocreate_is_not_visible() {
    let seed = format!(
        "{}    messaging_services: [{{ friendly_name: Quiet, numbers: [\"+447700900001\"] }}]\n",
        seed(&[])
    );
    let (world, _sandbox) = World::and_sandbox(&configuration(""), &seed);
    let human = world.run(&["explain", "line"]).exits(0).stdout;
    assert!(
        human.contains(
            "unless Autocreate is chosen on it in the console, which Twilio's API does not show"
        ),
        "{human}"
    );
}

/// A simulated text says what is known about it.
#[test]
fn a_simulated_text_says_what_is_not_simulated() {
    let (world, sandbox) = world(&[address("+447700900001", STUDIO)]);
    let url = sandbox.url.clone();
    let reported = world
        .run(&["sandbox", "text", "+447700900001", "Hi", "--url", &url])
        .exits(0)
        .stdout;
    assert!(
        reported.contains("Conversations may take this text first"),
        "{reported}"
    );
}
