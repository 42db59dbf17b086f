//! Waves in a few words.

use crate::model::{Wave, WaveKind, WaveState};
use crate::report::text::moment::span;
use crate::report::text::plural::plural;

/// `wave 2 of 4`, or `revert`.
pub(in crate::report) fn title(wave: &Wave) -> String {
    match wave.kind {
        WaveKind::Forward => format!("wave {} of {}", wave.number, wave.of),
        WaveKind::Revert => "revert".to_owned(),
    }
}

/// How it ended. `over` is whether its run has ended: a wave that still runs then was interrupted.
pub(in crate::report) fn state(wave: &Wave, over: bool) -> &'static str {
    match (wave.state, wave.kind) {
        (WaveState::Running, _) if over => "interrupted",
        (WaveState::Running, _) => "running",
        (WaveState::Passed, WaveKind::Forward) => "passed",
        (WaveState::Passed, WaveKind::Revert) => "done",
        (WaveState::Stopped, WaveKind::Forward) => "stopped",
        (WaveState::Stopped, WaveKind::Revert) => "incomplete",
    }
}

/// The class that colours its state on a page.
pub(in crate::report) fn tone(wave: &Wave) -> &'static str {
    match wave.state {
        WaveState::Passed => "good",
        WaveState::Stopped => "critical",
        WaveState::Running => "major",
    }
}

/// How many numbers it reroutes, and how many are rerouted at its end.
pub(in crate::report) fn reach(wave: &Wave) -> String {
    let numbers = numbers(wave.numbers);
    match wave.kind {
        WaveKind::Forward if wave.reached != wave.numbers => {
            format!("{numbers}, {} in all", wave.reached)
        }
        WaveKind::Forward => numbers,
        WaveKind::Revert if wave.state == WaveState::Running => {
            format!("{numbers} to change back")
        }
        WaveKind::Revert => format!("{numbers} changed back"),
    }
}

/// A count of numbers with its noun.
pub(in crate::report) fn numbers(count: u64) -> String {
    plural(usize::try_from(count).unwrap_or(usize::MAX), "number")
}

/// How many alerts count; `None` if none were read, as during a revert.
pub(in crate::report) fn alerts(wave: &Wave) -> Option<String> {
    let count = wave.alerts?;
    Some(match count {
        0 => "no alerts".to_owned(),
        count => plural(usize::try_from(count).unwrap_or(usize::MAX), "alert"),
    })
}

/// The facts of a wave in one line, without its reason.
pub(in crate::report) fn facts(wave: &Wave) -> String {
    let when = span(&wave.started_at, wave.ended_at.as_deref());
    let facts = [Some(reach(wave)), alerts(wave), Some(when)];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    facts.join("; ")
}

/// All waves of a run in a few words, as `3 of 4 waves; reverted`; `None` if it was no rollout. The
/// waves that began are counted.
pub(in crate::report) fn brief(waves: &[Wave], over: bool) -> Option<String> {
    let of = |kind| waves.iter().filter(move |wave| wave.kind == kind);
    let begun = of(WaveKind::Forward).count();
    let all = waves.iter().map(|wave| wave.of).max()?;
    let noun = if all == 1 { "wave" } else { "waves" };
    let end = if let Some(revert) = of(WaveKind::Revert).next_back() {
        Some(match state(revert, over) {
            "done" => "reverted",
            "running" => "the revert runs",
            "interrupted" => "the revert was interrupted",
            _ => "not all reverted",
        })
    } else {
        let last = of(WaveKind::Forward).next_back();
        last.map(|wave| state(wave, over))
            .filter(|state| *state != "passed")
    };
    let end = end.map(|end| format!("; {end}")).unwrap_or_default();
    Some(format!("{begun} of {all} {noun}{end}"))
}
