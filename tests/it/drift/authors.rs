//! The authors of a change: looked up only where something differs, within bounds, and never at the
//! cost of other results.

use std::fmt::Write as _;

use rusqlite::Connection;
use serde_json::{Value, json};

use super::{CONSOLE, of, outside, outside_as};
use crate::support::fixture::SERVICE;
use crate::support::sandbox::Sandbox;
use crate::support::world::World;

const FIRST: &str = "providers.us.numbers.first";
const SECOND: &str = "providers.us.numbers.second";

fn look(world: &World) -> Value {
    world.run(&["drift", "--format", "json"]).exits(2).json()
}

fn by(document: &Value, address: &str, field: &str) -> Value {
    let fields = of(document, address)["fields"].as_array().unwrap();
    let found = fields.iter().find(|one| one["field"] == field);
    found.unwrap()["changed_by"].clone()
}

/// The paths of the reads of events since the calls were cleared.
fn asked(sandbox: &Sandbox) -> Vec<String> {
    let calls = sandbox.calls().into_iter().map(|call| call.path);
    calls
        .filter(|path| path.starts_with("/v1/Events"))
        .collect()
}

/// A console user who made a change this many days ago.
fn days_ago(days: i64) -> String {
    let at = jiff::Timestamp::now() - jiff::SignedDuration::from_hours(24 * days);
    let mut actor: Value = serde_json::from_str(CONSOLE).unwrap();
    actor["event_date"] = json!(at.to_string());
    actor.to_string()
}

/// Moves the begin and end of the applies so far this many days back.
fn applied_days_ago(world: &World, days: i64) {
    let file = Connection::open(world.path(".switchboard/registry.db")).unwrap();
    for column in ["started_at", "ended_at"] {
        let statement = format!(
            "UPDATE runs SET {column} = strftime('%Y-%m-%dT%H:%M:%fZ', {column}, '-{days} days')"
        );
        file.execute(&statement, []).unwrap();
    }
}

#[test]
fn events_are_not_read_without_drift_or_when_switched_off() {
    let (world, sandbox) = SERVICE.applied();
    world.run(&["drift"]).exits(0);
    assert_eq!(asked(&sandbox), Vec::<String>::new());
    outside(&sandbox, "POST", "+15017122661", &[("FriendlyName", "x")]);
    let document = world
        .run(&["drift", "--no-events", "--format", "json"])
        .exits(2)
        .json();
    assert_eq!(asked(&sandbox), Vec::<String>::new());
    assert!(by(&document, FIRST, "friendly_name").is_null());
    let reported = look(&world);
    assert_eq!(asked(&sandbox).len(), 1);
    assert_eq!(reported["reads"], document["reads"].as_u64().unwrap() + 1);
    assert!(reported.get("unattributed").is_none());
}

#[test]
fn events_of_expected_drift_are_not_read() {
    let (world, sandbox) = SERVICE.applied();
    outside(&sandbox, "POST", "+15017122661", &[("FriendlyName", "x")]);
    world.write(
        ".switchboardignore",
        &format!("{FIRST}:friendly_name # theirs\n"),
    );
    sandbox.clear_calls();
    world.run(&["drift"]).exits(0);
    assert_eq!(asked(&sandbox), Vec::<String>::new());
}

#[test]
fn a_failed_read_of_events_loses_only_the_author() {
    let (world, sandbox) = SERVICE.applied();
    outside(&sandbox, "POST", "+15017122661", &[("FriendlyName", "x")]);
    outside(&sandbox, "POST", "+15017122662", &[("FriendlyName", "y")]);
    let whole = look(&world);
    for then in [
        json!({"status": 401, "code": 20003}),
        json!({"status": 403, "code": 20403}),
        json!({"status": 404, "code": 20404}),
        json!({"status": 429, "code": 20429, "retry_after": 600}),
        json!({"status": 503}),
        json!({"status": 200, "body": "<html>hello"}),
        json!({"reset": true}),
        json!({"truncate": true}),
        json!({"next_page": "http://evil.example/v1/Events"}),
    ] {
        sandbox.clear_faults();
        sandbox.clear_calls();
        sandbox.add_faults(&json!([{"path": "/v1/Events", "times": 100, "then": then}]));
        let document = look(&world);
        assert_eq!(asked(&sandbox).len(), 1, "{then}");
        assert_eq!(document["complete"], true);
        assert_eq!(document["errored"], false);
        assert_eq!(document["diagnostics"], json!([]));
        assert_eq!(document["summary"], whole["summary"]);
        let why = document["unattributed"].as_str().unwrap();
        assert!(!why.contains("<html>"), "{why}");
        if then.get("next_page").is_none() {
            let unknown = json!({"certainty": "unknown", "at": null, "actor_type": null,
                "actor": null, "source": null, "source_ip": null, "was": null});
            assert_eq!(by(&document, FIRST, "friendly_name"), unknown);
        }
    }
    let human = world.run(&["drift"]).exits(2).stdout;
    assert!(
        human.contains("Not all audit events could be read, so some authors are unknown: "),
        "{human}"
    );
}

// The apply itself does not write the method, which is unchanged since the beginning. So no event
// of the apply, which is of today, reports it.
const GET: [(&str, &str); 1] = [("SmsMethod", "GET")];

#[test]
fn what_is_older_than_events_are_kept_is_unknown() {
    let (world, sandbox) = SERVICE.applied();
    applied_days_ago(&world, 40);
    outside_as(&sandbox, Some(&days_ago(31)), "POST", "+15017122661", &GET);
    outside_as(&sandbox, Some(&days_ago(29)), "POST", "+15017122662", &GET);
    let document = look(&world);
    assert_eq!(by(&document, FIRST, "sms_method")["certainty"], "unknown");
    assert_eq!(by(&document, SECOND, "sms_method")["certainty"], "certain");
    assert_eq!(document["complete"], true);
}

