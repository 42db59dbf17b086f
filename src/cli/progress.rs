//! A progress bar on stderr for long work; nothing where stderr is no terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::settings::Global;
use super::terminal;

/// Fewer writes than this are over before a bar is read.
const WORTH_SHOWING: u64 = 10;

/// A bar over so many steps, hidden where nobody would see it.
pub fn bar(global: &Global, steps: u64) -> ProgressBar {
    let hidden = steps < WORTH_SHOWING || !terminal::shows_progress(global);
    let target = if hidden {
        ProgressDrawTarget::hidden()
    } else {
        ProgressDrawTarget::stderr()
    };
    let bar = ProgressBar::with_draw_target(Some(steps), target);
    if let Ok(style) =
        ProgressStyle::with_template("{bar:32} {pos}/{len} written, {eta} left {msg}")
    {
        bar.set_style(style);
    }
    bar
}
