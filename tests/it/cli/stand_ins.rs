//! `--sandbox` and `sandbox` with providers at Azure: alone, beside Twilio, and called with the
//! variables of real providers.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use serde_json::{Value, json};

use crate::support::http;
use crate::support::sandbox::Sandbox;
use crate::support::world::World;

const RESOURCE: &str = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/Messaging/providers/Microsoft.Communication/communicationServices/contoso-sms";
const NUMBER: &str = "+18885550123";

/// A configuration with a resource at Azure, and what else is under `providers`.
fn configuration(more: &str) -> String {
    format!(
        "version: 1\nproject: contoso\nproviders:\n  eu:\n    type: azure\n    resource_id: {RESOURCE}\n    callback_url: https://crm.example.com/sms/incoming\n    delivery_report_url: https://crm.example.com/sms/report\n    numbers: {{ support: {{ phone_number: \"{NUMBER}\", friendly_name: Support }}, code: {{ short_code: \"123456\" }} }}\n{more}"
    )
}

const TWILIO: &str = "  us:\n    type: twilio\n    callback_url: https://crm.example.com/twilio\n    numbers: { store: { phone_number: \"+15017122661\", friendly_name: Store } }\n";

/// A webhook on this machine that answers the handshake, and keeps the events that came.
struct Webhook {
    url: String,
    events: Arc<Mutex<Vec<Value>>>,
}

impl Webhook {
    async fn start() -> Self {
        let events: Arc<Mutex<Vec<Value>>> = Arc::default();
        let seen = Arc::clone(&events);
        let handler = move |body: Bytes| {
            let event: Value = serde_json::from_slice(&body).unwrap();
            let code = event[0]["data"]["validationCode"].clone();
            seen.lock().unwrap().push(event[0].clone());
            async move { axum::Json(json!({ "validationResponse": code })) }
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let app = Router::new().fallback(handler);
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, events }
    }

    /// The types of the events so far.
    fn types(&self) -> Vec<String> {
        let events = self.events.lock().unwrap();
        let types = events.iter().map(|event| event["eventType"].as_str());
        types.map(|name| name.unwrap().to_owned()).collect()
    }
}

