//! What agreed when an apply looked and agrees no longer is drift; what never agreed is a finding.

use serde_json::{Value, json};

use super::{Both, FIRST, SECOND, checked, codes};

const NUMBER: &str = "dynamics.providers.us.numbers.first";
const PROVIDER: &str = "dynamics.providers.us";
const KEYWORD: &str = "dynamics.keywords.JOIN";

/// Both sides, recorded as they agree.
fn recorded() -> Both {
    let both = Both::of(&checked());
    both.apply(&[], 0);
    let all = both.recorded();
    for address in [NUMBER, PROVIDER, KEYWORD] {
        assert!(all.contains(&address.to_owned()), "{all:?}");
    }
    both.run(&["drift"]).exits(0);
    both
}

/// The entries of Dynamics 365 that drifted, in a comparison with this exit code.
#[track_caller]
fn drifted(both: &Both, code: i32) -> Vec<Value> {
    let drift = both.run(&["drift", "--format", "json"]).exits(code).json();
    let all = drift["resources"].as_array().unwrap().iter();
    let own = all.filter(|one| one["address"].as_str().unwrap().starts_with("dynamics"));
    own.filter(|one| one["status"] != "in_sync")
        .cloned()
        .collect()
}

#[test]
fn a_number_that_was_removed_is_drift() {
    let both = recorded();
    both.remove(&both.number(FIRST));
    let found = drifted(&both, 2);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0]["address"], NUMBER);
    assert_eq!(found[0]["type"], "dynamics_number");
    assert_eq!(found[0]["status"], "missing");
    for format in [
        "human",
        "markdown",
        "github",
        "html",
        "junit",
        "sarif",
        "gitlab-codequality",
    ] {
        let shown = both.run(&["drift", "--format", format]).exits(2).stdout;
        assert!(shown.contains(NUMBER), "{format}: {shown}");
    }
}

#[test]
fn a_pattern_names_records_to_accept_or_to_expect() {
    let both = recorded();
    both.remove(&both.number(FIRST));
    let before = both.world.read("switchboard.yaml");
    for pattern in ["dynamics.*", "dynamics.providers.us", NUMBER] {
        let shown = both.run(&["drift", "--accept", pattern]).exits(2);
        let shown = shown.stdout + &shown.stderr;
        assert!(
            shown.contains(&format!("not accepted: {NUMBER}")),
            "{pattern}: {shown}"
        );
        assert!(shown.contains(".switchboardignore"), "{pattern}: {shown}");
        assert!(
            !shown.contains("not accepted: providers"),
            "{pattern}: {shown}"
        );
    }
    assert_eq!(both.world.read("switchboard.yaml"), before);
    both.run(&["drift", "--accept", "dynamics.keywords.NONE"])
        .exits(1);
    both.world
        .write(".switchboardignore", "dynamics.* # it is moved this week\n");
    both.run(&["drift"]).exits(0);
}

#[test]
fn a_changed_sid_is_drift_with_both_values() {
    let both = recorded();
    let other = format!("AC{:032}", 7);
    let row = both.extension(&both.provider);
    both.set(&row, &json!({"msdynmkt_accountsid": other}));
    let found = drifted(&both, 2);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0]["address"], PROVIDER);
    assert_eq!(found[0]["type"], "dynamics_provider");
    let text = found[0].to_string();
    for part in ["msdynmkt_accountsid", &both.account(), &other] {
        assert!(text.contains(part), "{part}: {:#}", found[0]);
    }
    let difference = &found[0]["fields"][0];
    assert_eq!(difference["field"], "msdynmkt_accountsid", "{difference:#}");
    assert_eq!(difference["recorded"], both.account(), "{difference:#}");
    assert_eq!(difference["observed"], other, "{difference:#}");
}

