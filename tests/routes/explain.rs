//! `explain` with the real binary: who answers, why, and what to do; and that doing it helps.

use serde_json::{Value, json};

use super::configuration;
use crate::support::sandbox::Sandbox;
use crate::support::world::World;

const STORE: &str = "    numbers:\n      store: { phone_number: \"+15017122661\" }\n";
const HOOK: &str = "https://hooks.shop.example/sms";

/// A world whose account holds this, below the account's SID.
fn world(under_provider: &str, account: &str) -> (World, Sandbox) {
    let seed = format!("accounts:\n  AC00000000000000000000000000000001:\n{account}");
    World::and_sandbox(&configuration(under_provider), &seed)
}

fn numbers(settings: &str) -> String {
    format!(
        "    numbers:\n      - {{ phone_number: \"+15017122661\"{settings} }}\n      - {{ phone_number: \"+15017122669\", sms_url: \"{HOOK}\" }}\n"
    )
}

const OLD: &str = "    messaging_services:\n      - { friendly_name: Old campaign, inbound_request_url: \"https://dead.example/sms\", numbers: [\"+15017122661\"] }\n";

#[track_caller]
fn explained(world: &World, what: &str) -> Value {
    let before = world.contents();
    let json = world
        .run(&["explain", what, "--format", "json"])
        .exits(0)
        .json();
    assert_eq!(before, world.contents(), "explain wrote something");
    json
}

fn advice(explained: &Value) -> &str {
    explained["advice"].as_str().unwrap()
}

#[test]
fn a_service_in_the_way_and_the_yaml_that_helps() {
    let service = format!("{}{OLD}", numbers(&format!(", sms_url: \"{HOOK}\"")));
    let (world, sandbox) = world(STORE, &service);
    let why = explained(&world, "store");
    assert_eq!(why["kind"], "explanation");
    assert_eq!(why["address"], "providers.us.numbers.store");
    assert_eq!(why["phone_number"], "+15017122661");
    assert_eq!(
        why["source"],
        json!({"file": "switchboard.yaml", "line": 10, "column": 7})
    );
    assert_eq!(why["declared"]["url"], HOOK);
    assert_eq!(why["now"]["url"], "https://dead.example/sms");
    assert_eq!(why["now"]["decided_by"], "messaging_service");
    assert_eq!(why["converged"], false);
    assert_eq!(why["steps"][0]["decides"], true);
    assert_eq!(why["steps"][1]["considered"], "number");
    assert_eq!(why["steps"][1]["decides"], false);

    let human = world.run(&["explain", "+15017122661"]).exits(0).stdout;
    for part in [
        "switchboard.yaml:10:7",
        "Old campaign",
        "not so, and an apply alone",
    ] {
        assert!(human.contains(part), "{part} in\n{human}");
    }
    sandbox.clear_calls();
    world.run(&["explain", "store"]).exits(0);
    assert!(sandbox.calls().iter().all(|call| call.method == "GET"));

    // The advice, followed to the letter, helps.
    let yaml = advice(&why)
        .split('`')
        .nth(1)
        .unwrap()
        .replace("NAME", "old");
    let followed = configuration(&format!("{STORE}    {yaml}\n"));
    world.write("switchboard.yaml", &followed);
    let why = explained(&world, "store");
    assert!(advice(&why).contains("switchboard apply"), "{why:#}");
    world.run(&["apply", "--auto-approve"]).exits(0);
    let why = explained(&world, "store");
    assert_eq!(why["converged"], true);
    assert_eq!(why["now"]["url"], HOOK);
    assert!(advice(&why).starts_with("nothing is to be done"));
    assert!(advice(&why).contains("switchboard.yaml:8:"), "{why:#}");
}

#[test]
fn an_application_in_the_way_goes_with_an_apply() {
    let account = format!(
        "    applications:\n      - {{ friendly_name: Old bot, sms_url: \"https://bot.example/sms\" }}\n{}",
        numbers(&format!(
            ", sms_url: \"{HOOK}\", sms_application_sid: Old bot"
        ))
    );
    let (world, _sandbox) = world(STORE, &account);
    let why = explained(&world, "providers.us.numbers.store");
    assert_eq!(why["now"]["decided_by"], "application");
    assert_eq!(why["now"]["url"], "https://bot.example/sms");
    assert_eq!(why["converged"], false);
    assert!(advice(&why).contains("`switchboard apply`"), "{why:#}");
    world.run(&["apply", "--auto-approve"]).exits(0);
    assert_eq!(explained(&world, "store")["converged"], true);
}

