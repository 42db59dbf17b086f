//! The waves of a recorded run, for people.

use std::fmt::Write as _;

use anstyle::Style;

use crate::model::{Wave, WaveState};
use crate::report::rollout::outcome::concealed_wave;
use crate::report::rollout::waves::{facts, state, title};
use crate::report::text::escape::neutral;
use crate::report::text::paint::{BOLD, GREEN, Look, RED, YELLOW};
use crate::report::text::sentence::capital;

/// A line for each wave, and below it why it stopped. `over` is whether the run has ended.
pub(super) fn list(out: &mut String, waves: &[Wave], over: bool, look: Look) {
    if waves.is_empty() {
        return;
    }
    out.push('\n');
    for wave in waves {
        let wave = concealed_wave(wave);
        let title = look.paint(BOLD, &capital(&title(&wave)));
        let state = look.paint(style(&wave, over), state(&wave, over));
        let _ = writeln!(out, "  {title}: {state}; {}", neutral(&facts(&wave)));
        if let Some(why) = &wave.why {
            let _ = writeln!(out, "    {}", neutral(why));
        }
    }
}

fn style(wave: &Wave, over: bool) -> Style {
    match wave.state {
        WaveState::Passed => GREEN,
        WaveState::Stopped => RED,
        WaveState::Running if over => YELLOW,
        WaveState::Running => Style::new(),
    }
}
