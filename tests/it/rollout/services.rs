//! The revert of what decides for several numbers at once: a messaging service's URL goes back, and a
//! number that joined a service stays.

use serde_json::{Value, json};

use super::{BAD, CONFIGURATION, OLD, answered_by, applied, rollout};
use crate::support::sandbox::Sandbox;

fn service(members: &str) -> String {
    format!(
        "{CONFIGURATION}    messaging_services:\n      news: {{ friendly_name: News, inbound: webhook, numbers: [{members}] }}\n"
    )
}

/// The only service, as the account has it.
fn there(sandbox: &Sandbox) -> Value {
    let state = sandbox.state();
    let services = &state["accounts"]["AC00000000000000000000000000000001"]["services"];
    let services = services.as_object().unwrap();
    assert_eq!(services.len(), 1, "{services:#?}");
    services.values().next().unwrap().clone()
}

/// After this many readings of the alerts, no more of them can be read.
fn unreadable_after(sandbox: &Sandbox, readings: u32) {
    sandbox.add_faults(&json!([
        { "method": "GET", "path": "/v1/Alerts", "skip": readings, "times": 1000, "then": { "status": 403, "code": 20403 } },
    ]));
}

const REVERT: [&str; 3] = ["--rollout-pause", "0s", "--rollout-revert"];

#[test]
fn the_url_of_a_service_goes_back() {
    let (world, sandbox) = applied(&service("n1, n2, n3"));
    assert_eq!(there(&sandbox)["inbound_request_url"], OLD);
    unreadable_after(&sandbox, 1);
    let ended = world.run(&rollout("host=bad.contoso.example", "5", &REVERT));
    assert_eq!(ended.code, 3, "{ended:?}");
    // It was changed: all its numbers are in the first wave.
    let changed = sandbox.calls();
    let changed = changed.iter().filter(|call| {
        let mut form = call.form.iter();
        call.path.contains("Services/") && form.any(|(_, value)| value == BAD)
    });
    assert_eq!(changed.count(), 1, "{:#?}", sandbox.calls());
    assert_eq!(there(&sandbox)["inbound_request_url"], OLD, "{ended:?}");
    assert_eq!(answered_by(&sandbox, OLD), [1, 2, 3, 4, 5], "{ended:?}");
    assert!(!ended.stdout.contains("not changed back:"), "{ended:?}");
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn a_number_that_joined_stays_and_is_listed() {
    let (world, sandbox) = applied(&service("n1"));
    world.write("switchboard.yaml", &service("n1, n2"));
    // The joined number is in the same wave as the service's URL and both numbers' own.
    unreadable_after(&sandbox, 1);
    let ended = world.run(&rollout("host=bad.contoso.example", "5", &REVERT));
    assert_eq!(ended.code, 3, "{ended:?}");
    let now = there(&sandbox);
    let members = now["senders"].as_object().unwrap().len();
    assert_eq!(members, 2, "{now:#}\n{ended:?}");
    assert_eq!(now["inbound_request_url"], OLD, "{ended:?}");
    assert_eq!(answered_by(&sandbox, OLD), [1, 2, 3, 4, 5], "{ended:?}");
    let listed = ended.stdout.split_once("not changed back:");
    let (_, listed) = listed.unwrap_or_else(|| panic!("{ended:?}"));
    let news = "providers.us.messaging_services.news";
    assert!(listed.contains(news), "{ended:?}");
}
