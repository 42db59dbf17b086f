//! `import --from-dynamics`: the environment that is asked for, and one that cannot be read.

use serde_json::{Value, json};

use super::from_dynamics::{FROM, ORGANISATION, PLACED, clean, world};
use crate::support::control::Control;
use crate::support::sandbox::Sandbox;
use crate::support::world::World;

fn control(sandbox: &Sandbox) -> Control {
    Control::of(&sandbox.dynamics.as_ref().unwrap().url)
}

/// Answers each request whose path contains this text with an error.
fn refuse(sandbox: &Sandbox, path: &str, then: &Value) {
    let fault = json!({"path": path, "times": 999, "then": then});
    let added = control(sandbox).send("POST", "faults", Some(&fault.to_string()));
    assert!(added.status < 300, "{added:?}");
}

/// What was read is written, nothing is made up for the rest, and the exit code says so.
#[test]
fn an_unreadable_list_is_missing_and_the_rest_is_written() {
    for (path, present, missing) in [
        ("/msdynmkt_keywords", "store-line:", "keywords:"),
        ("/msdyn_channelinstances", "twilio-us:", "store-line:"),
        ("/msdyn_channelinstanceaccounts", "keywords:", "twilio-us:"),
        (
            "/msdynmkt_twiliochannelinstanceaccounts",
            "store-line:",
            "twilio-us:",
        ),
    ] {
        let (world, sandbox) = world(PLACED);
        refuse(&sandbox, path, &json!({"status": 403}));
        let ended = world
            .run(&["import", FROM, "--out", "switchboard.yaml"])
            .exits(3);
        let yaml = world.read("switchboard.yaml");
        assert!(
            yaml.contains(present) && !yaml.contains(missing),
            "{path}\n{yaml}"
        );
        assert!(yaml.contains("\ndynamics:\n"), "{path}\n{yaml}");
        assert!(
            ended.stderr.contains("error[E08")
                && ended
                    .stderr
                    .contains("Warning: Dynamics 365 could not be read whole"),
            "{path}\n{}",
            ended.stderr
        );
        world.run(&["validate"]).exits(0);
        // Once it can be read, the rest is added.
        control(&sandbox).clear_faults();
        world
            .run(&["import", FROM, "--into", "switchboard.yaml"])
            .exits(0);
        let keywords = world.read("switchboard.yaml").contains("\nkeywords:\n");
        assert!(keywords, "{path}");
        clean(&sandbox, &[&ended]);
    }
}

#[test]
fn an_environment_that_does_not_answer_leaves_no_trace() {
    let (mut world, sandbox) = world(PLACED);
    let plain = world.run(&["import"]).exits(0);
    world
        .variables
        .insert("AZURE_CLIENT_SECRET".to_owned(), "wrongcanary".to_owned());
    let ended = world.run(&["import", FROM]).exits(3);
    assert_eq!(ended.stdout, plain.stdout);
    assert!(ended.stderr.contains("error[E0801]"), "{}", ended.stderr);
    assert!(!ended.stderr.contains("wrongcanary"), "{}", ended.stderr);
    clean(&sandbox, &[&ended]);
}

#[test]
fn a_user_who_may_not_see_everything_is_a_warning() {
    let (world, sandbox) = world(PLACED);
    let depths = json!({"read": {"msdynmkt_keyword": "basic"}});
    let set = control(&sandbox).send("PATCH", "settings", Some(&depths.to_string()));
    assert!(set.status < 300, "{set:?}");
    let ended = world.run(&["import", FROM]).exits(0);
    let warning = "Warning: the user may not see all keywords of Dynamics 365";
    assert!(ended.stderr.contains(warning), "{}", ended.stderr);
    // Numbers that are not visible are not counted.
    let depths = json!({"read": {"msdyn_channelinstance": "basic", "msdynmkt_keyword": "basic"}});
    let set = control(&sandbox).send("PATCH", "settings", Some(&depths.to_string()));
    assert!(set.status < 300, "{set:?}");
    let other = "AC00000000000000000000000000000002";
    let ended = world
        .run(&["import", FROM, "--account-sid", other])
        .exits(0);
    for part in [
        "may not see all phone numbers and keywords of Dynamics 365",
        "the SMS provider `Twilio US`",
    ] {
        assert!(ended.stderr.contains(part), "{part}\n{}", ended.stderr);
    }
    assert!(!ended.stderr.contains("0 phone number"), "{}", ended.stderr);
}