#[test]
fn a_deleted_keyword_is_drift_until_it_is_created_again() {
    let both = recorded();
    both.remove(&both.keyword("JOIN"));
    let found = drifted(&both, 2);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(
        (&found[0]["address"], &found[0]["type"]),
        (&json!(KEYWORD), &json!("dynamics_keyword"))
    );
    both.apply(&[], 0);
    assert_eq!(drifted(&both, 2).len(), 1);
    both.apply(&["--create-dynamics-keywords"], 0);
    assert!(drifted(&both, 0).is_empty());
}

#[test]
fn the_time_when_a_difference_was_first_seen_stays() {
    let both = recorded();
    both.remove(&both.number(FIRST));
    let seen = |found: &[Value]| {
        let since = found[0]["first_seen"].clone();
        assert!(since.is_string(), "{found:#?}");
        since
    };
    let first = seen(&drifted(&both, 2));
    assert_eq!(seen(&drifted(&both, 2)), first);
    // A comparison without Dynamics 365 says nothing about its rows.
    both.run(&["drift", "--no-dynamics"]).exits(0);
    assert_eq!(seen(&drifted(&both, 2)), first);
    // Nor does one that cannot read it.
    both.settings(&json!({"application_user": false}));
    both.run(&["drift"]).exits(3);
    both.settings(&json!({"application_user": true}));
    assert_eq!(seen(&drifted(&both, 2)), first);
}

#[test]
fn what_never_agreed_is_a_finding_and_not_drift() {
    let both = Both::of(&checked());
    both.remove(&both.number(FIRST));
    both.apply(&[], 0);
    assert!(!both.recorded().contains(&NUMBER.to_owned()));
    assert!(drifted(&both, 0).is_empty());
    let dynamics = both.compared(&["drift", "--format", "json"], 0);
    assert_eq!(codes(&dynamics), ["E0811"]);
}

#[test]
fn what_agrees_again_is_no_drift() {
    let both = recorded();
    let row = both.extension(&both.provider);
    both.set(
        &row,
        &json!({"msdynmkt_accountsid": format!("AC{:032}", 7)}),
    );
    both.remove(&both.number(FIRST));
    assert_eq!(drifted(&both, 2).len(), 2);
    both.set(&row, &json!({"msdynmkt_accountsid": both.account()}));
    let number = json!({"contact_point": FIRST, "name": "First"});
    both.mutate(&json!({"number": {"provider": both.provider, "number": number}}));
    assert!(drifted(&both, 0).is_empty());
    both.apply(&[], 0);
    assert!(drifted(&both, 0).is_empty());
}

#[test]
fn a_number_that_is_not_declared_any_more_leaves_no_record() {
    let both = recorded();
    let line = "      first: { phone_number: \"+15017122661\", friendly_name: First }\n";
    both.edit(line, "");
    both.apply(&["--allow-mass-change"], 0);
    let all = both.recorded();
    assert!(!all.contains(&NUMBER.to_owned()), "{all:?}");
    assert!(
        all.contains(&format!("dynamics.providers.us.numbers.{}", "second")),
        "{all:?}"
    );
    both.remove(&both.number(FIRST));
    assert!(drifted(&both, 0).is_empty());
    both.remove(&both.number(SECOND));
    assert_eq!(drifted(&both, 2).len(), 1);
}

#[test]
fn what_was_not_applied_with_a_look_is_not_recorded() {
    let both = Both::new();
    both.apply(&[], 0);
    assert_eq!(both.recorded(), [] as [&str; 0]);
    both.remove(&both.number(FIRST));
    assert!(drifted(&both, 0).is_empty());
}

#[test]
fn a_revert_changes_nothing_in_dynamics_and_says_so() {
    let both = recorded();
    both.remove(&both.number(FIRST));
    both.clear_calls();
    let shown = both.run(&["drift", "--out", "revert"]).exits(2);
    let shown = shown.stdout + &shown.stderr;
    assert!(shown.contains("a revert changes nothing there"), "{shown}");
    assert!(
        shown.contains("remove it from the configuration and apply"),
        "{shown}"
    );
    both.run(&["apply", "revert"]).exits(0);
    assert_eq!(super::created::writes(&both), 0);
    assert_eq!(drifted(&both, 2).len(), 1);
}
