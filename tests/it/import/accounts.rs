//! Which accounts are imported, and accounts that cannot be read.

use serde_json::json;

use super::bare;
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