#[test]
fn an_undeclared_number_is_explained_by_its_digits() {
    let (world, _sandbox) = world(STORE, &numbers(""));
    let why = explained(&world, "+15017122669");
    assert_eq!(why["address"], Value::Null);
    assert_eq!(why["provider"], "us");
    assert_eq!(why["declared"], Value::Null);
    assert_eq!(why["converged"], Value::Null);
    assert_eq!(why["now"]["url"], HOOK);
    assert!(advice(&why).contains("phone_number: \"+15017122669\""));
    for unknown in ["+15017122600", "nobody", "providers.us.numbers.nobody"] {
        let ended = world.run(&["explain", unknown]).exits(1);
        assert!(
            ended.stdout.is_empty() && ended.stderr.contains(unknown),
            "{ended:?}"
        );
    }
}

#[test]
fn a_number_in_a_strange_service_is_told_to_declare_both() {
    let (world, _sandbox) = world("", &format!("{}{OLD}", numbers("")));
    let why = explained(&world, "+15017122661");
    assert_eq!(why["now"]["url"], "https://dead.example/sms");
    assert!(advice(&why).contains("inbound: defer_to_sender"), "{why:#}");
}

#[test]
fn a_number_that_twilios_demo_answers() {
    let (world, _sandbox) = world(STORE, &numbers(""));
    let why = explained(&world, "store");
    assert_eq!(why["now"]["handler"], "Twilio's demo");
    assert_eq!(why["converged"], false);
    assert!(advice(&why).contains("`switchboard apply`"));
    let human = world.run(&["explain", "store"]).exits(0).stdout;
    assert!(human.contains("Twilio's demo"), "{human}");
}

#[test]
fn a_service_that_drops_on_purpose_has_converged() {
    let drop = format!(
        "{STORE}    messaging_services:\n      quiet: {{ friendly_name: Old campaign, inbound: drop, numbers: [store] }}\n"
    );
    let (world, _sandbox) = world(&drop, &format!("{}{OLD}", numbers("")));
    world.run(&["apply", "--auto-approve"]).exits(0);
    let why = explained(&world, "store");
    assert_eq!(why["now"]["url"], Value::Null);
    assert_eq!(why["now"]["decided_by"], "messaging_service");
    assert_eq!(why["converged"], true);
    let because = why["steps"][0]["because"].as_str().unwrap();
    assert!(because.contains("dropped"), "{because}");
    let service = explained(&world, "quiet");
    assert_eq!(service["explanations"].as_array().unwrap().len(), 1);
}

#[test]
fn what_could_not_be_read_is_not_claimed() {
    let (world, sandbox) = world(STORE, &format!("{}{OLD}", numbers("")));
    sandbox.add_faults(&json!([{
        "method": "GET", "path": "/v1/Services", "times": 50, "then": { "status": 500 }
    }]));
    let ended = world
        .run(&["explain", "store", "--format", "json"])
        .exits(3);
    let why = ended.json();
    assert_eq!(why["now"], Value::Null);
    assert_eq!(why["converged"], Value::Null);
    assert_eq!(why["steps"], json!([]));
    assert_eq!(why["unread"].as_array().unwrap().len(), 1);
    assert!(advice(&why).contains("nothing is claimed"));
    assert!(ended.stderr.contains("E070"), "{}", ended.stderr);
    let human = world.run(&["explain", "+15017122669"]).exits(3).stdout;
    assert!(
        human.contains("not known") && !human.contains(HOOK),
        "{human}"
    );
}

#[test]
fn providers_and_keywords_are_explained_briefly() {
    let (world, _sandbox) = world(STORE, &format!("{}{OLD}", numbers("")));
    let keywords = format!("{}keywords: [JOIN]\n", configuration(STORE));
    world.write("switchboard.yaml", &keywords);
    let provider = explained(&world, "providers.us");
    assert_eq!(provider["kind"], "explanations");
    assert_eq!(provider["explanations"].as_array().unwrap().len(), 2);
    let human = world.run(&["explain", "us"]).exits(0).stdout;
    assert!(human.contains("NOT AS DECLARED"), "{human}");
    let keyword = explained(&world, "join");
    assert_eq!(keyword["address"], "keywords.JOIN");
    assert!(advice(&keyword).contains("the registry's"));
}

#[test]
fn a_number_that_is_not_there_is_said_to_be_missing() {
    let gone = STORE.replace("+15017122661", "+15017122668");
    let (world, _sandbox) = world(&gone, &numbers(""));
    let why = explained(&world, "store");
    assert_eq!(why["now"], Value::Null);
    assert_eq!(why["converged"], false);
    assert!(advice(&why).contains("not in the account"), "{why:#}");
}