/// Applies in the sandbox, and checks that nothing is left to change.
#[track_caller]
fn applied(world: &World) {
    world
        .run(&["apply", "--sandbox", "--auto-approve"])
        .exits(0);
    world
        .run(&["plan", "--sandbox", "--detailed-exitcode"])
        .exits(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_azure_project_needs_no_variable_and_its_texts_arrive() {
    let webhook = Webhook::start().await;
    let world = World::with(&configuration(""));
    world.write(
        "sandbox.yaml",
        &format!(
            "azure:\n  deliver: {{ \"https://crm.example.com\": \"{}\" }}\n",
            webhook.url
        ),
    );
    let plan = world.run(&["plan", "--sandbox", "--detailed-exitcode"]);
    plan.exits(2);
    // Reading writes nothing.
    assert!(!world.path(".switchboard/sandbox-azure.json").exists());
    applied(&world);
    assert!(world.path(".switchboard/sandbox-azure.json").exists());
    assert!(!world.path(".switchboard/sandbox.json").exists());
    world.run(&["drift", "--sandbox"]).exits(0);

    let before = webhook.types().len();
    let sent = world.run(&["sandbox", "text", NUMBER, "JOIN"]).exits(0);
    assert!(
        sent.stdout
            .contains("eu-incoming (https://crm.example.com/sms/incoming): answered 200"),
        "{}",
        sent.stdout
    );
    assert!(
        sent.stdout
            .contains("eu-delivery-reports (https://crm.example.com/sms/report): does not receive"),
        "{}",
        sent.stdout
    );
    assert_eq!(
        webhook.types()[before..],
        ["Microsoft.Communication.SMSReceived"]
    );
    let arguments = ["sandbox", "text", NUMBER, "JOIN", "--format", "json"];
    let outcome = world.run(&arguments).exits(0).json();
    assert_eq!(outcome["event"]["data"]["message"], "JOIN");
    assert_eq!(outcome["receivers"].as_array().unwrap().len(), 2);
    // The number that is not declared exists too, and an unknown one does not.
    world
        .run(&["sandbox", "text", "+15005550198", "JOIN"])
        .exits(0);
    world
        .run(&["sandbox", "text", "+15017122699", "JOIN"])
        .exits(1);
}

#[test]
fn a_text_that_no_subscription_receives_is_a_difference() {
    let world = World::with(&configuration(""));
    let sent = world.run(&["sandbox", "text", NUMBER, "JOIN"]).exits(2);
    assert!(
        sent.stdout.contains("no event subscription exists"),
        "{}",
        sent.stdout
    );
    assert!(!world.path(".switchboard").exists());
}

#[test]
fn both_kinds_are_played_at_once() {
    let world = World::with(&configuration(TWILIO));
    applied(&world);
    let azure = world.run(&["sandbox", "text", NUMBER, "JOIN"]).exits(0);
    assert!(
        azure.stdout.contains("would receive it"),
        "{}",
        azure.stdout
    );
    let twilio = world.run(&["sandbox", "text", "+15017122661", "JOIN"]);
    let twilio = twilio.exits(0).stdout;
    assert!(
        twilio.contains("would call POST https://crm.example.com/twilio"),
        "{twilio}"
    );
    // What one kind's part of the file leaves out, the configuration says.
    let seed = "azure: { settings: { patch: replace } }\n";
    world.write("sandbox.yaml", seed);
    world
        .run(&["plan", "--sandbox", "--detailed-exitcode"])
        .exits(0);
    std::fs::remove_dir_all(world.path(".switchboard")).unwrap();
    applied(&world);
}

#[test]
fn a_seed_names_what_azure_holds() {
    let world = World::with(&configuration(""));
    world.write(
        "sandbox.yaml",
        &format!(
            "azure:\n  resources:\n    - resource_id: {RESOURCE}\n      numbers: [\"{NUMBER}\", \"+447700900001\"]\n      subscriptions:\n        - {{ name: theirs, endpoint_url: \"https://theirs.example/sms\", event_types: [SMSReceived] }}\n"
        ),
    );
    applied(&world);
    let sent = world.run(&["sandbox", "text", NUMBER, "JOIN"]).exits(0);
    for name in ["theirs (https://theirs.example/sms)", "eu-incoming ("] {
        assert!(sent.stdout.contains(name), "{}", sent.stdout);
    }
    world.write("sandbox.yaml", "azure: { resources: [{}] }\n");
    let refused = world.run(&["plan", "--sandbox"]).exits(1);
    assert!(
        refused.stderr.contains("does not describe a sandbox"),
        "{}",
        refused.stderr
    );
}

#[test]
fn a_running_sandbox_serves_azure_to_any_client() {
    let mut world = World::with(&configuration(TWILIO));
    let sandbox = Sandbox::start_binary(&world.folder(), &world.beside("state.json"));
    assert_eq!(sandbox.azure[0]["resource_id"], RESOURCE);
    assert_ne!(sandbox.azure_url.as_ref(), Some(&sandbox.url));
    world.variables = sandbox.variables();
    world.run(&["apply", "--auto-approve"]).exits(0);
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
    let doctor = world.run(&["doctor", "--format", "json"]).json();
    let checks = doctor["checks"].as_array().unwrap();
    let credentials = checks.iter().filter(|one| one["id"] == "credentials");
    let outcomes: Vec<_> = credentials.map(|one| &one["outcome"]).collect();
    assert_eq!(outcomes, ["passed", "passed"], "{doctor:#}");
    for (number, url) in [
        (NUMBER, sandbox.azure_url.clone().unwrap()),
        ("+15017122661", sandbox.url.clone()),
    ] {
        let arguments = ["sandbox", "text", number, "JOIN", "--url", &url];
        world.run(&arguments).exits(0);
    }
    assert!(world.beside("state-azure.json").exists());
    // A subscription carries the project's label.
    let state = http::send(
        sandbox.azure_url.as_ref().unwrap(),
        "GET",
        "/_sandbox/state",
        None,
        None,
    );
    assert!(
        state.body.to_string().contains("switchboard-contoso"),
        "{:#}",
        state.body
    );
}

#[test]
fn only_the_kinds_that_the_configuration_has_are_served() {
    let world = World::with(&configuration(""));
    let sandbox = Sandbox::start_binary(&world.folder(), &world.beside("state.json"));
    assert!(sandbox.accounts.is_empty());
    assert_eq!(sandbox.azure_url.as_ref(), Some(&sandbox.url));

    let world = World::with(&format!("version: 1\nproviders:\n{TWILIO}"));
    world.write("sandbox.yaml", "accounts: {}\nazure: {}\n");
    let sandbox = Sandbox::start_binary(&world.folder(), &world.beside("state.json"));
    assert_eq!(sandbox.azure_url, None);
    assert_eq!(sandbox.accounts.len(), 1);
    let refused = world.run(&["sandbox", "--azure-port", "4011"]).exits(1);
    assert!(
        refused.stderr.contains("--azure-port"),
        "{}",
        refused.stderr
    );
}

#[test]
fn credentials_go_to_no_other_host_over_http() {
    let mut world = World::with(&configuration(""));
    let sandbox = Sandbox::start_binary(&world.folder(), &world.beside("state.json"));
    let good = sandbox.variables();
    for (variable, url) in [
        ("SWITCHBOARD_AZURE_API_URL", "http://example.com"),
        ("SWITCHBOARD_ENTRA_URL", "http://example.com"),
        ("SWITCHBOARD_ENTRA_URL", "https://me@example.com"),
        ("SWITCHBOARD_ENTRA_URL", "https://example.com?a=b"),
    ] {
        world.variables = good.clone();
        world.variables.insert(variable.to_owned(), url.to_owned());
        let refused = world.run(&["plan"]).exits(1);
        assert!(
            refused.stderr.contains("error[E0605]"),
            "{variable}={url}: {}",
            refused.stderr
        );
        let doctor = world.run(&["doctor", "--format", "json"]).exits(2);
        assert!(doctor.stdout.contains("failed"), "{}", doctor.stdout);
    }
    world.variables = good;
    world.variables.remove("SWITCHBOARD_ENTRA_URL");
    let refused = world.run(&["plan"]).exits(1);
    assert!(
        refused.stderr.contains("SWITCHBOARD_ENTRA_URL"),
        "{}",
        refused.stderr
    );
}
