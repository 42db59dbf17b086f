//! Handlers that the sandbox simulates: with a `sandbox.yaml` that names them and no accounts, a text
//! to one that fails makes an alert that later commands see.

use serde_json::Value;

use crate::support::http;
use crate::support::sandbox::Sandbox;
use crate::support::world::World;

const CONFIGURATION: &str = "version: 1\nproject: contoso\nvars: { host: old.contoso.example }\nproviders:\n  us:\n    type: twilio\n    account_sid: AC00000000000000000000000000000001\n    callback_url: https://${host}/sms\n    numbers:\n      first: { phone_number: \"+15017122661\" }\n      second: { phone_number: \"+15017122662\" }\n";
const SEED: &str = "handlers:\n  - { url: https://old.contoso.example }\n  - { url: https://new.contoso.example, status: 502, one_in: 2 }\n";

/// The alerts in the state that commands of this folder left.
fn alerts(world: &World) -> Vec<Value> {
    let sandbox = Sandbox::start(&world.folder(), &world.path(".switchboard/sandbox.json"));
    let (user, token) = sandbox.accounts[0].clone();
    let answer = http::send(
        &sandbox.url,
        "GET",
        "/v1/Alerts",
        Some((&user, &token)),
        None,
    );
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body["alerts"].as_array().unwrap().clone()
}

#[test]
fn a_text_to_a_simulated_handler_that_fails_makes_an_alert() {
    let world = World::with(CONFIGURATION);
    world.write("sandbox.yaml", SEED);
    world
        .run(&["apply", "--sandbox", "--auto-approve"])
        .exits(0);
    let text = |number: &str| world.run(&["sandbox", "text", number, "JOIN"]);
    let answered = text("+15017122661").exits(0).stdout;
    let expected = "POST https://old.contoso.example/sms answered 200 (simulated here).";
    assert!(answered.contains(expected), "{answered}");
    assert!(alerts(&world).is_empty());

    let moved = ["--var", "host=new.contoso.example", "--allow-mass-change"];
    let apply = ["apply", "--sandbox", "--auto-approve"];
    world.run(&[apply.as_slice(), &moved].concat()).exits(0);
    // One of any two numbers in a row fails.
    let ended = ["+15017122661", "+15017122662"].map(text);
    let failed: Vec<_> = ended.iter().filter(|one| one.code == 2).collect();
    assert_eq!(failed.len(), 1, "{ended:?}");
    let expected = "failed: the handler answered 502 (Twilio: 11200) (simulated here).";
    assert!(failed[0].stdout.contains(expected), "{}", failed[0].stdout);
    let found = alerts(&world);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0]["error_code"], "11200");
    assert_eq!(found[0]["request_url"], "https://new.contoso.example/sms");
}

/// A plan sees traffic as little as it writes: the file stays as it was.
#[test]
fn traffic_in_a_command_that_reads_leaves_no_trace() {
    let world = World::with(CONFIGURATION);
    world.write("sandbox.yaml", SEED);
    let moved = ["--var", "host=new.contoso.example"];
    let apply = ["apply", "--sandbox", "--auto-approve"];
    world.run(&[apply.as_slice(), &moved].concat()).exits(0);
    world.write(
        "sandbox.yaml",
        &format!("{SEED}traffic: {{ every: 50ms }}\n"),
    );
    let state = || std::fs::read(world.path(".switchboard/sandbox.json")).unwrap();
    let before = state();
    let plan = ["plan", "--sandbox", "--detailed-exitcode"];
    world.run(&[plan.as_slice(), &moved].concat()).exits(0);
    assert!(before == state(), "a plan wrote the state");
}
