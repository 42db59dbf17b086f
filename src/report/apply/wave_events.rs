//! The events of a rollout.

use std::time::Duration;

use super::events::Event;
use super::wave_line::WaveLine;
use crate::model::Wave;
use crate::report::rollout::progress;

impl Event {
    /// A wave is about to be written.
    pub fn wave_start(wave: &Wave) -> Self {
        Self::WaveStart {
            wave: WaveLine::begun(wave),
        }
    }

    /// A wave is being watched, for as long as is left.
    pub fn wave_progress(wave: &Wave, left: Duration) -> Self {
        Self::Progress {
            wave: WaveLine::of(wave, progress::watched(wave, left)),
            left_seconds: left.as_secs() + u64::from(left.subsec_nanos() > 0),
        }
    }

    /// A wave ended without a reason to stop.
    pub fn wave_complete(wave: &Wave) -> Self {
        Self::WaveComplete {
            wave: WaveLine::of(wave, progress::ended(wave)),
        }
    }

    /// No further wave follows.
    pub fn wave_stopped(wave: &Wave) -> Self {
        Self::WaveStopped {
            wave: WaveLine::of(wave, progress::ended(wave)),
        }
    }

    /// What the waves did is about to be changed back.
    pub fn revert_start(wave: &Wave) -> Self {
        Self::RevertStart {
            wave: WaveLine::begun(wave),
        }
    }
}