#[test]
fn the_author_of_drift_that_an_apply_left_is_still_found() {
    let (world, sandbox) = SERVICE.applied();
    applied_days_ago(&world, 9);
    outside_as(&sandbox, Some(&days_ago(5)), "POST", "+15017122661", &GET);
    outside(&sandbox, "POST", "+15017122662", &[("FriendlyName", "x")]);
    assert_eq!(
        by(&look(&world), FIRST, "sms_method")["certainty"],
        "certain"
    );
    let target = ["apply", "--auto-approve", "--target", SECOND];
    world.run(&target).exits(0);
    let document = look(&world);
    assert_eq!(of(&document, SECOND)["status"], "in_sync");
    assert_eq!(by(&document, FIRST, "sms_method")["certainty"], "certain");
}

#[test]
fn changes_made_with_our_own_credentials_are_attributed_to_them() {
    let (world, sandbox) = SERVICE.applied();
    let fields = [("SmsUrl", "https://elsewhere.example/a")];
    outside_as(&sandbox, None, "POST", "+15017122661", &fields);
    let found = by(&look(&world), FIRST, "sms_url");
    let account = &sandbox.accounts[0].0;
    assert_eq!(
        (&found["actor_type"], &found["actor"]),
        (&json!("account"), &json!(account))
    );
    assert_eq!(
        (&found["source"], &found["certainty"]),
        (&json!("api"), &json!("certain"))
    );
    assert_eq!(found["was"], "https://hooks.contoso.example/sms");
    // Only our own writes, made while the apply ran, record that the number left its service.
    let path = "/v1/Services/{News}/PhoneNumbers/+15017122662";
    outside_as(&sandbox, None, "DELETE", path, &[]);
    let document = look(&world);
    let service = "providers.us.messaging_services.news";
    assert_eq!(by(&document, service, "senders")["certainty"], "unknown");
}

#[test]
fn a_changed_password_is_not_shown() {
    let (world, sandbox) = SERVICE.applied();
    for password in ["hunter2", "hunter3"] {
        let url = format!("https://u:{password}@elsewhere.example/a");
        outside(&sandbox, "POST", "+15017122661", &[("SmsUrl", &url)]);
    }
    for format in ["human", "json", "markdown", "github", "junit"] {
        let said = world.run(&["drift", "--format", format]).exits(2);
        assert!(!said.stdout.contains("hunter"), "{}", said.stdout);
        assert!(
            said.stdout.contains("***") || format == "markdown",
            "{}",
            said.stdout
        );
    }
}

/// An account with this many numbers, each renamed from outside.
fn renamed(count: usize) -> (World, Sandbox) {
    let mut numbers = String::new();
    for at in 0..count {
        let _ = writeln!(
            numbers,
            "      n{at:02}: {{ phone_number: \"+150171226{at:02}\", friendly_name: N{at} }}"
        );
    }
    let first = SERVICE.configuration.find("      first:").unwrap();
    let configuration = format!("{}{numbers}", &SERVICE.configuration[..first]);
    let (world, sandbox) = World::and_sandbox(&configuration, "");
    world.run(&["apply", "--auto-approve"]).exits(0);
    for at in 0..count {
        let number = format!("+150171226{at:02}");
        outside(&sandbox, "POST", &number, &[("FriendlyName", "x")]);
    }
    sandbox.clear_calls();
    (world, sandbox)
}

#[test]
fn events_are_read_per_object_for_few_and_together_for_many() {
    let (world, sandbox) = renamed(10);
    look(&world);
    let paths = asked(&sandbox);
    assert_eq!(paths.len(), 10, "{paths:?}");
    assert!(
        paths
            .iter()
            .all(|path| path.contains("&ResourceSid=") && path.contains("StartDate="))
    );

    let (world, sandbox) = renamed(11);
    let document = look(&world);
    let paths = asked(&sandbox);
    assert_eq!(paths.len(), 1, "{paths:?}");
    assert!(!paths[0].contains("ResourceSid"));
    for one in document["resources"].as_array().unwrap() {
        assert_eq!(one["fields"][0]["changed_by"]["certainty"], "certain");
    }
}

#[test]
fn however_many_accounts_there_are_the_reads_are_bounded() {
    let mut configuration = "version: 1\nproject: contoso\nproviders:\n".to_owned();
    for at in 1..=21 {
        let _ = write!(
            configuration,
            "  p{at:02}:
    type: twilio
    account_sid: AC{at:032}
    auth_token: {{ env: TOKEN_{at} }}
    numbers:
      line: {{ phone_number: \"+150171226{at:02}\", friendly_name: Line }}
"
        );
    }
    let (world, sandbox) = World::and_sandbox(&configuration, "");
    world.run(&["apply", "--auto-approve"]).exits(0);
    for at in 1..=21 {
        let number = format!("+150171226{at:02}");
        outside(&sandbox, "POST", &number, &[("FriendlyName", "x")]);
    }
    sandbox.clear_calls();
    let document = look(&world);
    assert_eq!(asked(&sandbox).len(), 20);
    let certainty = |provider: &str| {
        by(
            &document,
            &format!("providers.{provider}.numbers.line"),
            "friendly_name",
        )["certainty"]
            .clone()
    };
    assert_eq!(certainty("p21"), "unknown");
    assert_eq!(certainty("p01"), "probable", "something was not asked");
    assert!(document["unattributed"].is_string());
}
