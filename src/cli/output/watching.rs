//! A line on a terminal that changes in place while something is watched.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::progress::Shown;

/// The line. Dropping it removes it.
pub(crate) struct Watching {
    bar: ProgressBar,
}

impl Watching {
    /// Replaces the text of the line.
    pub(crate) fn show(&self, text: &str) {
        self.bar.set_message(text.to_owned());
        self.bar.tick();
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// A line on a terminal; hidden anywhere else.
pub(crate) fn watching(shown: Shown) -> Watching {
    if shown != Shown::Terminal {
        return Watching {
            bar: ProgressBar::hidden(),
        };
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
        bar.set_style(style);
    }
    Watching { bar }
}
