//! `doctor` with Dynamics 365: credentials, sign-in, and what the application may read.

use serde_json::json;

use super::{Both, CONFIGURATION, KEYWORDS, SEED};

/// The outcome, detail and advice of each check about Dynamics 365.
fn checks(both: &Both, more: &[&str], code: i32) -> Vec<[String; 4]> {
    let before = both.world.contents();
    let arguments = [&["doctor", "--format", "json"], more].concat();
    let document = both.run(&arguments).exits(code).json();
    both.run(&[&["doctor"], more].concat()).exits(code);
    assert_eq!(both.world.contents(), before, "doctor wrote something");
    let all = document["checks"].as_array().unwrap().iter();
    let own = all.filter(|one| one["title"].as_str().unwrap().contains("Dynamics 365"));
    own.map(|one| {
        ["id", "outcome", "detail", "advice"]
            .map(|key| one[key].as_str().unwrap_or_default().to_owned())
    })
    .collect()
}

fn outcomes(all: &[[String; 4]]) -> Vec<(&str, &str)> {
    all.iter()
        .map(|[id, outcome, ..]| (id.as_str(), outcome.as_str()))
        .collect()
}

#[test]
fn everything_is_in_order_where_every_table_can_be_read() {
    let both = Both::new();
    let all = checks(&both, &[], 0);
    let expected = ["reachability", "credentials", "access"].map(|id| (id, "passed"));
    assert_eq!(outcomes(&all), expected, "{all:?}");
    both.clear_calls();
    let all = checks(&both, &["--no-dynamics"], 0);
    assert_eq!(outcomes(&all), [("access", "skipped")], "{all:?}");
    assert_eq!(both.all_requests(), 0);
}

#[test]
fn what_cannot_be_read_is_a_failed_check_with_its_code() {
    for (settings, id, code) in [
        (json!({"application_user": false}), "access", "E0803"),
        (json!({"read": {KEYWORDS: "none"}}), "access", "E0805"),
        (json!({"missing_tables": [KEYWORDS]}), "access", "E0804"),
        (json!({"secret": "wrong"}), "credentials", "E0801"),
    ] {
        let both = Both::new();
        both.settings(&settings);
        let all = checks(&both, &[], 2);
        let failed = all.iter().filter(|one| one[1] == "failed");
        let failed: Vec<_> = failed.collect();
        assert_eq!(failed.len(), 1, "{all:?}");
        assert_eq!(failed[0][0], id, "{all:?}");
        assert!(failed[0][2].contains(code), "{all:?}");
        assert!(!failed[0][3].is_empty(), "{all:?}");
    }
}

#[test]
fn rows_that_are_not_visible_need_attention() {
    let both = Both::new();
    both.settings(&json!({"privilege_function": "refused"}));
    let all = checks(&both, &[], 0);
    assert_eq!(outcomes(&all)[2], ("access", "warning"), "{all:?}");
    assert!(all[2][2].contains("W0802"), "{all:?}");
}

#[test]
fn a_variable_that_is_not_set_is_a_failed_check_with_its_name() {
    let declared = "  client_secret: { env: DYNAMICS_CLIENT_SECRET }\n  check_on_apply: false";
    let both = Both::unapplied(
        &CONFIGURATION.replace("  check_on_apply: false", declared),
        SEED,
    );
    let all = checks(&both, &[], 2);
    assert_eq!(outcomes(&all), [("credentials", "failed")], "{all:?}");
    assert!(all[0][2].contains("DYNAMICS_CLIENT_SECRET"), "{all:?}");
    assert_eq!(both.all_requests(), 0);
}
