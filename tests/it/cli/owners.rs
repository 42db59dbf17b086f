//! Two environments of one registry in one account: neither takes the other's messaging service or
//! reroutes its numbers.

use std::process::Stdio;

use crate::support::sandbox::Sandbox;
use crate::support::world::{Ended, World};

const APPLY: [&str; 2] = ["apply", "--auto-approve"];

/// A service for the one number of each environment.
fn base(service: &str) -> String {
    format!(
        r#"version: 1
project: shop
providers:
  us:
    type: twilio
    account_sid: AC00000000000000000000000000000001
    auth_token: {{ env: TOKEN_1 }}
    callback_url: https://base.example.com/sms
    numbers:
      line: {{ phone_number: "+15017122660" }}
    messaging_services:
      camp: {{ {service}, numbers: [line] }}
"#
    )
}

fn overlay(environment: &str, number: &str) -> String {
    format!(
        "providers:\n  us:\n    callback_url: https://{environment}.example.com/sms\n    numbers:\n      line: {{ phone_number: \"{number}\" }}\n"
    )
}

fn world(services: &str) -> (World, Sandbox) {
    let seed = format!(
        "accounts:\n  AC00000000000000000000000000000001:\n    numbers:\n      - {{ phone_number: \"+15017122660\" }}\n      - {{ phone_number: \"+15017122661\" }}\n      - {{ phone_number: \"+15017122662\" }}\n{services}"
    );
    let configuration = base("friendly_name: Camp, inbound: webhook");
    let (world, sandbox) = World::and_sandbox(&configuration, &seed);
    world.write("envs/prod.yaml", &overlay("prod", "+15017122661"));
    world.write("envs/dev.yaml", &overlay("dev", "+15017122662"));
    (world, sandbox)
}

fn apply(world: &World, environment: &str) -> Ended {
    world.run(&[APPLY[0], APPLY[1], "--env", environment])
}

/// The services of that name in the first account: identifier and URL.
fn services(sandbox: &Sandbox, name: &str) -> Vec<(String, String)> {
    let state = sandbox.state();
    let services = &state["accounts"]["AC00000000000000000000000000000001"]["services"];
    let services = services.as_object().unwrap().iter();
    let named = services.filter(|(_, service)| service["friendly_name"] == name);
    named
        .map(|(sid, service)| {
            let url = service["inbound_request_url"].as_str().unwrap_or("");
            (sid.clone(), url.to_owned())
        })
        .collect()
}

fn urls(sandbox: &Sandbox, name: &str) -> Vec<String> {
    let services = services(sandbox, name).into_iter();
    services.map(|(_, url)| url).collect()
}

#[track_caller]
fn refused(ended: Ended, code: &str) {
    let ended = ended.exits(1);
    assert!(ended.stderr.contains(code), "{}", ended.stderr);
    assert!(
        ended.stderr.contains("shop (environment prod)"),
        "{}",
        ended.stderr
    );
}

fn the_owner_is_named(home: Option<String>) {
    let (mut world, sandbox) = world("");
    if let Some(url) = home {
        world
            .variables
            .insert("SWITCHBOARD_REGISTRY".to_owned(), url);
    }
    apply(&world, "prod").exits(0);
    for configuration in [
        "friendly_name: Camp, inbound: webhook".to_owned(),
        "friendly_name: Camp, inbound: drop".to_owned(),
        "friendly_name: Camp".to_owned(),
        // Its identifier says which service it is, whatever it is called.
        format!(
            "sid: {}, friendly_name: Other, inbound: drop",
            services(&sandbox, "Camp")[0].0
        ),
    ] {
        world.write("switchboard.yaml", &base(&configuration));
        refused(world.run(&["plan", "--env", "dev"]), "E0701");
        refused(apply(&world, "dev"), "E0701");
        assert_eq!(urls(&sandbox, "Camp"), ["https://prod.example.com/sms"]);
    }
    // A deleted service is not made again by another environment, which would then own it.
    sandbox.request("DELETE", "/v1/Services/{Camp}", &[]);
    world.write(
        "switchboard.yaml",
        &base("friendly_name: Camp, inbound: webhook"),
    );
    refused(apply(&world, "dev"), "E0701");
    assert!(urls(&sandbox, "Camp").is_empty());
    // A service that its owner drops is free.
    let without = base("friendly_name: Camp").replace("      camp", "      x-camp");
    let without = without
        .split("    messaging_services")
        .next()
        .unwrap()
        .to_owned();
    world.write("switchboard.yaml", &without);
    apply(&world, "prod").exits(0);
    world.write(
        "switchboard.yaml",
        &base("friendly_name: Camp, inbound: webhook"),
    );
    apply(&world, "dev").exits(0);
    assert_eq!(urls(&sandbox, "Camp"), ["https://dev.example.com/sms"]);
}

