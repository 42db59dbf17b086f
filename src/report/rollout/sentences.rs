//! How a rollout ended, in sentences that follow the counts of an apply, and what to do next.

use super::outcome::{RolloutState, concealed, reverts};
use super::waves::{numbers, state, title};
use crate::model::{RolloutOutcome, Wave, WaveKind, WaveState};
use crate::report::text::escape::neutral;
use crate::report::text::plural::plural;

/// The sentences.
pub(in crate::report) fn ended(outcome: &RolloutOutcome) -> String {
    let outcome = concealed(outcome);
    let mut said = Vec::new();
    match RolloutState::of(&outcome) {
        RolloutState::Passed => said.push(passed(&outcome)),
        RolloutState::Unverified => {}
        RolloutState::Interrupted => {
            let running = last(&outcome, |wave| wave.state == WaveState::Running);
            said.extend(
                running.map(|wave| format!("The rollout was interrupted in {}.", title(wave))),
            );
        }
        RolloutState::Stopped => said.push(stopped(&outcome)),
        RolloutState::Reverted => {
            said.push(stopped(&outcome));
            let count: u64 = reverts(&outcome).map(|wave| wave.numbers).sum();
            let (noun, are) = (numbers(count), if count == 1 { "is" } else { "are" });
            said.push(format!("{noun} {are} on the old route again."));
        }
        RolloutState::PartlyReverted => {
            said.push(stopped(&outcome));
            let left = outcome.not_reverted.len();
            said.push(if left == 0 {
                "The revert did not end: some routes may still be changed.".to_owned()
            } else {
                let (noun, are) = (plural(left, "change"), if left == 1 { "is" } else { "are" });
                format!("{noun} could not be changed back and {are} still in effect.")
            });
        }
    }
    if outcome.stopped.is_none() {
        said.extend(unverified(&outcome));
    }
    said.join(" ")
}

/// What to do next; `None` if nothing must be done.
pub(in crate::report) fn next(outcome: &RolloutOutcome) -> Option<String> {
    let cause = if outcome.alerts.is_empty() {
        "the cause"
    } else {
        "what answers at the new URL"
    };
    match RolloutState::of(outcome) {
        RolloutState::Passed => None,
        RolloutState::Unverified => {
            Some("`switchboard plan` shows what is not as declared.".to_owned())
        }
        RolloutState::Interrupted => {
            Some("Run `switchboard apply` with --rollout again to finish.".to_owned())
        }
        RolloutState::Stopped => Some(format!(
            "Fix {cause}, then run `switchboard apply` with --rollout again to finish."
        )),
        RolloutState::Reverted => Some(format!(
            "Fix {cause}, then run `switchboard apply` with --rollout again."
        )),
        RolloutState::PartlyReverted => Some(format!(
            "`switchboard plan` shows which routes are declared and which are not; fix {cause}, then run `switchboard apply` with --rollout again."
        )),
    }
}

fn passed(outcome: &RolloutOutcome) -> String {
    let forward: Vec<&Wave> = of_kind(outcome, WaveKind::Forward).collect();
    let watched: Vec<u64> = forward.iter().filter_map(|wave| wave.alerts).collect();
    let seen = match (watched.as_slice(), watched.iter().sum::<u64>()) {
        ([], _) => String::new(),
        (_, 0) => ", and no alert counted".to_owned(),
        (_, count) => {
            let count = usize::try_from(count).unwrap_or(usize::MAX);
            format!(", with {} as allowed", plural(count, "alert"))
        }
    };
    match forward.len() {
        0 => "Every changed route was read again and is the declared one.".to_owned(),
        1 => format!("The one wave passed{seen}."),
        count => format!("All {count} waves passed{seen}."),
    }
}

fn stopped(outcome: &RolloutOutcome) -> String {
    let why = outcome.stopped.as_deref().map(neutral);
    let why = why
        .as_deref()
        .map_or("", |why| why.trim().trim_end_matches('.'));
    // One that stopped for its alerts, or one that could not be written.
    let at = last(outcome, |wave| {
        wave.kind == WaveKind::Forward && wave.state != WaveState::Passed
    });
    let at = at.map(|wave| match state(wave, true) {
        "interrupted" => format!(" in {}", title(wave)),
        _ => format!(" at {}", title(wave)),
    });
    let what = if outcome.waves.is_empty() {
        "verification"
    } else {
        "rollout"
    };
    let colon = if why.is_empty() { "" } else { ": " };
    format!("The {what} stopped{}{colon}{why}.", at.unwrap_or_default())
}

fn unverified(outcome: &RolloutOutcome) -> Vec<String> {
    let mut said = Vec::new();
    match outcome.unconverged.len() {
        0 => {}
        1 => said.push("1 changed number has another route than the declared one.".to_owned()),
        many => said.push(format!(
            "{many} changed numbers have other routes than the declared ones."
        )),
    }
    if !outcome.unread.is_empty() {
        said.push("Not everything could be read again to verify it.".to_owned());
    }
    said
}

fn of_kind(outcome: &RolloutOutcome, kind: WaveKind) -> impl Iterator<Item = &Wave> {
    outcome.waves.iter().filter(move |wave| wave.kind == kind)
}

fn last(outcome: &RolloutOutcome, which: impl Fn(&Wave) -> bool) -> Option<&Wave> {
    outcome.waves.iter().rfind(|wave| which(wave))
}
