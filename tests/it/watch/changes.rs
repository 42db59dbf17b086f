//! A change appears in everything that is served, and is notified exactly once.

use serde_json::json;

use super::watcher::{Watcher, until};
use super::{FIRST, SECOND, rename};
use crate::support::fixture::SERVICE;
use crate::support::receiver::Receiver;
use crate::support::world::World;

const SECRET: &str = "a-secret-of-ours";
const ADDRESS: &str = "providers.us.numbers.first";
const MODIFIED: &str =
    "switchboard_drift_resources{project=\"contoso\",environment=\"\",status=\"modified\"}";

fn notifying(world: &mut World, receiver: &Receiver) -> Watcher {
    let secret = ("HOOK_SECRET".to_owned(), SECRET.to_owned());
    world.variables.extend([secret]);
    let more = [
        "--notify-url",
        &receiver.url,
        "--notify-secret-env",
        "HOOK_SECRET",
    ];
    Watcher::start(world, &more)
}

fn pair(change: &str, address: &str) -> Vec<(String, String)> {
    vec![(change.to_owned(), address.to_owned())]
}

#[test]
fn a_change_is_served_and_notified_once() {
    let (mut world, sandbox) = SERVICE.applied();
    let receiver = Receiver::start();
    let watcher = notifying(&mut world, &receiver);
    watcher.wait_ready();
    watcher.wait_rounds(2);
    assert_eq!(receiver.all().len(), 0, "nothing drifted");
    assert_eq!(watcher.json()["summary"]["in_sync"], 3);
    assert!(watcher.get("/").body.contains("No drift"));

    rename(&sandbox, FIRST, "<b>Renamed</b>");
    until("a notification arrives", || receiver.all().len() == 1);
    assert_eq!(watcher.metric(MODIFIED), Some(1.0));
    let severity = "switchboard_drift_drifted_resources{project=\"contoso\",environment=\"\",severity=\"minor\"}";
    assert_eq!(watcher.metric(severity), Some(1.0));
    let document = watcher.json();
    assert_eq!(document["kind"], "drift");
    assert_eq!(document["summary"]["modified"], 1);
    let page = watcher.get("/");
    assert!(page.body.contains(ADDRESS), "{}", page.body);
    assert!(!page.body.contains("<b>Renamed"), "{}", page.body);

    let reported = &receiver.all()[0];
    reported.is_signed_with(SECRET);
    assert_eq!(reported.changes(), pair("appeared", ADDRESS));
    let json = reported.json();
    assert_eq!(json["kind"], "drift-notification");
    let change = &json["environments"][0]["changes"][0];
    assert_eq!(change["what"], "friendly_name");
    assert_eq!(change["recorded"], "First");
    assert_eq!(change["observed"], "<b>Renamed</b>");
    assert_eq!(json["environments"][0]["summary"]["modified"], 1);
    watcher.wait_rounds(3);
    assert_eq!(receiver.all().len(), 1, "once");

    rename(&sandbox, FIRST, "Renamed again");
    until("a notification arrives", || receiver.all().len() == 2);
    assert_eq!(receiver.all()[1].changes(), pair("changed", ADDRESS));
    rename(&sandbox, FIRST, "First");
    until("a notification arrives", || receiver.all().len() == 3);
    assert_eq!(receiver.all()[2].changes(), pair("vanished", ADDRESS));
    watcher.wait_rounds(3);
    assert_eq!(receiver.all().len(), 3);
    assert_eq!(watcher.metric(MODIFIED), Some(0.0));
    let delivered = "switchboard_watch_notifications_total{sink=\"webhook\",outcome=\"delivered\"}";
    assert_eq!(watcher.metric(delivered), Some(3.0));
    assert_eq!(watcher.events("change").len(), 3, "{}", watcher.text());
    let log = watcher.text();
    assert!(
        !log.contains(SECRET) && !log.contains("in-its-path"),
        "{log}"
    );

    // Nothing was written but by us.
    let written = sandbox
        .calls()
        .into_iter()
        .filter(|call| call.method != "GET");
    assert_eq!(written.count(), 3);
}

#[test]
fn existing_drift_is_notified_in_the_first_round() {
    let (mut world, sandbox) = SERVICE.applied();
    rename(&sandbox, FIRST, "Renamed");
    let receiver = Receiver::start();
    let first = notifying(&mut world, &receiver);
    until("a notification arrives", || receiver.all().len() == 1);
    first.wait_rounds(2);
    drop(first);
    // Another process does not know what was already notified, and uses the same identifier.
    let second = notifying(&mut world, &receiver);
    until("a second notification arrives", || {
        receiver.all().len() == 2
    });
    second.wait_rounds(2);
    let all = receiver.all();
    assert_eq!(all.len(), 2);
    let (one, two) = (all[0].json(), all[1].json());
    assert_eq!(one["id"], two["id"]);
    assert_eq!(
        one["environments"][0]["changes"],
        two["environments"][0]["changes"]
    );
}

