//! A wave of a rollout as an event shows it.

use serde::Serialize;

use crate::model::{Address, Wave, WaveKind, WaveState};
use crate::report::rollout::outcome::concealed_wave;
use crate::report::rollout::progress;

/// The wave. Its addresses are on the line of its beginning only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WaveLine {
    /// What it does.
    pub kind: WaveKind,
    /// Its number in the run, from 1.
    pub number: u32,
    /// How many forward waves the run has.
    pub of: u32,
    /// The addresses that it changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub addresses: Option<Vec<Address>>,
    /// How many numbers' routes it changes.
    pub numbers: u64,
    /// How many numbers' routes are changed at its end, by all waves of the run so far.
    pub reached: u64,
    /// When it began, RFC 3339 in UTC.
    pub started_at: String,
    /// When it ended.
    pub ended_at: Option<String>,
    /// The alerts that count; `None` if they were not read.
    pub alerts: Option<u64>,
    /// How far it got.
    pub state: WaveState,
    /// Why it stopped.
    pub why: Option<String>,
    /// The event, for people.
    #[serde(skip)]
    pub(super) message: String,
}

impl WaveLine {
    /// A wave, and the event in words.
    pub(super) fn of(wave: &Wave, message: String) -> Box<Self> {
        let wave = concealed_wave(wave);
        Box::new(Self {
            kind: wave.kind,
            number: wave.number,
            of: wave.of,
            addresses: None,
            numbers: wave.numbers,
            reached: wave.reached,
            started_at: wave.started_at,
            ended_at: wave.ended_at,
            alerts: wave.alerts,
            state: wave.state,
            why: wave.why,
            message,
        })
    }

    /// A wave that begins.
    pub(super) fn begun(wave: &Wave) -> Box<Self> {
        let addresses = Some(wave.addresses.iter().cloned().collect());
        Box::new(Self {
            addresses,
            ..*Self::of(wave, progress::started(wave))
        })
    }
}
