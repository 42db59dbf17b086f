//! The place of each changed field: the line that writes its value, in every format of a plan.

use serde_json::{Value, json};

use crate::support::world::World;

const ACCOUNT: &str = "AC00000000000000000000000000000001";

const BASE: &str = r#"version: 1
x-name: &name { friendly_name: Shared }
providers:
  us:
    type: twilio
    account_sid: AC00000000000000000000000000000001
    auth_token: { env: TWILIO_AUTH_TOKEN }
    callback_url: https://hooks.contoso.example/sms
    numbers:
      bare:
        phone_number: "+15017122661"
        <<: *name
      own:
        phone_number: "+15017122662"
        friendly_name: Own
        incoming: { url: https://own.contoso.example/sms }
      short: { short_code: "74454" }
keywords:
  - STOP
"#;

const OVERLAY: &str = r"providers:
  us:
    numbers:
      own:
        friendly_name: Own in production
";

fn world() -> (World, test_support::sandbox::Sandbox) {
    let seed = format!(
        "accounts:\n  {ACCOUNT}:\n    numbers:\n      - {{ phone_number: \"+15017122661\", sms_method: GET }}\n      - {{ phone_number: \"+15017122662\", sms_method: GET }}\n    short_codes:\n      - {{ short_code: \"74454\", sms_url: https://old.contoso.example/sms }}\n"
    );
    let made = World::and_sandbox(BASE, &seed);
    made.0.write("envs/prod.yaml", OVERLAY);
    made
}

/// The line of each changed field at an address; null for one without a place.
fn lines(plan: &Value, address: &str) -> Value {
    let changes = plan["resource_changes"].as_array().unwrap();
    let change = changes.iter().find(|one| one["address"] == address);
    let fields = change.unwrap()["changed_fields"].as_object().unwrap();
    let line = |field: &Value| match &field["range"] {
        Value::Null => Value::Null,
        range => {
            assert_eq!(range["start"]["line"], range["end"]["line"]);
            let line = &range["start"]["line"];
            json!(format!("{}:{line}", range["filename"].as_str().unwrap()))
        }
    };
    fields
        .iter()
        .map(|(name, field)| (name.clone(), line(field)))
        .collect()
}

/// A value that the provider, an anchor or an overlay gives has its place there. A default has none.
#[test]
fn a_changed_field_has_the_line_that_writes_it() {
    let (world, _sandbox) = world();
    let plan = world
        .run(&["plan", "--env", "prod", "--format", "json"])
        .exits(0)
        .json();
    assert_eq!(
        lines(&plan, "providers.us.numbers.bare"),
        json!({
            "friendly_name": "switchboard.yaml:2",
            "sms_method": null,
            "sms_url": "switchboard.yaml:8",
        })
    );
    assert_eq!(
        lines(&plan, "providers.us.numbers.own"),
        json!({
            "friendly_name": "envs/prod.yaml:5",
            "sms_method": null,
            "sms_url": "switchboard.yaml:16",
        })
    );
    assert_eq!(
        lines(&plan, "providers.us.numbers.short"),
        json!({ "sms_url": "switchboard.yaml:8" })
    );
    world
        .run(&["apply", "--env", "prod", "--auto-approve"])
        .exits(0);
    let again = world.run(&["plan", "--env", "prod"]).exits(0).stdout;
    assert!(!again.contains(".yaml:"), "{again}");
}

/// Each format for people names the file and the line.
#[test]
fn each_format_names_the_line() {
    let (world, _sandbox) = world();
    for (format, expected) in [
        ("human", "(envs/prod.yaml:5)"),
        ("markdown", "@@ envs/prod.yaml:5 @@"),
        ("html", "<span class=\"note\">envs/prod.yaml:5</span>"),
    ] {
        let plan = world.run(&["plan", "--env", "prod", "--format", format]);
        let plan = plan.exits(0).stdout;
        assert!(plan.contains(expected), "{format}: {plan}");
    }
}

/// What an undo writes comes from the registry, so no line of the files is named.
#[test]
fn an_undo_names_no_line() {
    let (world, _sandbox) = world();
    world
        .run(&["apply", "--env", "prod", "--auto-approve"])
        .exits(0);
    world.write("envs/prod.yaml", &OVERLAY.replace("production", "use"));
    world
        .run(&["apply", "--env", "prod", "--auto-approve"])
        .exits(0);
    let history = world
        .run(&["registry", "history", "--env", "prod", "--format", "json"])
        .exits(0)
        .json();
    let run = history["runs"][0]["id"].as_str().unwrap().to_owned();
    let undo = world.run(&[
        "registry",
        "history",
        &run,
        "--inverse",
        "--env",
        "prod",
        "--out",
        "undo.json",
    ]);
    undo.exits(0);
    let plan: Value = serde_json::from_str(&world.read("undo.json")).unwrap();
    assert_eq!(
        lines(&plan, "providers.us.numbers.own"),
        json!({ "friendly_name": null })
    );
}
