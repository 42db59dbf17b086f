//! Tests of rollouts in every report: what is said of each outcome, and that nothing secret is.

mod documents;
mod formats;
mod history;

use super::sample::{self, number};
use crate::model::{Action, RolloutOutcome, WaveState};
use crate::report::apply::human::summary;
use crate::report::apply::result::ApplyReport;
use crate::report::plan::ending::Ending;
use crate::report::plan::input::PlanReport;
use crate::report::sample as plans;

/// An apply of the sample plan: both updates are done, and one adoption.
fn applied(outcome: RolloutOutcome) -> ApplyReport {
    ApplyReport {
        done: vec![
            (number("front-desk"), Action::Adopt),
            (number("store-line"), Action::Update),
            (number("support"), Action::Update),
        ],
        rollout: Some(outcome),
        run_id: Some("0197".to_owned()),
        plan_complete: true,
        ..ApplyReport::default()
    }
}

fn told(outcome: RolloutOutcome) -> String {
    summary(&applied(outcome), false)
}

fn reported<T>(outcome: RolloutOutcome, look: impl FnOnce(&PlanReport<'_>) -> T) -> T {
    let applied = applied(outcome);
    plans::report(&plans::plan("Store line"), &[], |report| {
        look(&report.ended(Ending::Ended(&applied)))
    })
}

#[test]
fn a_good_day_is_told_in_one_sentence() {
    insta::assert_snapshot!(told(sample::good()), @"");
    let verified = told(RolloutOutcome::default());
    assert!(
        verified.ends_with(
            "Applied: 2 updated, 1 adopted. Every changed route was read again and is the declared one.\n"
        ),
        "{verified}"
    );
}

#[test]
fn a_verification_of_nothing_is_not_mentioned() {
    let report = ApplyReport {
        done: Vec::new(),
        run_id: None,
        ..applied(RolloutOutcome::default())
    };
    assert_eq!(
        summary(&report, false),
        "Applied: no changes were needed.\n"
    );
}

#[test]
fn a_stop_says_where_and_why_and_what_to_do() {
    insta::assert_snapshot!(told(sample::stopped()), @"");
}

#[test]
fn a_revert_takes_back_what_was_applied() {
    let text = told(sample::reverted());
    insta::assert_snapshot!(text, @"");
    assert!(!text.contains("Applied: 2 updated"), "{text}");
    // Nothing else was done.
    let only = ApplyReport {
        done: applied(sample::reverted()).done.split_off(1),
        not_tried: vec![(
            number("warehouse"),
            Action::Update,
            "the rollout stopped".to_owned(),
        )],
        ..applied(sample::reverted())
    };
    let text = summary(&only, false);
    assert!(
        text.contains("Reverted: 2 updated, then changed back; 1 not tried. The rollout stopped"),
        "{text}"
    );
}

#[test]
fn a_partial_revert_names_what_is_left() {
    insta::assert_snapshot!(told(sample::partly_reverted()), @"");
}

#[test]
fn what_could_not_be_read_is_said() {
    insta::assert_snapshot!(told(sample::unread()), @"");
    insta::assert_snapshot!(told(sample::unverified()), @"");
}

/// A killed or interrupted run leaves a wave without an end.
#[test]
fn an_interrupted_wave_is_not_called_applied() {
    let mut outcome = sample::good();
    let last = outcome.waves.last_mut().unwrap();
    last.state = WaveState::Running;
    last.ended_at = None;
    let text = told(outcome);
    assert!(
        text.contains("The rollout was interrupted in wave 2 of 2. Run `switchboard apply` again"),
        "{text}"
    );
    let mut outcome = sample::reverted();
    outcome.waves.last_mut().unwrap().state = WaveState::Running;
    assert!(applied(outcome.clone()).back().is_empty());
    let text = told(outcome);
    assert!(text.contains("The revert did not end"), "{text}");
}
