//! A rollout over two kinds of provider, of which only one has alerts.

use serde_json::{Value, json};

use super::{HANDLERS, NEW, OLD, answered_by, rollout};
use crate::support::control::Control;
use crate::support::sandbox::Sandbox;
use crate::support::world::World;

const BOTH: &str = r#"version: 1
project: contoso
vars: { host: old.contoso.example }
providers:
  eu:
    type: azure
    resource_id: /subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/messaging/providers/Microsoft.Communication/communicationServices/contoso-sms
    callback_url: https://${host}/azure
    numbers:
      support: { phone_number: "+18885550123", friendly_name: Support }
  us:
    type: twilio
    account_sid: AC00000000000000000000000000000001
    callback_url: https://${host}/sms
    numbers:
      n1: { phone_number: "+15017122601" }
      n2: { phone_number: "+15017122602" }
      n3: { phone_number: "+15017122603" }
      n4: { phone_number: "+15017122604" }
      n5: { phone_number: "+15017122605" }
"#;

/// A folder, both stand-ins, and the controls of Azure's.
fn both() -> (World, Sandbox, Control) {
    let (world, sandbox) = World::and_sandbox(BOTH, HANDLERS);
    world.run(&["apply", "--auto-approve"]).exits(0);
    let azure = Control::of(sandbox.azure_url.clone().unwrap());
    azure.clear_calls();
    sandbox.clear_calls();
    (world, sandbox, azure)
}

/// The places of the requests to event subscriptions with a method, among all requests.
fn places(journal: &[Value], method: &str) -> Vec<usize> {
    let is_one = |call: &Value| {
        let path = call["path"].as_str().unwrap();
        call["method"] == method && path.contains("ventSubscriptions")
    };
    let all = journal.iter().enumerate();
    all.filter(|(_, call)| is_one(call))
        .map(|(at, _)| at)
        .collect()
}

/// The URLs of the event subscriptions.
fn endpoints(azure: &Control) -> Vec<String> {
    let state = azure.state();
    let all = state["subscriptions"].as_object().unwrap().values();
    let url = |one: &Value| {
        let url = &one["properties"]["destination"]["properties"]["endpointUrl"];
        url.as_str().unwrap().to_owned()
    };
    all.map(url).collect()
}

#[test]
fn a_provider_without_alerts_is_named_and_read_again() {
    let (world, sandbox, azure) = both();
    let waves = rollout("host=new.contoso.example", "1", &["--rollout-pause", "0s"]);
    let ended = world.run(&waves).exits(0);
    let without = ended.stdout.split_once("without alerts:");
    let (_, without) = without.unwrap_or_else(|| panic!("{ended:?}"));
    assert!(without.contains("providers.eu"), "{ended:?}");
    assert!(!without.contains("providers.us"), "{ended:?}");
    assert_eq!(answered_by(&sandbox, NEW), [1, 2, 3, 4, 5]);
    assert_eq!(endpoints(&azure), ["https://new.contoso.example/azure"]);
    let journal = azure.journal();
    let written = places(&journal, "PATCH").pop().unwrap();
    assert!(
        places(&journal, "GET").pop().unwrap() > written,
        "{journal:#?}"
    );
}

#[test]
fn its_number_that_cannot_be_read_again_stops_the_rollout() {
    // How many readings there are before the write, of which the first wave has one.
    let one = ["--rollout-pause", "0s"];
    let readings = {
        let (world, _sandbox, azure) = both();
        world
            .run(&rollout("host=new.contoso.example", "1", &one))
            .exits(0);
        let journal = azure.journal();
        let written = places(&journal, "PATCH").pop().unwrap();
        let all = places(&journal, "GET");
        all.into_iter().filter(|at| *at < written).count()
    };
    let (world, sandbox, azure) = both();
    azure.add_faults(&json!([
        { "method": "GET", "path": "ventSubscriptions", "skip": readings, "times": 1000, "then": { "status": 403 } },
    ]));
    let ended = world.run(&rollout("host=new.contoso.example", "1", &one));
    assert_eq!(ended.code, 3, "{ended:?}");
    azure.clear_faults();
    assert_eq!(endpoints(&azure), ["https://new.contoso.example/azure"]);
    assert_eq!(answered_by(&sandbox, OLD), [1, 2, 3, 4, 5], "{ended:?}");
}
