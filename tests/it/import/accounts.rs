//! Which accounts are imported, and accounts that cannot be read.

use serde_json::json;

use crate::support::imported::bare;
use crate::support::world::World;

const FIRST: &str = "AC00000000000000000000000000000001";
const SECOND: &str = "AC00000000000000000000000000000002";

const ACCOUNTS: &str = r#"accounts:
  AC00000000000000000000000000000001:
    numbers:
      - { phone_number: "+15017122661", sms_url: "https://hooks.contoso.example/sms" }
    messaging_services:
      - { friendly_name: News, numbers: ["+15017122661"] }
  AC00000000000000000000000000000002:
    numbers:
      - { phone_number: "+15017122662", sms_url: "https://hooks.contoso.example/sms" }
"#;

/// Each list that an import needs, as a part of its path.
const LISTS: [&str; 3] = [
    "/IncomingPhoneNumbers.json",
    "/v1/Services",
    "/PhoneNumbers",
];

#[test]
fn several_accounts_go_to_a_folder() {
    let world = World::empty();
    world.write("sandbox.yaml", ACCOUNTS);
    let both = [
        "import",
        "--sandbox",
        "--account-sid",
        FIRST,
        "--account-sid",
        SECOND,
    ];
    let refused = world.run(&both).exits(1);
    assert!(refused.stderr.contains("--out"), "{}", refused.stderr);
    let named = ["--provider", "one", "--provider", "two", "--out", "all"];
    let imported = world.run(&[&both[..], &named].concat()).exits(0);
    for (name, account) in [("one", FIRST), ("two", SECOND)] {
        let yaml = world.read(&format!("all/{name}.yaml"));
        let variable = format!("TWILIO_AUTH_TOKEN_{}", name.to_uppercase());
        assert!(
            yaml.contains(account) && !yaml.contains("project:"),
            "{yaml}"
        );
        assert!(
            yaml.contains(&format!("auth_token: {{ env: {variable} }}")),
            "{yaml}"
        );
        assert!(imported.stderr.contains(&variable), "{}", imported.stderr);
    }
    world.write("all/sandbox.yaml", ACCOUNTS);
    let plan = ["plan", "--sandbox", "-f", "all", "--format", "json"];
    let plan = world.run(&plan).exits(0).json();
    assert_eq!(plan["calls"]["writes"], 0, "{plan:#}");
    assert_eq!(plan["summary"]["unmanaged"], 0, "{plan:#}");
    let uneven = [&both[..], &["--provider", "one", "--out", "more"]].concat();
    world.run(&uneven).exits(1);
}

const FAMILY: &str = r#"accounts:
  AC00000000000000000000000000000001:
    friendly_name: Contoso
    auth_token: canary1canary1canary1canary1cana
    numbers:
      - { phone_number: "+15017122661", sms_url: "https://hooks.contoso.example/sms" }
  AC00000000000000000000000000000002:
    friendly_name: Stores
    owner_account_sid: AC00000000000000000000000000000001
    auth_token: canary2canary2canary2canary2cana
    numbers:
      - { phone_number: "+15017122662", sms_url: "https://hooks.contoso.example/sms" }
    messaging_services:
      - { friendly_name: News, numbers: ["+15017122662"] }
  AC00000000000000000000000000000003:
    friendly_name: Old
    owner_account_sid: AC00000000000000000000000000000001
    auth_token: canary3canary3canary3canary3cana
    status: suspended
  AC00000000000000000000000000000004:
    friendly_name: Gone
    owner_account_sid: AC00000000000000000000000000000001
    auth_token: canary4canary4canary4canary4cana
    status: closed
"#;

/// The tokens of subaccounts come from the list of accounts and are in no output.
#[test]
fn all_accounts_are_imported_and_no_token_is_shown() {
    let (mut world, sandbox) = bare(FAMILY);
    world
        .variables
        .retain(|name, _| !name.starts_with("TOKEN_"));
    let logged = ["import", "--all-accounts", "--out", "all", "-vv"];
    let imported = world.run(&logged).exits(0);
    for part in [
        "TWILIO_AUTH_TOKEN_STORES",
        "AC00000000000000000000000000000003 is not imported: it is suspended",
        "AC00000000000000000000000000000004 is not imported: it is closed",
    ] {
        assert!(
            imported.stderr.contains(part),
            "{part}\n{}",
            imported.stderr
        );
    }
    let written: Vec<_> = world.contents().into_keys().collect();
    assert_eq!(written.len(), 3, "{written:?}");
    let outputs = world.contents().into_values().flatten();
    let outputs = outputs.map(|content| String::from_utf8(content).unwrap());
    for output in outputs.chain([imported.stdout, imported.stderr]) {
        assert!(!output.contains("canary"), "{output}");
    }
    // The main account keeps the variables that it has.
    assert!(!world.read("all/contoso.yaml").contains("auth_token"));
    assert!(
        world
            .read("all/stores.yaml")
            .contains("{ env: TWILIO_AUTH_TOKEN_STORES }")
    );
    let token = sandbox.accounts[1].1.clone();
    world
        .variables
        .insert("TWILIO_AUTH_TOKEN_STORES".to_owned(), token);
    let plan = ["plan", "-f", "all", "--format", "json"];
    let plan = world.run(&plan).exits(0).json();
    assert_eq!(plan["calls"]["writes"], 0, "{plan:#}");
    assert_eq!(plan["summary"]["unmanaged"], 0, "{plan:#}");
    // One subaccount alone is found in the same way.
    let one = world
        .run(&["import", "--account-sid", SECOND])
        .exits(0)
        .stdout;
    assert_eq!(one, world.read("all/stores.yaml"));
    for (id, why) in [("3", "it is suspended"), ("9", "neither")] {
        let id = format!("AC{id:0>32}");
        let refused = world.run(&["import", "--account-sid", &id]).exits(1);
        assert!(refused.stderr.contains(why), "{}", refused.stderr);
    }
    crate::support::fixture::unwritten(&sandbox);
}

