//! `import --from-dynamics`: what Dynamics 365 calls numbers and providers, and its keywords.

use serde_json::Value;

use crate::support::control::Control;
use crate::support::fixture::unwritten;
use crate::support::imported::{bare, imported};
use crate::support::sandbox::Sandbox;
use crate::support::world::{Ended, World};

pub const FROM: &str = "--from-dynamics=https://contoso.crm4.dynamics.com";
pub const ORGANISATION: &str = "3f2c0b7e-0000-4000-8000-000000000000";
const FIRST: &str = "AC00000000000000000000000000000001";
const SECOND: &str = "AC00000000000000000000000000000002";

/// An account with three numbers, another one with one, and an environment with these rows.
pub fn seed(dynamics: &str) -> String {
    let url =
        format!("https://public-usa.mkt.dynamics.com/api/v1.0/orgs/{ORGANISATION}/sms/incoming");
    format!(
        r#"accounts:
  {FIRST}:
    friendly_name: Contoso
    numbers:
      - {{ phone_number: "+15017122661", friendly_name: "(501) 712-2661", sms_url: "{url}" }}
      - {{ phone_number: "+15017122662", friendly_name: Help desk, sms_url: "{url}" }}
      - {{ phone_number: "+15017122663", friendly_name: Berlin, sms_url: "{url}" }}
  {SECOND}:
    friendly_name: Stores
    owner_account_sid: {FIRST}
    numbers:
      - {{ phone_number: "+15017122671", sms_url: "{url}" }}
dynamics:
  url: https://contoso.crm4.dynamics.com
  organization: {{ id: {ORGANISATION} }}
{dynamics}"#
    )
}

/// Rows of which each has a place.
pub const PLACED: &str = r#"  providers:
    - name: Twilio US
      description: US marketing texts
      account_sid: AC00000000000000000000000000000001
      numbers:
        - { contact_point: "+15017122661", name: Store line }
        - { contact_point: "+15017122662", name: Support }
        - "+15017122663"
  keywords: [stop, JOIN, "NO", "1234"]
"#;

/// A world without a configuration, with a sandbox that plays both.
pub fn world(dynamics: &str) -> (World, Sandbox) {
    bare(&seed(dynamics))
}

/// No request broke a rule, and no secret is in these outputs.
#[track_caller]
pub fn clean(sandbox: &Sandbox, outputs: &[&Ended]) {
    let control = Control::of(&sandbox.dynamics.as_ref().unwrap().url);
    let violations = control.send("GET", "violations", None).body;
    assert_eq!(violations, serde_json::json!([]));
    let canaries = control.send("GET", "canaries", None).body;
    let canaries: Vec<&str> = canaries
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert!(!canaries.is_empty());
    for canary in canaries {
        for ended in outputs {
            assert!(!ended.stdout.contains(canary) && !ended.stderr.contains(canary));
        }
    }
}

/// The codes of the findings about Dynamics.
#[track_caller]
pub fn codes(plan: &Ended) -> Vec<String> {
    let document = plan.json();
    assert_eq!(document["dynamics"]["complete"], true, "{document:#}");
    let findings = document["dynamics"]["findings"].as_array().unwrap().clone();
    let codes = findings
        .iter()
        .map(|one| one["code"].as_str().unwrap().to_owned());
    codes.collect()
}

#[test]
fn names_keywords_and_the_organisation_are_taken_over() {
    let (world, sandbox) = world(PLACED);
    let (first, problems) = imported(&world, &sandbox, &[FROM]);
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert_eq!(first.code, 0, "{}", first.stderr);
    let yaml = &first.stdout;
    for part in [
        &format!("\nenvironment:\n  dynamics_org_id: \"{ORGANISATION}\"\n"),
        "\n# The sign-in takes AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET (or a federated token) from the environment.\ndynamics:\n  url: https://contoso.crm4.dynamics.com\n",
        "  twilio-us:\n    type: twilio\n    description: US marketing texts\n",
        // A name in Dynamics comes before the one at Twilio, and no name is no name.
        "      berlin:\n",
        "      store-line:\n        phone_number: \"+15017122661\"\n",
        "      support:\n        phone_number: \"+15017122662\"\n        friendly_name: Help desk\n",
        "\nkeywords:\n  - \"1234\"\n  - JOIN\n  - \"NO\"\n  - stop\n",
    ] {
        assert!(yaml.contains(part), "{part}\n{yaml}");
    }
    assert!(!yaml.contains("Not written"), "{yaml}");
    let taken = "Took over from Dynamics 365: the organisation id, 4 keywords and the declaration `dynamics`.\n";
    assert!(first.stderr.contains(taken), "{}", first.stderr);
    let plan = world.run(&["plan", "--format", "json"]).exits(0);
    // The names differ, as the account and Dynamics have them.
    let codes: Vec<String> = codes(&plan);
    assert_eq!(codes, ["W0829", "W0829"], "{}", plan.stdout);
    clean(&sandbox, &[&first, &plan]);
}

