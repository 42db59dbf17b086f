//! The remedies that drift offers: the command restores the value, and the YAML keeps it.

use super::{of, outside};
use crate::support::fixture::SERVICE;
use crate::support::sandbox::Sandbox;
use crate::support::world::World;

fn drifted() -> (World, Sandbox) {
    let (world, sandbox) = SERVICE.applied();
    let fields = [
        ("FriendlyName", "Night \"line\" $x"),
        ("SmsUrl", "https://elsewhere.example/a?b=${c}#rc=2"),
        ("SmsMethod", "GET"),
    ];
    outside(&sandbox, "POST", "+15017122661", &fields);
    let fields = [
        ("InboundRequestUrl", "https://elsewhere.example/mg"),
        ("StatusCallback", "https://elsewhere.example/status"),
    ];
    outside(&sandbox, "POST", "/v1/Services/{News}", &fields);
    (world, sandbox)
}

#[test]
fn the_command_puts_it_back() {
    let (world, _sandbox) = drifted();
    let document = world.run(&["drift", "--format", "json"]).exits(2).json();
    for address in [
        "providers.us.numbers.first",
        "providers.us.messaging_services.news",
    ] {
        let command = of(&document, address)["revert"].as_str().unwrap();
        let mut words: Vec<&str> = command.split(' ').skip(1).collect();
        words.push("--auto-approve");
        world.run(&words).exits(0);
    }
    world.run(&["drift"]).exits(0);
}

#[test]
fn the_yaml_keeps_the_live_value() {
    let (world, _sandbox) = drifted();
    let document = world.run(&["drift", "--format", "json"]).exits(2).json();
    let accept = |address: &str| {
        let yaml = of(&document, address)["accept"].as_str().unwrap();
        yaml.replace('\n', ", ")
    };
    let number = accept("providers.us.numbers.first");
    let service = accept("providers.us.messaging_services.news");
    let kept = SERVICE
        .configuration
        .replace("friendly_name: First", &number)
        .replace(
            "friendly_name: News, inbound: webhook",
            &format!("friendly_name: News, {service}"),
        );
    world.write("switchboard.yaml", &kept);
    let plan = world.run(&["plan", "--format", "json"]).exits(0).json();
    assert_eq!(plan["summary"]["update"], 0, "{kept}\n{plan:#}");
    assert_eq!(plan["summary"]["adopt"], 2);
    // Not applied yet, so it is both: drift, and pending.
    let document = world.run(&["drift", "--format", "json"]).exits(2).json();
    assert_eq!(document["summary"]["pending"], 2);
    world.run(&["apply", "--auto-approve"]).exits(0);
    world.run(&["drift"]).exits(0);
}

#[test]
fn the_yaml_declares_the_service_in_the_way() {
    let (world, sandbox) = SERVICE.applied();
    let service = [
        ("FriendlyName", "Old"),
        ("InboundRequestUrl", "https://dead.example/"),
        ("UseInboundWebhookOnNumber", "false"),
    ];
    outside(&sandbox, "POST", "/v1/Services", &service);
    let member = [("PhoneNumberSid", "+15017122661")];
    outside(&sandbox, "POST", "/v1/Services/{Old}/PhoneNumbers", &member);
    let document = world.run(&["drift", "--format", "json"]).exits(2).json();
    let one = of(&document, "providers.us.numbers.first");
    assert_eq!(one["fields"], serde_json::json!([]));
    assert_eq!(one["severity"], "critical");
    let declare = one["declare"].as_str().unwrap();
    let inner = declare.trim_start_matches("messaging_services: { ");
    let inner = inner.trim_end_matches(" }").replace("NAME", "old");
    let line = format!("    messaging_services:\n      {inner} }}\n");
    let declared = SERVICE
        .configuration
        .replace("    messaging_services:\n", &line);
    world.write("switchboard.yaml", &declared);
    world.run(&["apply", "--auto-approve"]).exits(0);
    world.run(&["drift"]).exits(0);
}