/// An account that cannot be read does not keep the others from being written.
#[test]
fn the_other_accounts_are_written() {
    let (world, sandbox) = bare(FAMILY);
    let list = format!("{SECOND}/IncomingPhoneNumbers.json");
    sandbox.add_faults(
        &json!([{ "method": "GET", "path": list, "times": 9, "then": { "status": 404 } }]),
    );
    let imported = world
        .run(&["import", "--all-accounts", "--out", "all"])
        .exits(3);
    assert!(imported.stderr.contains(SECOND), "{}", imported.stderr);
    assert!(
        !imported.stderr.contains("account-1"),
        "{}",
        imported.stderr
    );
    assert!(world.path("all/contoso.yaml").exists() && !world.path("all/stores.yaml").exists());
    // Without the list of accounts it is not known what all accounts are.
    sandbox.clear_faults();
    let refusal =
        json!([{ "path": "/Accounts.json", "times": 9, "then": { "status": 401, "code": 20003 } }]);
    sandbox.add_faults(&refusal);
    let refused = world
        .run(&["import", "--all-accounts", "--out", "more"])
        .exits(1);
    assert!(
        refused.stderr.contains("main account"),
        "{}",
        refused.stderr
    );
    assert!(!world.path("more").exists());
}

/// Nothing is written for an account of which a list, or a page of it, could not be read.
#[test]
fn an_account_that_cannot_be_read_whole_is_not_written() {
    for list in LISTS {
        let (world, sandbox) = bare(ACCOUNTS);
        sandbox.add_faults(
            &json!([{ "method": "GET", "path": list, "times": 9, "then": { "status": 404 } }]),
        );
        let refused = world.run(&["import", "--out", "new.yaml"]).exits(1);
        assert!(
            refused.stderr.contains("Nothing was written"),
            "{list}: {}",
            refused.stderr
        );
        assert!(!refused.stderr.contains("account-0"), "{}", refused.stderr);
        assert!(world.contents().is_empty(), "{list}");
    }
}

/// Refused credentials are named as they were given, and never by the name that a provider has
/// until it has a better one.
#[test]
fn refused_credentials_are_named_as_they_were_given() {
    let refusal = json!([{ "times": 99, "then": { "status": 401, "code": 20003 } }]);
    let variables =
        "TWILIO_API_KEY and TWILIO_API_SECRET where both are set, else TWILIO_AUTH_TOKEN";
    let opened = format!("the account {FIRST} is opened with");
    let profiles = json!({ "profiles": { "contoso": {
        "accountSid": FIRST, "apiKey": format!("SK{:032}", 1), "apiSecret": "secret", "region": null,
    }}});
    let profile = format!("{opened} the profile contoso");
    let variables = format!("{opened} the environment variables {variables}");
    for (arguments, said) in [
        (&["import"][..], &variables),
        (&["import", "--account-sid", FIRST], &variables),
        (&["import", "--provider", "shop"], &variables),
        (&["import", "--profile", "contoso"], &profile),
        (&["import", "--into", "there.yaml"], &variables),
    ] {
        let (mut world, sandbox) = bare(ACCOUNTS);
        world.write("there.yaml", "version: 1\n");
        world.write(".twilio-cli/config.json", &profiles.to_string());
        let home = ("HOME".to_owned(), world.folder().display().to_string());
        world.variables.extend([home]);
        sandbox.add_faults(&refusal);
        let refused = world.run(arguments).exits(1);
        assert!(
            refused.stderr.contains(said.as_str()),
            "{arguments:?}: {}",
            refused.stderr
        );
        for placeholder in ["account-0", "providers."] {
            assert!(
                !refused.stderr.contains(placeholder),
                "{arguments:?}: {}",
                refused.stderr
            );
        }
    }
    // A token that the list of accounts shows, and that is no longer accepted.
    let (world, sandbox) = bare(FAMILY);
    let path = format!("/2010-04-01/Accounts/{SECOND}/IncomingPhoneNumbers.json");
    sandbox.add_faults(
        &json!([{ "path": path, "times": 9, "then": { "status": 401, "code": 20003 } }]),
    );
    let imported = world
        .run(&["import", "--all-accounts", "--out", "all"])
        .exits(3);
    let said = format!("the account {SECOND} is opened with the auth token from the list");
    assert!(imported.stderr.contains(&said), "{}", imported.stderr);
}