#[test]
fn rows_without_a_place_become_comments() {
    let (world, sandbox) = world(&format!(
        r#"  providers:
    - name: Twilio US
      description: {}
      account_sid: {FIRST}
      numbers:
        - {{ contact_point: "+15017122661", name: Store line }}
        - {{ contact_point: "+15017122669", name: Gone }}
        - {{ contact_point: CONTOSO, type: alphanumeric }}
    - {{ name: Others, account_sid: {SECOND}, numbers: ["+15017122671"] }}
    - {{ name: Infobip, kind: infobip, numbers: ["+15017122691"] }}
    - {{ name: Azure, kind: byoacs, numbers: ["+18005550123"] }}
  keywords: [JOIN, JOIN NOW]
"#,
        "long ".repeat(21)
    ));
    let (first, problems) = imported(&world, &sandbox, &[FROM, "--full"]);
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    for part in [
        "the description of the SMS provider `Twilio US` has 104 characters",
        "the phone number `Gone` (+15017122669) of `Twilio US`: no account that is imported has it",
        "the alphanumeric sender CONTOSO of `Twilio US`",
        "the SMS provider `Others` with 1 phone number: its account AC00000000000000000000000000000002 is not imported",
        "`Infobip` is an SMS provider of another type",
        "the SMS provider `Azure` with 1 phone number: it is of the type azure",
        "the keyword `JOIN NOW` contains a space",
    ] {
        let comments = first
            .stdout
            .lines()
            .filter(|line| line.starts_with("# Not written: ") && line.contains(part));
        assert_eq!(comments.count(), 1, "{part}\n{}", first.stdout);
    }
    let counted =
        "7 entries of Dynamics 365 could not be written; the file has a comment for each:";
    assert!(first.stderr.contains(counted), "{}", first.stderr);
    let strict = world.run(&["import", FROM, "--full", "--strict"]).exits(3);
    assert_eq!(strict.stdout, first.stdout);
    clean(&sandbox, &[&first, &strict]);
}

/// The registry and Terraform come before Dynamics, and `--provider` before all.
#[test]
fn other_sources_come_first() {
    let (world, sandbox) = world(PLACED);
    world.write(
        "numbers.csv",
        "phone_number,name\n+15017122661,From the list\n+15017122663,\n",
    );
    let listed = world
        .run(&[
            "import",
            FROM,
            "--from-csv",
            "numbers.csv",
            "--provider",
            "mine",
        ])
        .exits(0);
    for part in [
        "  mine:\n    type: twilio\n    description: US",
        "      from-the-list:\n",
        "      berlin:\n",
    ] {
        assert!(listed.stdout.contains(part), "{part}\n{}", listed.stdout);
    }
    // The list selects the numbers; another one has its place in the account nevertheless.
    assert!(
        !listed.stdout.contains("support:") && !listed.stdout.contains("Not written"),
        "{}",
        listed.stdout
    );
    let matched = world.run(&["import", FROM, "--match", "Berlin"]).exits(0);
    assert!(
        !matched.stdout.contains("Not written"),
        "{}",
        matched.stdout
    );
    unwritten(&sandbox);
    clean(&sandbox, &[&listed, &matched]);
}

#[test]
fn names_that_collide_get_digits() {
    let (world, sandbox) = world(&format!(
        r#"  providers:
    - name: "!"
      account_sid: {FIRST}
      numbers:
        - {{ contact_point: "+15017122661", name: Line }}
        - {{ contact_point: "+15017122662", name: line }}
        - {{ contact_point: "+15017122663", name: "北京" }}
"#
    ));
    let (first, problems) = imported(&world, &sandbox, &[FROM]);
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    for part in [
        "  contoso:\n",
        "      berlin:\n",
        "      line-2661:\n",
        "      line-2662:\n",
    ] {
        assert!(first.stdout.contains(part), "{part}\n{}", first.stdout);
    }
    assert!(!first.stdout.contains("keywords"), "{}", first.stdout);
}

/// Of several accounts, one file has what is declared once.
#[test]
fn several_accounts_share_one_declaration() {
    let (world, sandbox) = world(PLACED);
    let all = ["import", FROM, "--all-accounts", "--out", "all"];
    let done = world.run(&all).exits(0);
    let (stores, us) = (
        world.read("all/stores.yaml"),
        world.read("all/twilio-us.yaml"),
    );
    assert!(
        stores.contains("\ndynamics:\n") && stores.contains("\nkeywords:\n"),
        "{stores}"
    );
    assert!(
        !us.contains("dynamics:") && !us.contains("keywords:") && us.contains("store-line:"),
        "{us}"
    );
    world.run(&["validate", "-f", "all"]).exits(0);
    clean(&sandbox, &[&done]);
}

/// A URL of another organisation is what the account has, so the organisation cannot be declared.
#[test]
fn an_organisation_that_a_url_contradicts_is_a_comment() {
    let other = "4b1d0b7e-0000-4000-8000-000000000000";
    let (world, sandbox) = bare(&seed(PLACED).replace(
        &format!("organization: {{ id: {ORGANISATION} }}"),
        &format!("organization: {{ id: {other} }}"),
    ));
    let (first, problems) = imported(&world, &sandbox, &[FROM]);
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    let comment = format!(
        "# Not written: environment.dynamics_org_id {other}: a callback URL names another organisation.\n"
    );
    assert!(first.stdout.contains(&comment), "{}", first.stdout);
    assert!(!first.stdout.contains("\nenvironment:"), "{}", first.stdout);
}

#[test]
fn several_rows_of_an_account_name_no_provider() {
    let (world, sandbox) = world(&format!(
        r#"  providers:
    - {{ name: A, account_sid: {FIRST}, numbers: [{{ contact_point: "+15017122661", name: One }}] }}
    - {{ name: B, account_sid: {FIRST}, description: Theirs, numbers: [{{ contact_point: "+15017122662", name: Two }}] }}
    - {{ name: C, account_sid: {FIRST}, active: false }}
"#
    ));
    let (first, problems) = imported(&world, &sandbox, &[FROM]);
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    for part in [
        "  contoso:\n    type: twilio\n    account_sid",
        "      one:\n",
        "      two:\n",
        "# Not written: the SMS providers `A` and `B` have the account AC00000000000000000000000000000001: declare which of them is meant, as `dynamics: { provider: NAME }` under its provider.\n",
    ] {
        assert!(first.stdout.contains(part), "{part}\n{}", first.stdout);
    }
}
