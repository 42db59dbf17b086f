//! Rollouts in the plan document.

use serde_json::Value;

use super::{plans, reported, sample};
use crate::model::{Collection, RolloutOutcome};
use crate::report::apply::result::ApplyReport;
use crate::report::plan::document::{RolloutDocument, document, plan_schema, to_json};
use crate::report::plan::ending::Ending;
use crate::report::rollout::outcome::RolloutState;

fn json(outcome: RolloutOutcome) -> Value {
    let text = reported(outcome, |report| to_json(&document(report)));
    serde_json::from_str(&text).unwrap()
}

#[test]
fn every_outcome_has_its_state_in_the_document() {
    let states: Vec<(&str, String)> = sample::all()
        .into_iter()
        .map(|(name, outcome)| {
            (
                name,
                json(outcome)["applied"]["rollout"]["state"].to_string(),
            )
        })
        .collect();
    let expected = [
        ("good", "\"passed\""),
        ("stopped", "\"stopped\""),
        ("reverted", "\"reverted\""),
        ("partly reverted", "\"partly_reverted\""),
        ("unread", "\"stopped\""),
        ("unverified", "\"unverified\""),
        ("verified", "\"passed\""),
    ];
    assert_eq!(
        states,
        expected.map(|(name, state)| (name, state.to_owned()))
    );
}

#[test]
fn the_document_is_valid_and_has_everything() {
    let schema = plan_schema(&[Collection::new("groups")]);
    let validator = jsonschema::validator_for(&schema).unwrap();
    for (name, outcome) in sample::all() {
        let document = json(outcome.clone());
        let errors: Vec<_> = validator
            .iter_errors(&document)
            .map(|e| e.to_string())
            .collect();
        assert!(errors.is_empty(), "{name}: {errors:?}");
        assert_eq!(
            document["applied"]["success"],
            outcome.is_whole(),
            "{name}: {document:#}"
        );
    }
    let shown = json(sample::partly_reverted());
    let rollout = &shown["applied"]["rollout"];
    let of = |key: &str| rollout[key].as_array().unwrap().len();
    assert_eq!((of("waves"), of("alerts"), of("not_reverted")), (3, 2, 1));
    assert_eq!(rollout["waves"][1]["alerts"], 3);
    assert_eq!(rollout["alerts"][1]["host"], "handler.example.com");
    let without = plans::report(&plans::plan("x"), &[], |report| {
        let applied = ApplyReport::default();
        to_json(&document(&report.ended(Ending::Ended(&applied))))
    });
    assert!(!without.contains("\"rollout\""));
}

/// A document that is read again says the same.
#[test]
fn a_document_comes_back() {
    for (name, outcome) in sample::all() {
        let document = RolloutDocument::of(&outcome);
        assert_eq!(RolloutDocument::of(&document.outcome()), document, "{name}");
    }
    let both = RolloutDocument::of(&sample::reverted()).with(&RolloutDocument::of(&sample::good()));
    assert_eq!(both.state, RolloutState::Reverted);
    assert_eq!(both.waves.len(), 5);
    let worst = RolloutDocument::of(&sample::good()).with(&RolloutDocument::of(&sample::stopped()));
    assert_eq!(worst.state, RolloutState::Stopped);
}
