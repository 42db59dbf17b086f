//! `--create-dynamics-keywords`: planned, approved by its hash, created once, recorded.

use std::thread;

use serde_json::{Value, json};

use super::{Both, CONFIGURATION, KEYWORDS, checked, codes};
use crate::support::secrets;

/// An environment without keywords.
pub const EMPTY: &str = "url: https://contoso.crm4.dynamics.com
organization: { id: 3f2c0b7e-0000-4000-8000-000000000000 }
";
pub const CREATE: &str = "--create-dynamics-keywords";
/// The record of the keyword.
pub const RECORD: &str = "dynamics.keywords.JOIN";

fn without_keyword() -> Both {
    Both::seeded(CONFIGURATION, EMPTY)
}

/// How many requests created or changed a row.
pub fn writes(both: &Both) -> usize {
    let all = ["POST", "PATCH", "PUT", "DELETE"];
    all.iter()
        .map(|method| both.requests(method, "/api/data/"))
        .sum()
}

/// Plans, with the creation or without it.
fn planned(both: &Both, more: &[&str]) -> Value {
    let arguments = [&["plan", "--format", "json"], more].concat();
    both.run(&arguments).exits(0).json()
}

#[test]
fn a_missing_keyword_is_created_after_approval() {
    let both = without_keyword();
    let plan = planned(&both, &[CREATE]);
    let changes = plan["resource_changes"].as_array().unwrap();
    let mut created = changes
        .iter()
        .filter(|one| one["type"] == "dynamics_keyword");
    let change = created.next().unwrap();
    assert_eq!(change["address"], RECORD);
    assert_eq!(change["change"]["actions"], json!(["create"]));
    assert!(created.next().is_none());
    // What the plan repairs is no finding, and is something to do.
    assert_eq!(plan["dynamics"]["findings"], json!([]));
    both.run(&["plan", CREATE, "--detailed-exitcode"]).exits(2);
    both.run(&["plan", "--detailed-exitcode"]).exits(0);
    let without = planned(&both, &[]);
    assert_eq!(codes(&without["dynamics"]), ["W0821"]);
    assert_ne!(without["sha256"], plan["sha256"]);
    assert_eq!(writes(&both), 0);

    let hash = plan["sha256"].as_str().unwrap();
    both.apply(&["--expect-plan", hash], 1);
    both.apply(
        &[CREATE, "--expect-plan", without["sha256"].as_str().unwrap()],
        1,
    );
    assert_eq!(writes(&both), 0);
    both.apply(&[CREATE, "--expect-plan", hash], 0);
    assert_eq!((writes(&both), both.count("JOIN")), (1, 1));
    assert!(both.recorded().contains(&RECORD.to_owned()));
    both.apply(&[CREATE], 0);
    assert_eq!(writes(&both), 1);
    both.run(&["plan", CREATE, "--detailed-exitcode"]).exits(0);
    assert_eq!(both.plan(0)["findings"], json!([]));
    both.run(&["drift"]).exits(0);
}

#[test]
fn a_saved_plan_creates_exactly_what_it_shows() {
    let both = without_keyword();
    both.run(&["plan", "--out", "without"]).exits(0);
    both.run(&["plan", CREATE, "--out", "with"]).exits(0);
    // A keyword that is declared later is not in the plan.
    both.edit("[JOIN]", "[JOIN, LATER]");
    both.run(&["apply", "without"]);
    assert_eq!(writes(&both), 0);
    both.edit("[JOIN, LATER]", "[JOIN]");
    both.run(&["apply", "with"]).exits(0);
    assert_eq!((writes(&both), both.count("JOIN")), (1, 1));
    both.run(&["apply", "with"]);
    assert_eq!(writes(&both), 1);
}

#[test]
fn an_apply_without_the_option_never_writes() {
    let both = Both::seeded(&checked(), EMPTY);
    both.apply(&[], 0);
    both.edit("friendly_name: First", "friendly_name: Renamed");
    both.apply(&[], 0);
    assert_eq!((writes(&both), both.count("JOIN")), (0, 0));
}

/// Lets the next lists of keywords be empty, as they were before somebody added one.
fn older_lists(both: &Both, times: usize) {
    let empty = json!({"status": 200, "body": "{\"value\": []}"});
    let fault = json!([{"path": "msdynmkt_keywords?", "times": times, "then": empty}]);
    both.stand_in().add_faults(&fault);
}

