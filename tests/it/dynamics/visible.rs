//! A user who does not see everything: what is not seen is never called missing.

use serde_json::json;

use super::{Both, CONFIGURATION, FIRST, SEED, TWILIO, checked, codes, findings};

/// The seed with an application in a business unit of its own.
fn in_unit() -> String {
    format!("{SEED}apps: [{{ unit: Europe }}]\n")
}

/// What the user may read of each list.
fn unit_only() -> serde_json::Value {
    json!({"read": {
        "msdyn_channelinstanceaccount": "local",
        "msdyn_channelinstance": "local",
        "msdynmkt_keyword": "local",
    }})
}

#[test]
fn rows_of_other_units_are_not_visible_and_not_missing() {
    let both = Both::seeded(CONFIGURATION, &in_unit());
    both.settings(&unit_only());
    let dynamics = both.plan(0);
    assert_eq!(dynamics["complete"], true);
    let found = findings(&dynamics);
    assert_eq!(found.len(), 1, "{dynamics:#}");
    let (code, severity, address, line) = &found[0];
    assert_eq!(
        [code.as_str(), severity, address],
        ["W0802", "warning", "dynamics"]
    );
    assert_eq!(*line, both.line("dynamics:"));
    for command in ["plan", "drift", "test"] {
        let shown = both.run(&[command]).exits(0).stdout;
        assert!(shown.contains("W0802"), "{command}: {shown}");
    }
    let shown = both.run(&["plan"]).exits(0).stdout;
    assert!(shown.contains("not visible"), "{shown}");
    let shown = both.run(&["explain", FIRST]).exits(0).stdout;
    assert!(!shown.contains("does not have"), "{shown}");
}

#[test]
fn a_privilege_that_is_not_known_proves_nothing() {
    let both = Both::new();
    both.settings(&json!({"privilege_function": "refused"}));
    both.remove(&both.number(FIRST));
    both.remove(&both.keyword("JOIN"));
    let dynamics = both.plan(0);
    assert_eq!(codes(&dynamics), ["W0802"], "{dynamics:#}");
    assert_eq!(dynamics["agreed"]["numbers"], 1);
    // What cannot be proved to be missing is not created.
    both.apply(&["--create-dynamics-keywords"], 0);
    assert_eq!(both.count("JOIN"), 0);
}

#[test]
fn a_recorded_row_that_is_not_visible_any_more_is_no_drift() {
    let both = Both::seeded(&checked(), &in_unit());
    both.apply(&[], 0);
    assert_eq!(both.recorded().len(), 4);
    both.settings(&unit_only());
    let drift = both.run(&["drift", "--format", "json"]).exits(0).json();
    let statuses = drift["resources"].as_array().unwrap().iter();
    let missing = statuses.filter(|one| one["status"] == "missing").count();
    assert_eq!(missing, 0, "{drift:#}");
}

#[test]
fn a_secured_column_is_a_note() {
    for values in ["null", "absent", "refused"] {
        for column in ["msdynmkt_accountsid", "msdynmkt_messagingservicesid"] {
            let both = Both::new();
            both.settings(&json!({
                "secured": {TWILIO: ["msdynmkt_authtoken", column]},
                "secured_values": values,
            }));
            let dynamics = both.plan(0);
            assert_eq!(dynamics["complete"], true, "{dynamics:#}");
            let found = findings(&dynamics);
            assert!(
                codes(&dynamics).contains(&"W0831".to_owned()),
                "{dynamics:#}"
            );
            let notes = found.iter().all(|(_, severity, ..)| severity == "note");
            assert!(notes, "{column} {values}: {dynamics:#}");
            assert_eq!(dynamics["agreed"]["numbers"], 2, "{column}: {dynamics:#}");
            both.run(&["test"]).exits(0);
        }
    }
}