/// A column that is secured hides which account a row has. Its numbers are known nevertheless.
#[test]
fn a_hidden_account_names_no_provider() {
    let (world, sandbox) = world(PLACED);
    let secured =
        json!({"secured": {"msdynmkt_twiliochannelinstanceaccount": ["msdynmkt_accountsid"]}});
    let set = control(&sandbox).send("PATCH", "settings", Some(&secured.to_string()));
    assert!(set.status < 300, "{set:?}");
    let ended = world.run(&["import", FROM]).exits(0);
    for part in ["  contoso:\n", "      store-line:\n", "\nkeywords:\n"] {
        assert!(ended.stdout.contains(part), "{part}\n{}", ended.stdout);
    }
    assert!(!ended.stdout.contains("Not written"), "{}", ended.stdout);
    clean(&sandbox, &[&ended]);
}

#[test]
fn the_environment_is_checked_before_anything_is_read() {
    let (mut world, sandbox) = world(PLACED);
    for (option, code) in [
        (
            "--from-dynamics=http://contoso.crm4.dynamics.com",
            "error[E0312]",
        ),
        (
            "--from-dynamics=https://contoso.crm4.dynamics.com/main.aspx",
            "error[E0312]",
        ),
        (
            "--from-dynamics=https://dynamics.example.com",
            "error[E0463]",
        ),
        ("--from-dynamics=", "error[E0312]"),
        ("--from-dynamics", "names no URL"),
    ] {
        let ended = world.run(&["import", option]).exits(1);
        assert!(ended.stderr.contains(code), "{option}\n{}", ended.stderr);
        assert!(ended.stdout.is_empty());
    }
    let ended = world.run(&["import", FROM, "--no-dynamics"]).exits(1);
    assert!(ended.stderr.contains("--no-dynamics"), "{}", ended.stderr);
    world.variables.remove("AZURE_CLIENT_SECRET");
    let ended = world.run(&["import", FROM]).exits(1);
    assert!(
        ended.stderr.contains("AZURE_CLIENT_SECRET"),
        "{}",
        ended.stderr
    );
    assert!(control(&sandbox).journal().is_empty());
    assert!(sandbox.calls().is_empty());
}

/// Without a URL, the block that is declared gives the URL and the sign-in.
#[test]
fn a_declared_block_supplies_the_environment() {
    let (mut world, sandbox) = world(PLACED);
    let secret = world.variables.remove("AZURE_CLIENT_SECRET").unwrap();
    world.variables.insert("OUR_SECRET".to_owned(), secret);
    world.write(
        "switchboard.yaml",
        "version: 1\ndynamics: { url: \"https://contoso.crm4.dynamics.com\", client_secret: { env: OUR_SECRET } }\n",
    );
    let ended = world.run(&["import", "--from-dynamics"]).exits(0);
    let block = "dynamics:\n  url: https://contoso.crm4.dynamics.com\n  client_secret: { env: OUR_SECRET }\n";
    assert!(ended.stdout.contains(block), "{}", ended.stdout);
    assert_eq!(world.run(&["import", FROM]).exits(0).stdout, ended.stdout);
    clean(&sandbox, &[&ended]);
}

#[test]
fn the_sandbox_plays_the_environment() {
    let world = World::empty();
    let ended = world.run(&["import", "--sandbox", FROM]).exits(0);
    for part in ["twilio-us:", "\nkeywords:\n  - JOIN\n", "dynamics_org_id:"] {
        assert!(ended.stdout.contains(part), "{part}\n{}", ended.stdout);
    }
    assert_eq!(
        world.run(&["import", "--sandbox", FROM]).exits(0).stdout,
        ended.stdout
    );
    world.write("sandbox.yaml", &super::from_dynamics::seed(PLACED));
    let ended = world.run(&["import", "--sandbox", FROM]).exits(0);
    assert!(
        ended.stdout.contains(ORGANISATION) && ended.stdout.contains("store-line:"),
        "{}",
        ended.stdout
    );
}
