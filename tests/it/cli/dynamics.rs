//! `sandbox` with Dynamics 365: what a fresh stand-in holds, which files and ports it has.

use serde_json::{Value, json};

use crate::support::dynamics::Dynamics;
use crate::support::http;
use crate::support::sandbox::Sandbox;
use crate::support::world::World;

const ORGANISATION: &str = "3f2c0b7e-0000-4000-8000-000000000000";
const ACCOUNT: &str = "AC00000000000000000000000000000001";
const SERVICE: &str = "MG00000000000000000000000000000001";
const RESOURCE: &str = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/messaging/providers/Microsoft.Communication/communicationServices/contoso-sms";

/// A provider at Twilio with two numbers, and these lines more.
fn us(more: &str) -> String {
    format!(
        "version: 1\nkeywords: [JOIN]\nproviders:\n  us:\n    type: twilio\n    description: Twilio US\n    account_sid: {ACCOUNT}\n    callback_url: https://public-usa.mkt.dynamics.com/api/v1.0/orgs/{ORGANISATION}/sms/incoming\n    numbers:\n      store: {{ phone_number: \"+15017122661\", friendly_name: Store line }}\n      code: {{ short_code: \"98765\" }}\n{more}"
    )
}

/// A world whose sandbox plays Dynamics with this seed, and that sandbox in a process of its own.
fn played(configuration: &str, seed: &str) -> (World, Sandbox) {
    let world = World::with(configuration);
    world.write("sandbox.yaml", &format!("dynamics: {seed}\n"));
    let sandbox = serve(&world);
    (world, sandbox)
}

fn serve(world: &World) -> Sandbox {
    Sandbox::start_binary(&world.folder(), &world.beside("state.json"))
}

fn of(sandbox: &Sandbox) -> &Dynamics {
    sandbox.dynamics.as_ref().unwrap()
}

/// The values of one column.
fn column<'a>(rows: &'a [Value], name: &str) -> Vec<&'a Value> {
    rows.iter().map(|row| &row[name]).collect()
}

