//! What a rollout is doing, for a person who watches it. Each line ends without a line break.

use std::time::Duration;

use super::outcome::concealed_wave;
use super::waves::{alerts, numbers, title};
use crate::model::{Wave, WaveKind};
use crate::report::text::escape::neutral;
use crate::report::text::moment::lasting;

/// A wave is about to be written.
pub fn started(wave: &Wave) -> String {
    let numbers = numbers(wave.numbers);
    match wave.kind {
        WaveKind::Forward if wave.reached == wave.numbers => {
            format!("{}: {numbers}", title(wave))
        }
        WaveKind::Forward => {
            format!("{}: {numbers}, {} in all", title(wave), wave.reached)
        }
        WaveKind::Revert => format!("changing back what the waves did: {numbers}"),
    }
}

/// A wave is being watched.
pub fn watched(wave: &Wave, left: Duration) -> String {
    let seen = alerts(wave).map(|seen| format!(", {seen}"));
    let left = lasting(left);
    format!("{}: {left} left{}", title(wave), seen.unwrap_or_default())
}

/// A wave ended, well or not.
pub fn ended(wave: &Wave) -> String {
    let title = title(wave);
    if let Some(why) = &concealed_wave(wave).why {
        return format!("{title} stopped: {}", neutral(why));
    }
    let seen = alerts(wave).map(|seen| format!(", {seen}"));
    let word = super::waves::state(wave, true);
    format!("{title} {word}{}", seen.unwrap_or_default())
}