#[test]
fn a_service_of_another_environment_is_refused_and_its_owner_named() {
    the_owner_is_named(None);
}

/// The same where the registry is a database.
#[cfg(unix)]
#[test]
fn postgresql_keeps_owners_too() {
    if let Some(server) = crate::support::postgres::server() {
        the_owner_is_named(Some(server.database()));
    }
}

/// A service that no other environment declares may still hold another one's numbers.
#[test]
fn numbers_of_another_environment_are_not_rerouted() {
    let (world, sandbox) = world(
        "    messaging_services:\n      - { friendly_name: Camp, use_inbound_webhook_on_number: true, numbers: [\"+15017122661\"] }\n",
    );
    let without = base("")
        .split("    messaging_services")
        .next()
        .unwrap()
        .to_owned();
    world.write("switchboard.yaml", &without);
    apply(&world, "prod").exits(0);
    world.write(
        "switchboard.yaml",
        &base("friendly_name: Camp, inbound: webhook"),
    );
    let ended = apply(&world, "dev");
    assert!(ended.stderr.contains("+15017122661"), "{}", ended.stderr);
    refused(ended, "E0771");
    assert_eq!(urls(&sandbox, "Camp"), [""]);
    // A change that reroutes no number does not concern the other environment.
    let harmless = "friendly_name: Camp, inbound: defer_to_sender, status_callback: \"https://dev.example.com/status\"";
    world.write("switchboard.yaml", &base(harmless));
    apply(&world, "dev").exits(0);
}

/// Explain names the owner of a service that a number cannot join, and gives no advice
/// about that service's settings.
#[test]
fn explain_names_the_owner_of_the_service() {
    let (world, _sandbox) = world("");
    world.write(
        "switchboard.yaml",
        &base("friendly_name: Camp, inbound: webhook"),
    );
    apply(&world, "prod").exits(0);
    world.write(
        "switchboard.yaml",
        &base("friendly_name: Camp, inbound: drop"),
    );
    let ended = world.run(&["explain", "line", "--env", "dev"]).exits(3);
    let reported = &ended.stdout;
    assert!(!reported.contains("defer_to_sender"), "{reported}");
    let advice = reported.split("What to do\n").nth(1).unwrap();
    assert!(advice.contains("belongs to"), "{reported}");
    assert!(ended.stderr.contains("E0701"), "{}", ended.stderr);
}

/// Another account's service of the same name is another service.
#[test]
fn a_service_of_the_same_name_in_another_account_is_another_one() {
    let (world, sandbox) = world(
        "  AC00000000000000000000000000000002:\n    numbers:\n      - { phone_number: \"+15017122669\" }\n",
    );
    apply(&world, "prod").exits(0);
    let other = base("friendly_name: Camp, inbound: webhook")
        .replace(
            "AC00000000000000000000000000000001",
            "AC00000000000000000000000000000002",
        )
        .replace("TOKEN_1", "TOKEN_2");
    world.write("switchboard.yaml", &other);
    world.write("envs/dev.yaml", &overlay("dev", "+15017122669"));
    apply(&world, "dev").exits(0);
    assert_eq!(urls(&sandbox, "Camp"), ["https://prod.example.com/sms"]);
}

/// Two applies at the same moment do not both make it.
#[test]
fn two_at_once_make_one_service() {
    let (world, sandbox) = world("");
    sandbox.add_faults(&serde_json::json!([
        { "method": "POST", "path": "/v1/Services", "times": 1, "then": { "hold": true } }
    ]));
    let mut prod = world.command(&[APPLY[0], APPLY[1], "--env", "prod"]);
    let piped = prod.stdout(Stdio::piped()).stderr(Stdio::piped());
    let prod = piped.spawn().unwrap();
    sandbox.wait_until_held(1);
    let dev = apply(&world, "dev");
    sandbox.release();
    let prod = Ended::of(prod.wait_with_output().unwrap());
    prod.exits(0);
    assert_ne!(dev.code, 0, "{dev:?}");
    let reported = format!("{}{}", dev.stdout, dev.stderr);
    assert!(reported.contains("shop (environment prod)"), "{reported}");
    assert_eq!(urls(&sandbox, "Camp"), ["https://prod.example.com/sms"]);
    refused(apply(&world, "dev"), "E0701");
}
