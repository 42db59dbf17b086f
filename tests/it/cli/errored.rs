//! A plan with an error at something declared: it exits with 3, and can be applied all the same. An
//! error that the configuration accepts does not count.

use serde_json::json;

use crate::support::sandbox::Sandbox;
use crate::support::world::World;

const ACCOUNT: &str = "AC00000000000000000000000000000001";

/// Two numbers: an undeclared service answers the texts of the first. `more` is added to the first.
fn configuration(more: &str) -> String {
    format!(
        r#"version: 1
providers:
  us:
    type: twilio
    account_sid: {ACCOUNT}
    callback_url: https://hooks.contoso.example/sms
    numbers:
      first: {{ phone_number: "+442071838750"{more} }}
      second: {{ phone_number: "+442071838751" }}
"#
    )
}

const SEED: &str = r#"
accounts:
  AC00000000000000000000000000000001:
    numbers: [{ phone_number: "+442071838750" }, { phone_number: "+442071838751" }]
    messaging_services:
      - { friendly_name: Old, numbers: ["+442071838750"], inbound_request_url: https://old.example/sms }
"#;

fn world(more: &str) -> (World, Sandbox) {
    World::and_sandbox(&configuration(more), SEED)
}

/// An error in a plan is in its exit code, with and without `--detailed-exitcode`; the
/// plan is complete, and what was saved can be applied.
#[test]
fn an_error_at_a_declared_number_is_in_the_exit_code() {
    let (world, sandbox) = world("");
    let plan = world
        .run(&["plan", "--format", "json", "--out", "../plan.json"])
        .exits(3)
        .json();
    assert_eq!(plan["errored"], true);
    assert_eq!(plan["complete"], true);
    // 3 comes before 2.
    world.run(&["plan", "--detailed-exitcode"]).exits(3);
    let applied = world.run(&["apply", "../plan.json"]).exits(3);
    assert!(
        applied
            .stdout
            .contains("not answered by its declared webhook"),
        "{}",
        applied.stdout
    );
    assert_eq!(
        sandbox.setting("+442071838751", "sms_url"),
        "https://hooks.contoso.example/sms"
    );
    // Nothing is left to do, and the number is not as declared.
    let plan = world.run(&["plan"]).exits(3);
    assert!(plan.stdout.contains("must be fixed"), "{}", plan.stdout);
    let again = world.run(&["apply", "--auto-approve"]).exits(3);
    assert!(
        !again.stdout.contains("no changes were needed"),
        "{}",
        again.stdout
    );
}

/// What `ignore` accepts with a reason counts nowhere, in `apply` neither, and
/// the plan still says who answers.
#[test]
fn an_accepted_error_does_not_change_the_exit_code() {
    let accepted = ", ignore: [{ code: E0721, reason: the old flow answers until May }, { code: W0722, reason: the same }]";
    let (world, _sandbox) = world(accepted);
    let plan = world.run(&["plan", "--format", "json"]).exits(0).json();
    assert_eq!(
        (&plan["errored"], &plan["complete"]),
        (&json!(false), &json!(true))
    );
    let changes = plan["resource_changes"].as_array().unwrap();
    let first = changes
        .iter()
        .find(|change| change["name"] == "first")
        .unwrap();
    assert_eq!(first["route"]["converges"], false);
    let notes = plan["diagnostics"].as_array().unwrap().iter();
    let notes: Vec<_> = notes.filter(|one| one["severity"] == "note").collect();
    assert_eq!(notes[0]["code"], "E0721");
    assert!(
        notes[0]["help"].as_str().unwrap().contains("until May"),
        "{notes:#?}"
    );
    world.run(&["apply", "--auto-approve"]).exits(0);
    let after = world.run(&["plan", "--detailed-exitcode"]).exits(0);
    assert!(
        after.stdout.contains("accepted by `ignore`"),
        "{}",
        after.stdout
    );
    // Without it, the same number counts again.
    world.write("switchboard.yaml", &configuration(""));
    world.run(&["plan"]).exits(3);
}

/// An error outside of the targets does not count for the plan, and one inside
/// does.
#[test]
fn a_target_has_its_own_errors_only() {
    let (world, _sandbox) = world("");
    world.run(&["plan", "--target", "second"]).exits(0);
    world.run(&["plan", "--target", "first"]).exits(3);
}