#[test]
fn a_fresh_one_agrees_with_the_configuration_and_has_no_keywords() {
    let services = format!(
        "    messaging_services: {{ campaigns: {{ sid: {SERVICE}, friendly_name: Campaigns, numbers: [store] }} }}\n"
    );
    let (world, sandbox) = played(&us(&services), "{}");
    let dynamics = of(&sandbox);
    assert_ne!(dynamics.url, sandbox.url);
    assert_eq!(dynamics.entra_url, dynamics.url);
    let who = dynamics.call("GET", "WhoAmI", None);
    assert_eq!(who.body["OrganizationId"], ORGANISATION);
    let providers = dynamics.rows("msdyn_channelinstanceaccounts", "msdyn_name,statecode");
    assert_eq!(column(&providers, "msdyn_name"), ["Twilio US"]);
    let twilio = dynamics.rows(
        "msdynmkt_twiliochannelinstanceaccounts",
        "msdynmkt_accountsid,msdynmkt_messagingservicesid",
    );
    assert_eq!(column(&twilio, "msdynmkt_accountsid"), [ACCOUNT]);
    assert_eq!(column(&twilio, "msdynmkt_messagingservicesid"), [SERVICE]);
    let numbers = dynamics.rows("msdyn_channelinstances", "msdyn_name,msdyn_contactpoint");
    let contacts = column(&numbers, "msdyn_contactpoint");
    assert_eq!(contacts, ["98765", "+15017122661"]);
    assert_eq!(column(&numbers, "msdyn_name"), ["98765", "Store line"]);
    assert!(
        dynamics
            .rows("msdynmkt_keywords", "msdynmkt_name")
            .is_empty()
    );

    // Reading wrote nothing, and what is written is there again.
    let file = world.beside("state-dynamics.json");
    assert!(!file.exists());
    let made = dynamics.call(
        "POST",
        "msdynmkt_keywords",
        Some(r#"{"msdynmkt_name":"JOIN"}"#),
    );
    assert_eq!(made.status, 204, "{made:?}");
    assert!(file.exists());
    drop(sandbox);
    let sandbox = serve(&world);
    let keywords = of(&sandbox).rows("msdynmkt_keywords", "msdynmkt_name");
    assert_eq!(column(&keywords, "msdynmkt_name"), ["JOIN"]);
    let numbers = of(&sandbox).rows("msdyn_channelinstances", "msdyn_name");
    assert_eq!(numbers.len(), 2);
}

#[test]
fn a_declared_environment_is_played_with_its_url_its_tenant_and_its_application() {
    let tenant = "11111111-2222-4333-8444-555555555555";
    let application = "66666666-7777-4888-8999-000000000000";
    let url = "https://contoso.crm4.dynamics.com";
    let configuration = us("    dynamics: { provider: Store texts }\n");
    let block = format!(
        "dynamics: {{ url: {url}, tenant_id: {tenant}, client_id: {application} }}\nenvironment: {{ dynamics_org_id: {ORGANISATION} }}\n"
    );
    let world = World::with(&format!("{configuration}{block}"));
    let sandbox = serve(&world);
    let dynamics = of(&sandbox);
    assert_eq!(dynamics.tenant_id, tenant);
    assert_eq!(dynamics.client_id, application);
    assert_eq!(dynamics.token_for(url).status, 200);
    let elsewhere = dynamics.token_for("https://fabrikam.crm4.dynamics.com");
    assert_eq!(elsewhere.status, 400);
    let providers = dynamics.rows("msdyn_channelinstanceaccounts", "msdyn_name");
    assert_eq!(column(&providers, "msdyn_name"), ["Store texts"]);
    let who = dynamics.call("GET", "WhoAmI", None);
    assert_eq!(who.body["OrganizationId"], ORGANISATION);
}

#[test]
fn each_kind_has_providers_of_its_own_kind() {
    let azure = format!(
        "  eu:\n    type: azure\n    resource_id: {RESOURCE}\n    callback_url: https://crm.example.com/sms\n    numbers: {{ line: {{ phone_number: \"+18885550123\" }} }}\n"
    );
    let (_, sandbox) = played(&us(&azure), "{}");
    let dynamics = of(&sandbox);
    assert!(sandbox.azure_url.is_some() && sandbox.azure_url.as_ref() != Some(&dynamics.url));
    let providers = dynamics.rows("msdyn_channelinstanceaccounts", "msdyn_name");
    assert_eq!(column(&providers, "msdyn_name"), ["eu", "Twilio US"]);
    let of_azure = dynamics.rows("msdynmkt_byoacschannelinstanceaccounts", "msdynmkt_name");
    assert_eq!(column(&of_azure, "msdynmkt_name"), ["eu"]);
    let types = dynamics.rows("msdynmkt_byoacschannelinstances", "msdynmkt_type");
    assert_eq!(column(&types, "msdynmkt_type"), [&json!(698_540_000)]);
    let twilio = dynamics.rows(
        "msdynmkt_twiliochannelinstanceaccounts",
        "msdynmkt_messagingservicesid",
    );
    assert_eq!(
        column(&twilio, "msdynmkt_messagingservicesid"),
        [&Value::Null]
    );
}

#[test]
fn no_service_is_that_of_all_numbers_unless_it_is_the_only_one() {
    let services = format!(
        "    messaging_services:\n      a: {{ sid: {SERVICE}, friendly_name: A, numbers: [store] }}\n      b: {{ friendly_name: B, numbers: [code] }}\n"
    );
    let (_, sandbox) = played(&us(&services), "{}");
    let twilio = of(&sandbox).rows(
        "msdynmkt_twiliochannelinstanceaccounts",
        "msdynmkt_messagingservicesid",
    );
    assert_eq!(
        column(&twilio, "msdynmkt_messagingservicesid"),
        [&Value::Null]
    );
}

#[test]
fn a_file_that_names_providers_is_the_whole_of_them() {
    let organisation = "4b1d0b7e-0000-4000-8000-000000000000";
    let seed = format!(
        "{{ url: \"https://contoso.crm4.dynamics.com\", organization: {{ id: {organisation} }}, providers: [{{ name: Theirs, account_sid: AC1 }}], keywords: [stop] }}"
    );
    let (world, sandbox) = played(&us(""), &seed);
    let dynamics = of(&sandbox);
    let providers = dynamics.rows("msdyn_channelinstanceaccounts", "msdyn_name");
    assert_eq!(column(&providers, "msdyn_name"), ["Theirs"]);
    let keywords = dynamics.rows("msdynmkt_keywords", "msdynmkt_name");
    assert_eq!(column(&keywords, "msdynmkt_name"), ["stop"]);
    let who = dynamics.call("GET", "WhoAmI", None);
    assert_eq!(who.body["OrganizationId"], organisation);
    let token = dynamics.token_for("https://contoso.crm4.dynamics.com");
    assert_eq!(token.status, 200, "{token:?}");
    let violations = http::send(&dynamics.url, "GET", "/_sandbox/violations", None, None);
    assert_eq!(violations.body, json!([]));

    world.write("sandbox.yaml", "dynamics: { providers: [{}] }\n");
    let refused = world.run(&["sandbox"]).exits(1);
    assert!(
        refused.stderr.contains("does not describe a sandbox"),
        "{}",
        refused.stderr
    );
}

#[test]
fn it_is_played_only_where_something_asks_for_it() {
    let world = World::with(&us(""));
    let sandbox = serve(&world);
    assert!(sandbox.dynamics.is_none());
    let refused = world.run(&["sandbox", "--dynamics-port", "4012"]).exits(1);
    assert!(
        refused.stderr.contains("--dynamics-port"),
        "{}",
        refused.stderr
    );
    drop(sandbox);
    // Without a configuration and without accounts it is alone, and has the only URL.
    let world = World::empty();
    world.write("sandbox.yaml", "dynamics: { keywords: [JOIN] }\n");
    let sandbox = serve(&world);
    assert_eq!(sandbox.url, of(&sandbox).url);
    assert!(sandbox.accounts.is_empty() && sandbox.azure_url.is_none());
}

#[test]
fn commands_in_the_sandbox_start_it_and_leave_its_file_alone() {
    let world = World::with(&us(""));
    world.write("sandbox.yaml", "dynamics: {}\n");
    world
        .run(&["apply", "--sandbox", "--auto-approve"])
        .exits(0);
    world
        .run(&["plan", "--sandbox", "--detailed-exitcode"])
        .exits(0);
    let sent = world.run(&["sandbox", "text", "+15017122661", "JOIN"]);
    sent.exits(0);
    assert!(world.path(".switchboard/sandbox.json").exists());
    assert!(!world.path(".switchboard/sandbox-dynamics.json").exists());
}