#[test]
fn what_could_not_be_delivered_is_delivered_later() {
    let (mut world, sandbox) = SERVICE.applied();
    let receiver = Receiver::start();
    receiver.answer(500);
    let watcher = notifying(&mut world, &receiver);
    watcher.wait_ready();
    rename(&sandbox, FIRST, "Renamed");
    let failed = "switchboard_watch_notifications_total{sink=\"webhook\",outcome=\"failed\"}";
    until("it was tried", || watcher.metric(failed) >= Some(1.0));
    let rounds = watcher.rounds();
    until("rounds go on", || watcher.rounds() > rounds + 2);
    rename(&sandbox, SECOND, "Renamed, too");
    until("both are seen", || watcher.metric(MODIFIED) == Some(2.0));
    assert!(receiver.taken().is_empty());
    assert_eq!(watcher.get("/readyz").status, 200);
    receiver.answer(200);
    let reported = || -> Vec<(String, String)> {
        let taken = receiver.taken();
        taken
            .iter()
            .flat_map(crate::support::receiver::Received::changes)
            .collect()
    };
    until("it is delivered", || reported().len() >= 2);
    watcher.wait_rounds(3);
    let mut reported = reported();
    reported.sort();
    let second = ADDRESS.replace("first", "second");
    assert_eq!(
        reported,
        [pair("appeared", ADDRESS), pair("appeared", &second)].concat()
    );
    for one in receiver.all() {
        one.is_signed_with(SECRET);
    }
}

#[test]
fn a_chat_hook_gets_a_message_in_words() {
    let (mut world, sandbox) = SERVICE.applied();
    let receiver = Receiver::start();
    let url = ("CHAT_URL".to_owned(), receiver.url.clone());
    world.variables.extend([url]);
    let watcher = Watcher::start(&world, &["--notify-slack-env", "CHAT_URL"]);
    watcher.wait_ready();
    rename(&sandbox, FIRST, "Renamed");
    until("a notification arrives", || receiver.all().len() == 1);
    let reported = &receiver.all()[0];
    assert_eq!(
        reported.json(),
        json!({ "text": "Switchboard: 1 drift change\n• contoso: appeared providers.us.numbers.first friendly_name (minor)" })
    );
    assert!(!reported.headers.contains_key("x-switchboard-signature"));
    // The URL is a secret.
    assert!(
        !watcher.text().contains("in-its-path"),
        "{}",
        watcher.text()
    );
}

#[test]
fn each_environment_is_watched() {
    const BASE: &str = r#"version: 1
project: contoso
providers:
  us:
    type: twilio
    callback_url: https://hooks.contoso.example/sms
    numbers:
      store: { phone_number: "+15017122661", friendly_name: Store }
"#;
    let seed = "accounts:\n  AC00000000000000000000000000000001:\n    numbers: [{ phone_number: \"+15017122661\" }, { phone_number: \"+15017122662\" }]\n";
    let (world, sandbox) = World::and_sandbox(BASE, seed);
    world.write("envs/prod.yaml", "vars: {}\n");
    world.write(
        "envs/test.yaml",
        "providers: { us: { numbers: { store: { phone_number: \"+15017122662\" } } } }\n",
    );
    for environment in ["prod", "test"] {
        world
            .run(&["apply", "--auto-approve", "--env", environment])
            .exits(0);
    }
    let receiver = Receiver::start();
    let more = [
        "--env",
        "prod",
        "--env",
        "test",
        "--notify-url",
        &receiver.url,
    ];
    let watcher = Watcher::start(&world, &more);
    watcher.wait_ready();
    rename(&sandbox, SECOND, "Renamed");
    until("a notification arrives", || receiver.all().len() == 1);
    let document = watcher.json();
    assert_eq!(document["kind"], "drift-set");
    let count = |environment: &str| {
        watcher.metric(&MODIFIED.replace(
            "environment=\"\"",
            &format!("environment=\"{environment}\""),
        ))
    };
    assert_eq!((count("prod"), count("test")), (Some(0.0), Some(1.0)));
    let reported = receiver.all()[0].json();
    let environments = reported["environments"].as_array().unwrap();
    assert_eq!(environments.len(), 1, "{reported:#}");
    assert_eq!(environments[0]["environment"], "test");
    // Without a secret it is not signed.
    let headers = &receiver.all()[0].headers;
    assert!(!headers.contains_key("x-switchboard-signature"));
}
