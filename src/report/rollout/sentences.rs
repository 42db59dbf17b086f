//! How a rollout ended, in sentences that follow the counts of an apply, and what to do next.

use super::outcome::{RolloutState, back, concealed, is_revert_open, reverts};
use super::waves::{numbers, state, title};
use crate::model::{InterruptedBy, RolloutOutcome, Wave, WaveKind, WaveState};
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
            said.push(interrupted(&outcome));
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
            said.push(if is_revert_open(&outcome) {
                revert_interrupted(&outcome)
            } else if left == 0 {
                "It is not known whether every route is the old one again.".to_owned()
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
        RolloutState::Interrupted if lost(outcome) => Some(
            "Once the registry can be used again, run `switchboard apply` with --rollout to continue."
                .to_owned(),
        ),
        RolloutState::Interrupted => {
            Some("Run `switchboard apply` with --rollout again to finish.".to_owned())
        }
        RolloutState::PartlyReverted if is_revert_open(outcome) => {
            let when = if lost(outcome) {
                "Once the registry can be used again, run"
            } else {
                "Run"
            };
            Some(format!(
                "{when} `switchboard apply` with --rollout and --rollout-revert to finish changing back."
            ))
        }
        RolloutState::Stopped => Some(format!(
            "Fix {cause}, then run `switchboard apply` with --rollout again to finish."
        )),
        RolloutState::Reverted => Some(format!(
            "Fix {cause}, then run `switchboard apply` with --rollout again."
        )),
        RolloutState::PartlyReverted => Some(
            "Read the reasons, then run `switchboard apply` with --rollout and --rollout-revert to finish changing back."
                .to_owned(),
        ),
    }
}

/// Whether the registry ended it.
fn lost(outcome: &RolloutOutcome) -> bool {
    matches!(
        outcome.interrupted_by,
        Some(InterruptedBy::Registry | InterruptedBy::RegistryLost)
    )
}

/// Where a rollout ended early, and why.
fn interrupted(outcome: &RolloutOutcome) -> String {
    let running = last(outcome, |wave| wave.state == WaveState::Running);
    let ended = last(outcome, |wave| wave.kind == WaveKind::Forward);
    let at = match (running, ended) {
        (Some(wave), _) => format!("in {}", title(wave)),
        (None, Some(wave)) => format!("after {}", title(wave)),
        (None, None) => "before its first wave".to_owned(),
    };
    let done = "What is counted as done was done before, and nothing more was written.";
    match outcome.interrupted_by {
        None | Some(InterruptedBy::Signal) => format!("The rollout was interrupted {at}."),
        Some(InterruptedBy::Registry) => {
            format!("The registry could not be written, which ended the rollout {at}. {done}")
        }
        Some(InterruptedBy::RegistryLost) => {
            format!("The registry was lost, which ended the rollout {at}. {done}")
        }
    }
}

/// How far a revert came that did not end.
fn revert_interrupted(outcome: &RolloutOutcome) -> String {
    let why = match outcome.interrupted_by {
        Some(InterruptedBy::Registry) => "ended early, as the registry could not be written",
        Some(InterruptedBy::RegistryLost) => "ended early, as the registry was lost",
        None | Some(InterruptedBy::Signal) => "was interrupted",
    };
    let were = |count: usize| {
        let were = if count == 1 { "was" } else { "were" };
        (plural(count, "resource"), were)
    };
    let (noun, is) = were(back(outcome).len());
    let mut said = vec![format!("{noun} {is} changed back")];
    if let left @ 1.. = outcome.not_reverted.len() {
        said.push(format!("{left} could not be changed back"));
    }
    if let left @ 1.. = outcome.untried.len() {
        said.push(format!("{left} {} not tried", were(left).1));
    } else {
        said.push("the routes were not read again".to_owned());
    }
    let last = said.pop().unwrap_or_default();
    format!("The revert {why}: {} and {last}.", said.join(", "))
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
    let colon = if why.is_empty() { "" } else { ": " };
    if of_kind(outcome, WaveKind::Forward).next().is_none() {
        return format!("No wave was begun{colon}{why}.");
    }
    format!("The rollout stopped{}{colon}{why}.", at.unwrap_or_default())
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