#[test]
fn a_saved_plan_is_stale_once_somebody_added_the_keyword() {
    let both = without_keyword();
    both.run(&["plan", CREATE, "--out", "with"]).exits(0);
    both.mutate(&json!({"keyword": "join"}));
    let shown = both.run(&["apply", "with"]).exits(1);
    assert!(shown.stderr.contains("stale"), "{}", shown.stderr);
    assert_eq!((writes(&both), both.count("JOIN")), (0, 1));
    both.apply(&[CREATE], 0);
    assert_eq!((writes(&both), both.count("JOIN")), (0, 1));
    assert!(both.recorded().contains(&RECORD.to_owned()));
}

#[test]
fn a_keyword_that_appeared_after_the_plan_is_adopted() {
    let both = without_keyword();
    both.mutate(&json!({"keyword": "join"}));
    older_lists(&both, 1);
    both.apply(&[CREATE], 0);
    assert_eq!((writes(&both), both.count("JOIN")), (0, 1));
    assert!(both.recorded().contains(&RECORD.to_owned()));
    both.run(&["drift"]).exits(0);
}

#[test]
fn a_rule_against_duplicates_leads_to_the_keyword_that_exists() {
    let both = without_keyword();
    both.settings(&json!({"duplicate_rule": true}));
    both.mutate(&json!({"keyword": "JOIN"}));
    // Neither the plan nor the look before the creation sees it.
    older_lists(&both, 2);
    both.apply(&[CREATE], 0);
    assert_eq!((writes(&both), both.count("JOIN")), (1, 1));
    assert!(both.recorded().contains(&RECORD.to_owned()));
}

/// Two runners with registries of their own, both at the request that creates.
#[test]
fn two_runners_at_once_create_one_keyword() {
    let both = without_keyword();
    let other = both.world.copy();
    let hold = json!([{"method": "PATCH", "times": 2, "then": {"hold": true}}]);
    both.stand_in().add_faults(&hold);
    let apply = ["apply", "--auto-approve", CREATE];
    thread::scope(|scope| {
        let runs = [&both.world, &other].map(|world| scope.spawn(|| world.run(&apply)));
        both.stand_in().wait_until_held(2);
        both.stand_in().release();
        for run in runs {
            let ended = run.join().unwrap().exits(0);
            secrets::silent(&both.running.canaries(), &ended);
        }
    });
    assert_eq!((writes(&both), both.count("JOIN")), (2, 1));
    assert!(both.recorded().contains(&RECORD.to_owned()));
    secrets::kept_nowhere(&both.running.canaries(), &other, &[]);
}

#[test]
fn a_refused_creation_does_not_undo_twilio() {
    for refusal in [
        json!({"create": {KEYWORDS: "none"}}),
        json!({"create": {KEYWORDS: "none"}, "write": {KEYWORDS: "none"}, "client_ids": false}),
    ] {
        let both = without_keyword();
        both.settings(&refusal);
        both.edit("friendly_name: First", "friendly_name: Renamed");
        let shown = both.apply(&[CREATE], 3);
        let shown = shown.stdout + &shown.stderr;
        assert!(
            shown.contains("failed: create dynamics.keywords.JOIN"),
            "{shown}"
        );
        assert!(shown.contains("prvCreatemsdynmkt_keyword"), "{shown}");
        assert_eq!(both.count("JOIN"), 0);
        let name = both.twilio.setting(super::FIRST, "friendly_name");
        assert_eq!(name, "Renamed");
        assert!(!both.recorded().contains(&RECORD.to_owned()));
        both.settings(&json!({"create": {}, "write": {}, "client_ids": true}));
        both.apply(&[CREATE], 0);
        assert_eq!(both.count("JOIN"), 1);
    }
}

#[test]
fn an_environment_without_ids_of_the_client_gets_one_keyword() {
    for unlike in [
        json!({"client_ids": false}),
        json!({"optimistic_concurrency": false}),
        json!({"client_ids": false, "optimistic_concurrency": false}),
    ] {
        let both = without_keyword();
        both.settings(&unlike);
        both.apply(&[CREATE], 0);
        assert_eq!(both.count("JOIN"), 1, "{unlike}");
        both.apply(&[CREATE], 0);
        assert_eq!(both.count("JOIN"), 1, "{unlike}");
        assert!(both.recorded().contains(&RECORD.to_owned()), "{unlike}");
    }
}

#[test]
fn an_environment_that_is_down_creates_nothing_and_twilio_is_repaired() {
    let both = without_keyword();
    both.settings(&json!({"application_user": false}));
    both.edit("friendly_name: First", "friendly_name: Renamed");
    both.apply(&[CREATE], 3);
    let name = both.twilio.setting(super::FIRST, "friendly_name");
    assert_eq!((writes(&both), name.as_str()), (0, "Renamed"));
}
