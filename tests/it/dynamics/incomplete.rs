//! An environment that cannot be read, or not completely: the comparison is incomplete, and the part
//! about Twilio is not.

use serde_json::{Value, json};

use super::{Both, CONFIGURATION, KEYWORDS, SEED, TWILIO, codes};

/// Expects that each command reports the obstacle and exits with 3, and that the plan of the account
/// is complete.
#[track_caller]
fn is_incomplete(both: &Both, code: &str) -> Value {
    let plan = both.run(&["plan", "--format", "json"]).exits(3).json();
    let dynamics = plan["dynamics"].clone();
    assert_eq!(dynamics["complete"], false, "{dynamics:#}");
    assert!(
        codes(&dynamics).contains(&code.to_owned()),
        "{code}: {dynamics:#}"
    );
    let changes = plan["resource_changes"].as_array().unwrap();
    let mut numbers = changes.iter().filter(|one| one["type"] == "number");
    assert!(numbers.by_ref().count() >= 2, "{plan:#}");
    let drift = both.compared(&["drift", "--format", "json"], 3);
    assert_eq!(drift["complete"], false);
    for command in ["plan", "drift", "test"] {
        let shown = both.run(&[command]).exits(3);
        assert!(shown.stdout.contains(code), "{command}: {}", shown.stdout);
    }
    let metrics = both
        .run(&["drift", "--format", "prometheus"])
        .exits(3)
        .stdout;
    let line = metrics
        .lines()
        .find(|line| line.starts_with("switchboard_drift_complete{"));
    assert!(line.is_some_and(|line| line.ends_with(" 0")), "{metrics}");
    // A number's part of what was read does not make the answer complete.
    let explained = both.run(&["explain", super::FIRST, "--format", "json"]);
    let explained = explained.exits(3).json();
    assert_eq!(explained["dynamics"]["complete"], false, "{explained:#}");
    assert!(codes_of(&explained["diagnostics"]).contains(&code.to_owned()));
    for command in [&["explain", super::FIRST][..], &["graph"]] {
        let shown = both.run(command).exits(3);
        assert!(shown.stderr.contains(code), "{command:?}: {}", shown.stderr);
    }
    dynamics
}

fn codes_of(diagnostics: &Value) -> Vec<String> {
    let all = diagnostics.as_array().unwrap().iter();
    all.filter_map(|one| one["code"].as_str().map(str::to_owned))
        .collect()
}

/// The counts of what agrees: providers, numbers and keywords.
fn agreed(dynamics: &Value) -> [u64; 3] {
    ["providers", "numbers", "keywords"].map(|key| dynamics["agreed"][key].as_u64().unwrap())
}

#[test]
fn a_missing_privilege_costs_its_list_only() {
    for (table, expected) in [
        (KEYWORDS, [1, 2, 0]),
        ("msdyn_channelinstance", [1, 0, 1]),
        ("msdyn_channelinstanceaccount", [0, 2, 1]),
        ("msdyn_channeldefinition", [1, 2, 1]),
        ("msdynmkt_twiliochannelinstance", [1, 2, 1]),
    ] {
        let both = Both::new();
        both.settings(&json!({"read": {table: "none"}}));
        let dynamics = is_incomplete(&both, "E0805");
        assert_eq!(agreed(&dynamics), expected, "{table}: {dynamics:#}");
    }
}

#[test]
fn without_the_account_of_a_provider_its_numbers_are_compared() {
    let both = Both::new();
    both.settings(&json!({"read": {TWILIO: "none"}}));
    let dynamics = is_incomplete(&both, "E0805");
    assert_eq!(agreed(&dynamics)[1..], [2, 1], "{dynamics:#}");
    assert!(!codes(&dynamics).contains(&"E0811".to_owned()));
}

#[test]
fn a_missing_table_costs_its_list_only() {
    for table in [KEYWORDS, "msdyn_channelinstance", TWILIO] {
        let both = Both::new();
        both.settings(&json!({"missing_tables": [table]}));
        let dynamics = is_incomplete(&both, "E0804");
        let found = codes(&dynamics);
        for missing in ["E0811", "W0821"] {
            assert!(!found.contains(&missing.to_owned()), "{table}: {found:?}");
        }
    }
}

#[test]
fn an_application_that_is_no_user_compares_nothing() {
    let both = Both::new();
    both.settings(&json!({"application_user": false}));
    let dynamics = is_incomplete(&both, "E0803");
    assert_eq!(codes(&dynamics), ["E0803"], "{dynamics:#}");
}

#[test]
fn a_wrong_or_an_expired_secret_compares_nothing() {
    for secret in ["wrong", "expired"] {
        let both = Both::new();
        both.settings(&json!({"secret": secret}));
        let dynamics = is_incomplete(&both, "E0801");
        assert_eq!(codes(&dynamics), ["E0801"], "{secret}: {dynamics:#}");
    }
}

#[test]
fn a_page_of_a_proxy_is_not_taken_for_an_empty_environment() {
    let page = json!({"status": 200, "body": "<html>Sign in to continue: hunter2</html>"});
    for path in ["WhoAmI", "msdyn_channelinstances?", "oauth2"] {
        let both = Both::new();
        both.spoil(path, &page);
        let code = if path == "oauth2" { "E0801" } else { "E0808" };
        let dynamics = is_incomplete(&both, code);
        assert!(!codes(&dynamics).contains(&"E0811".to_owned()), "{path}");
        assert!(!dynamics.to_string().contains("hunter2"), "{dynamics:#}");
    }
}

#[test]
fn a_variable_that_is_not_set_is_an_error_with_its_name() {
    let declared = "  client_secret: { env: DYNAMICS_CLIENT_SECRET }\n  check_on_apply: false";
    let mut both = Both::unapplied(
        &CONFIGURATION.replace("  check_on_apply: false", declared),
        SEED,
    );
    let secret = both.world.variables["AZURE_CLIENT_SECRET"].clone();
    for command in ["plan", "drift", "test"] {
        let ended = both.run(&[command]).exits(1);
        let shown = ended.stdout + &ended.stderr;
        assert!(
            shown.contains("DYNAMICS_CLIENT_SECRET"),
            "{command}: {shown}"
        );
    }
    assert_eq!(both.all_requests(), 0);
    let variable = ("DYNAMICS_CLIENT_SECRET".to_owned(), secret);
    both.world.variables.extend([variable]);
    both.run(&["plan"]).exits(0);
}

#[test]
fn an_apply_that_looks_repairs_twilio_and_exits_with_3() {
    let both = Both::of(&super::checked());
    both.settings(&json!({"application_user": false}));
    both.edit("friendly_name: First", "friendly_name: Renamed");
    let shown = both.apply(&[], 3);
    assert!(shown.stdout.contains("E0803"), "{}", shown.stdout);
    let name = both.twilio.setting(super::FIRST, "friendly_name");
    assert_eq!(name, "Renamed");
    assert_eq!(both.recorded(), [] as [&str; 0]);
}
