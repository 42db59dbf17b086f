//! Tests of rollouts in every report: what is said of each outcome, and that nothing secret is.

mod documents;
mod formats;
mod history;

use super::sample::{self, number};
use crate::model::{Action, InterruptedBy, RolloutOutcome, WaveState};
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

fn summary_of(outcome: RolloutOutcome) -> String {
    summary(&applied(outcome), false)
}

fn reported<T>(outcome: RolloutOutcome, look: impl FnOnce(&PlanReport<'_>) -> T) -> T {
    let applied = applied(outcome);
    plans::report(&plans::plan("Store line"), &[], |report| {
        look(&report.ended(Ending::Ended(&applied)))
    })
}

#[test]
fn a_good_day_is_one_sentence() {
    insta::assert_snapshot!(summary_of(sample::good()), @"
    waves:
      wave 1 of 2: passed; 1 number; no alerts; 2026-07-30 12:02:00Z to 12:03:00Z
      wave 2 of 2: passed; 1 number, 2 in all; no alerts; 2026-07-30 12:04:00Z to 12:05:00Z

    Recorded as run 0197.
    Applied: 2 updated, 1 adopted. All 2 waves passed, and no alert counted.
    ");
    let verified = summary_of(RolloutOutcome::default());
    assert!(
        verified.ends_with(
            "Applied: 2 updated, 1 adopted. Every changed route was read again and is the declared one.\n"
        ),
        "{verified}"
    );
}

#[test]
fn routes_that_stay_are_not_called_changed() {
    let report = ApplyReport {
        routes_stay: true,
        ..applied(RolloutOutcome::default())
    };
    let text = summary(&report, false);
    assert!(text.ends_with("Applied: 2 updated, 1 adopted.\n"), "{text}");
}

/// A run that only finishes the revert of an earlier one changes something, too.
#[test]
fn a_finished_revert_is_not_called_nothing() {
    let mut report = ApplyReport {
        done: Vec::new(),
        not_tried: vec![(number("support"), Action::Update, "first".to_owned())],
        ..applied(sample::reverted())
    };
    // Nothing that this run's own waves did not write is called the work of an earlier run.
    assert!(!summary(&report, false).contains("an earlier run"));
    let waves = report
        .rollout
        .iter_mut()
        .flat_map(|one| one.waves.drain(..2));
    assert_eq!(waves.count(), 2);
    let text = summary(&report, false);
    assert!(
        text.contains("Changed back what an earlier run did; 1 not tried."),
        "{text}"
    );
    assert!(!text.contains("Nothing was"), "{text}");
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
    insta::assert_snapshot!(summary_of(sample::stopped()), @"
    waves:
      wave 1 of 2: passed; 1 number; no alerts; 2026-07-30 12:02:00Z to 12:03:00Z
      wave 2 of 2: stopped; 1 number, 2 in all; 3 alerts; 2026-07-30 12:04:00Z to 12:05:00Z
    alerts:
      2 alerts with code 11200 at handler.example.com about providers.marketing-us.numbers.store-line (providers.marketing-us)
      1 alert (providers.marketing-us)

    Recorded as run 0197.
    Partly applied: 2 updated, 1 adopted. The rollout stopped at wave 2 of 2: 3 alerts, and 0 are allowed (https://u:***@handler.example.com/sms). Fix what answers at the new URL, then run `switchboard apply` with --rollout again to finish.
    ");
}

#[test]
fn a_revert_takes_back_what_was_applied() {
    let text = summary_of(sample::reverted());
    insta::assert_snapshot!(text, @"
    waves:
      wave 1 of 2: passed; 1 number; no alerts; 2026-07-30 12:02:00Z to 12:03:00Z
      wave 2 of 2: stopped; 1 number, 2 in all; 3 alerts; 2026-07-30 12:04:00Z to 12:05:00Z
      revert: done; 2 numbers changed back; 2026-07-30 12:06:00Z to 12:07:00Z
    alerts:
      2 alerts with code 11200 at handler.example.com about providers.marketing-us.numbers.store-line (providers.marketing-us)
      1 alert (providers.marketing-us)

    Recorded as run 0197.
    Partly applied: 1 adopted; 2 updated, then changed back. The rollout stopped at wave 2 of 2: 3 alerts, and 0 are allowed (https://u:***@handler.example.com/sms). 2 numbers are on the old route again. Fix what answers at the new URL, then run `switchboard apply` with --rollout again.
    ");
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
    insta::assert_snapshot!(summary_of(sample::partly_reverted()), @"
    waves:
      wave 1 of 2: passed; 1 number; no alerts; 2026-07-30 12:02:00Z to 12:03:00Z
      wave 2 of 2: stopped; 1 number, 2 in all; 3 alerts; 2026-07-30 12:04:00Z to 12:05:00Z
      revert: incomplete; 1 number changed back; 2026-07-30 12:06:00Z to 12:07:00Z; 1 change failed
    alerts:
      2 alerts with code 11200 at handler.example.com about providers.marketing-us.numbers.store-line (providers.marketing-us)
      1 alert (providers.marketing-us)
    not changed back:
      providers.marketing-us.numbers.support: updating PN1: no answer from https://u:***@api.example.com/ (HTTP 503)

    Recorded as run 0197.
    Partly applied: 1 updated, 1 adopted; 1 updated, then changed back. The rollout stopped at wave 2 of 2: 3 alerts, and 0 are allowed (https://u:***@handler.example.com/sms). 1 change could not be changed back and is still in effect. Read the reasons, then run `switchboard apply` with --rollout and --rollout-revert to finish changing back.
    ");
}

#[test]
fn what_could_not_be_read_is_said() {
    insta::assert_snapshot!(summary_of(sample::unread()), @"
    waves:
      wave 1 of 2: passed; 1 number; no alerts; 2026-07-30 12:02:00Z to 12:03:00Z
      wave 2 of 2: stopped; 1 number, 2 in all; 2026-07-30 12:04:00Z to 12:05:00Z; the alerts of providers.marketing-us could not be read
    not the declared route:
      providers.marketing-us.numbers.support: another route answers at https://u:***@old.example.com/
    not read:
      alerts of https://u:***@monitor.example.com/: HTTP 403
    without alerts:
      providers.acs: its kind of provider has no alerts; only its routes were read again

    Recorded as run 0197.
    Partly applied: 2 updated, 1 adopted. The rollout stopped at wave 2 of 2: the alerts could not be read. Fix the cause, then run `switchboard apply` with --rollout again to finish.
    ");
    insta::assert_snapshot!(summary_of(sample::unverified()), @"
    not the declared route:
      providers.marketing-us.numbers.support: another route answers at https://u:***@old.example.com/
    not read:
      alerts of https://u:***@monitor.example.com/: HTTP 403
    without alerts:
      providers.acs: its kind of provider has no alerts; only its routes were read again

    Recorded as run 0197.
    Applied: 2 updated, 1 adopted. 1 changed number has another route than the declared one. Not everything could be read again to verify it. `switchboard plan` shows what is not as declared.
    ");
}

/// A killed or interrupted run leaves a wave without an end.
#[test]
fn an_interrupted_wave_is_not_called_applied() {
    let mut outcome = sample::good();
    let last = outcome.waves.last_mut().unwrap();
    last.state = WaveState::Running;
    last.ended_at = None;
    let text = summary_of(outcome);
    assert!(
        text.contains("The rollout was interrupted in wave 2 of 2. Run `switchboard apply` with --rollout again"),
        "{text}"
    );
    // A run that ended between two waves has none without an end.
    let mut outcome = sample::good();
    outcome.waves.pop();
    outcome.interrupted_by = Some(InterruptedBy::Signal);
    let text = summary_of(outcome.clone());
    assert!(
        text.contains("The rollout was interrupted after wave 1 of 2."),
        "{text}"
    );
    outcome.waves.clear();
    let text = summary_of(outcome);
    assert!(
        text.contains("The rollout was interrupted before its first wave."),
        "{text}"
    );
}

#[test]
fn a_revert_that_was_interrupted_says_how_far_it_got() {
    let mut outcome = sample::reverted();
    outcome.waves.last_mut().unwrap().state = WaveState::Running;
    assert!(applied(outcome.clone()).back().is_empty());
    outcome.changed_back = [number("store-line")].into();
    outcome.untried = [number("support")].into();
    let text = summary_of(outcome.clone());
    let from = text.find("alerts:").unwrap();
    insta::assert_snapshot!(&text[from..], @"
    alerts:
      2 alerts with code 11200 at handler.example.com about providers.marketing-us.numbers.store-line (providers.marketing-us)
      1 alert (providers.marketing-us)
    not yet changed back:
      providers.marketing-us.numbers.support: the revert ended before it was tried

    Recorded as run 0197.
    Partly applied: 1 updated, 1 adopted; 1 updated, then changed back. The rollout stopped at wave 2 of 2: 3 alerts, and 0 are allowed (https://u:***@handler.example.com/sms). The revert was interrupted: 1 resource was changed back and 1 was not tried. Run `switchboard apply` with --rollout and --rollout-revert to finish changing back.
    ");
    assert!(
        text.contains("revert: interrupted; 2 numbers to change back"),
        "{text}"
    );
    outcome.untried.clear();
    outcome.not_reverted = [(number("support"), "HTTP 503".to_owned())].into();
    outcome.interrupted_by = Some(InterruptedBy::RegistryLost);
    let text = summary_of(outcome);
    let from = text.find("The revert").unwrap();
    insta::assert_snapshot!(&text[from..], @"The revert ended early, as the registry was lost: 1 resource was changed back, 1 could not be changed back and the routes were not read again. Once the registry can be used again, run `switchboard apply` with --rollout and --rollout-revert to finish changing back.");
}

#[test]
fn a_lost_registry_is_named() {
    let mut outcome = sample::good();
    let last = outcome.waves.last_mut().unwrap();
    last.state = WaveState::Running;
    outcome.interrupted_by = Some(InterruptedBy::RegistryLost);
    let text = summary_of(outcome);
    let from = text.find("Partly applied").unwrap();
    insta::assert_snapshot!(&text[from..], @"Partly applied: 2 updated, 1 adopted. The registry was lost, which ended the rollout in wave 2 of 2. What is counted as done was done before, and nothing more was written. Once the registry can be used again, run `switchboard apply` with --rollout to continue.");
}
