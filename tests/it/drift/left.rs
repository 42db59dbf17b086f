//! What answered when the last apply ended, and registries that do not record it.

use crate::support::fixture::SERVICE;
use rusqlite::Connection;

use super::{of, outside};

/// A registry of an earlier version does not hold what answered. It reports no drift for
/// a service with the same URL, which may have been there all along; the next apply notes it.
#[test]
fn a_registry_that_does_not_know_who_answered_reports_no_drift() {
    let (world, sandbox) = SERVICE.applied();
    let service = [
        ("FriendlyName", "Twin"),
        ("InboundRequestUrl", "https://hooks.contoso.example/sms"),
        ("UseInboundWebhookOnNumber", "false"),
    ];
    outside(&sandbox, "POST", "/v1/Services", &service);
    let member = [("PhoneNumberSid", "+15017122661")];
    outside(
        &sandbox,
        "POST",
        "/v1/Services/{Twin}/PhoneNumbers",
        &member,
    );
    let document = world.run(&["drift", "--format", "json"]).exits(2).json();
    let address = "providers.us.numbers.first";
    assert_eq!(of(&document, address)["status"], "modified");

    let file = Connection::open(world.path(".switchboard/registry.db")).unwrap();
    file.execute("UPDATE resources SET route = NULL", [])
        .unwrap();
    drop(file);
    let document = world.run(&["drift", "--format", "json"]).exits(0).json();
    assert_eq!(of(&document, address)["status"], "in_sync");

    world.run(&["apply", "--auto-approve"]).exits(3);
    let document = world.run(&["drift", "--format", "json"]).exits(2).json();
    assert_eq!(of(&document, address)["status"], "unconverged");
}
