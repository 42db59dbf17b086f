//! What a person and a program see of a rollout while it runs.

use std::time::Instant;

use crate::cli::commands::apply::events;
use crate::cli::output::progress::{Shown, Writing};
use crate::cli::output::terminal;
use crate::cli::output::watching::{Watching, watching};
use crate::engine::WaveEvent;
use crate::report::rollout::progress::{ended, started, watched};

/// Parses how many alerts are allowed.
pub(super) fn alerts(text: &str) -> Result<u64, &'static str> {
    text.parse().map_err(|_| "write a whole number, such as 0")
}

/// The receiver of a rollout's events.
pub(super) struct Waves {
    shown: Shown,
    /// Whether stdout gets an event per line.
    json: bool,
    /// When a wave was last heard of.
    heard: Instant,
    watching: Option<Watching>,
}

impl Waves {
    /// Nothing is printed before the first event.
    pub(super) fn new(shown: Shown, json: bool) -> Self {
        Self {
            shown,
            json,
            heard: Instant::now(),
            watching: None,
        }
    }

    /// Shows one event, without disturbing the bar of the writes.
    pub(super) fn follow(&mut self, event: WaveEvent<'_>, bar: Option<&Writing>) {
        if let WaveEvent::Watched { wave, left } = event {
            let text = watched(wave, left);
            if let Some(bar) = bar.filter(|bar| bar.is_drawn()) {
                bar.watch(Some(&text));
            } else {
                let shown = self.shown;
                let watching = self.watching.get_or_insert_with(|| watching(shown));
                watching.show(&text);
            }
            if self.heard.elapsed() < self.shown.interval() {
                return;
            }
            self.print(event);
            if matches!(self.shown, Shown::Log(_)) {
                self.say(&text, bar);
            }
            return;
        }
        // The line of the watched wave ends with it.
        self.watching = None;
        if let Some(bar) = bar.filter(|bar| bar.is_drawn()) {
            bar.watch(None);
        }
        self.print(event);
        let line = match event {
            WaveEvent::Started(wave) | WaveEvent::RevertStarted(wave) => started(wave),
            WaveEvent::Passed(wave) | WaveEvent::Stopped(wave) => ended(wave),
            WaveEvent::Watched { wave, left } => watched(wave, left),
        };
        self.say(&line, bar);
    }

    fn print(&mut self, event: WaveEvent<'_>) {
        self.heard = Instant::now();
        if self.json {
            // A reader that closed stdout does not stop the writes.
            let _ = events::print(&events::wave_line(event));
        }
    }

    fn say(&self, line: &str, bar: Option<&Writing>) {
        let line = format!("{line}\n");
        match (self.shown, bar) {
            (Shown::Nothing, _) => {}
            (_, Some(bar)) => bar.say(&line),
            (_, None) => terminal::eprint(&line),
        }
    }
}
