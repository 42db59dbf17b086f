//! `import --from-dynamics --into`: a file gets what it lacks of Dynamics 365.

use super::from_dynamics::{FROM, ORGANISATION, PLACED, clean, codes, world};
use crate::support::fixture::unwritten;
use crate::support::world::World;

/// A file that lacks keywords, the organisation and the block, and has names of its own.
const FILE: &str = r#"# ours
version: 1
providers:
  main:
    type: twilio
    callback_url: https://public-usa.mkt.dynamics.com/api/v1.0/orgs/3f2c0b7e-0000-4000-8000-000000000000/sms/incoming
    numbers:
      first: { phone_number: "+15017122661" }   # the first
keywords: [ Join ]   # ours
"#;

#[test]
fn a_file_gets_what_it_lacks_once() {
    let (world, sandbox) = world(PLACED);
    world.write("switchboard.yaml", FILE);
    let into = ["import", FROM, "--into", "switchboard.yaml"];
    let added = world.run(&into).exits(0);
    let text = world.read("switchboard.yaml");
    for part in [
        "# ours\nversion: 1\nproviders:\n  main:\n    type: twilio\n",
        "      first: { phone_number: \"+15017122661\" }   # the first\n",
        "      support:\n        phone_number: \"+15017122662\"\n",
        "keywords: [ Join, \"1234\", \"NO\", stop ]   # ours\n",
        &format!("# ours\n\nenvironment:\n  dynamics_org_id: \"{ORGANISATION}\"\n"),
        "dynamics:\n  url: https://contoso.crm4.dynamics.com\n",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let taken = "Took over from Dynamics 365: the organisation id, 3 keywords and the declaration `dynamics`.\n";
    assert!(added.stderr.contains(taken), "{}", added.stderr);
    let again = world.run(&into).exits(0);
    assert_eq!(world.read("switchboard.yaml"), text);
    assert!(
        again.stderr.contains("Nothing was written"),
        "{}",
        again.stderr
    );
    // The declared block is enough from here on.
    world
        .run(&["import", "--from-dynamics", "--into", "switchboard.yaml"])
        .exits(0);
    assert_eq!(world.read("switchboard.yaml"), text);
    let plan = world.run(&["plan", "--format", "json"]).exits(0);
    assert_eq!(plan.json()["calls"]["writes"], 0, "{}", plan.stdout);
    let serious = codes(&plan)
        .into_iter()
        .filter(|code| code.starts_with('E') || code == "W0821");
    assert_eq!(serious.count(), 0, "{}", plan.stdout);
    unwritten(&sandbox);
    clean(&sandbox, &[&added, &again, &plan]);
}

#[test]
fn what_is_there_stays() {
    let (world, sandbox) = world(PLACED);
    let file = format!(
        "{FILE}environment: {{ dynamics_org_id: {ORGANISATION} }}\ndynamics:\n  url: https://contoso.crm4.dynamics.com\n  keywords: compare\n"
    );
    let file = file.replace("keywords: [ Join ]   # ours\n", "");
    world.write("switchboard.yaml", &file);
    world
        .run(&["import", FROM, "--into", "switchboard.yaml"])
        .exits(0);
    let text = world.read("switchboard.yaml");
    let numbers = text.find("      support:").unwrap();
    assert!(
        text.starts_with(&file[..file.find("environment").unwrap()]),
        "{text}"
    );
    assert!(numbers < text.find("environment:").unwrap(), "{text}");
    assert!(
        text.ends_with(
            "\n  keywords: compare\n\nkeywords:\n  - \"1234\"\n  - JOIN\n  - \"NO\"\n  - stop\n"
        ),
        "{text}"
    );
    clean(&sandbox, &[]);
}

#[test]
fn another_environment_than_the_declared_one_is_refused() {
    let (world, _sandbox) = world(PLACED);
    let file = format!("{FILE}dynamics: {{ url: \"https://fabrikam.crm4.dynamics.com\" }}\n");
    world.write("switchboard.yaml", &file);
    let refused = world
        .run(&["import", FROM, "--into", "switchboard.yaml"])
        .exits(1);
    assert!(
        refused
            .stderr
            .contains("declares the environment https://fabrikam.crm4.dynamics.com"),
        "{}",
        refused.stderr
    );
    assert_eq!(world.read("switchboard.yaml"), file);
}

/// An overlay whose URLs name another organisation reads the same base.
#[test]
fn an_organisation_that_an_overlay_contradicts_is_not_added() {
    let (world, _sandbox) = world(PLACED);
    world.write("switchboard.yaml", FILE);
    world.write(
        "envs/prod.yaml",
        "providers: { main: { callback_url: https://public-usa.mkt.dynamics.com/api/v1.0/orgs/4b1d0b7e-0000-4000-8000-000000000000/sms/incoming } }\n",
    );
    let into = ["import", FROM, "--into", "switchboard.yaml"];
    let added = world.run(&into).exits(0);
    let text = world.read("switchboard.yaml");
    assert!(!text.contains("\nenvironment:"), "{text}");
    assert!(
        text.contains("# Not written: environment.dynamics_org_id"),
        "{text}"
    );
    assert!(
        added
            .stderr
            .contains("1 entry of Dynamics 365 could not be written"),
        "{}",
        added.stderr
    );
    world.run(&into).exits(0);
    assert_eq!(world.read("switchboard.yaml"), text);
    world.run(&["validate", "--env", "prod"]).exits(0);
}

/// Only the file that holds the keywords can get more of them.
#[test]
fn keywords_in_another_file_are_not_torn_apart() {
    let (world, _sandbox) = world(PLACED);
    let (main, keywords) = FILE.split_once("keywords:").unwrap();
    world.write("switchboard/main.yaml", main);
    world.write(
        "switchboard/words.yaml",
        &format!("version: 1\nkeywords:{keywords}"),
    );
    let refused = world
        .run(&["import", FROM, "--into", "switchboard/main.yaml"])
        .exits(1);
    assert!(refused.stderr.contains("words.yaml"), "{}", refused.stderr);
    assert_eq!(world.read("switchboard/main.yaml"), main);
}

/// Numbers of each kind have their names, and a row without a place is reported for its kind only.
#[test]
fn every_kind_of_a_configuration_is_named() {
    let world = World::with(
        "version: 1
providers:
  eu:
    type: azure
    resource_id: /subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/messaging/providers/Microsoft.Communication/communicationServices/contoso-sms
    callback_url: https://crm.example.com/sms
    numbers: { line: { phone_number: \"+18885550123\" } }
  us:
    type: twilio
    account_sid: AC00000000000000000000000000000001
    callback_url: https://crm.example.com/twilio
    numbers: { store: { phone_number: \"+15017122661\" } }
",
    );
    world.write(
        "sandbox.yaml",
        r#"dynamics:
  providers:
    - { name: US, account_sid: AC00000000000000000000000000000001, numbers: [{ contact_point: "+15005550199", name: New US }] }
    - { name: EU, kind: byoacs, numbers: [{ contact_point: "+15005550198", name: New EU }, { contact_point: "+15005550190", name: Lost }] }
"#,
    );
    let into = ["import", "--sandbox", FROM, "--into", "switchboard.yaml"];
    let added = world.run(&into).exits(0);
    let text = world.read("switchboard.yaml");
    for part in ["new-us: { phone", "new-eu: { phone", "\ndynamics:\n"] {
        assert_eq!(text.matches(part).count(), 1, "{part}\n{text}");
    }
    let lost = "the phone number `Lost` (+15005550190) of `EU`";
    assert_eq!(added.stderr.matches(lost).count(), 1, "{}", added.stderr);
    let again = world.run(&into).exits(0);
    assert_eq!(world.read("switchboard.yaml"), text, "{}", again.stderr);
}
