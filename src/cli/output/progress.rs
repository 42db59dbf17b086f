//! Progress of long work, on stderr: a bar on a terminal, elsewhere a line at an interval. With
//! `-q` it shows nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};
use tokio::task::JoinHandle;

use crate::cli::global_options::{Global, variable};
use crate::cli::output::terminal;
use crate::provider::Tally;

/// The fewest writes that get a bar. Fewer are over before a bar is read.
const WORTH_SHOWING: u64 = 10;
/// The interval between lines where there is no terminal, unless the variable sets another.
const INTERVAL: Duration = Duration::from_secs(10);
/// The variable with this interval, in seconds.
const SECONDS: &str = "SWITCHBOARD_PROGRESS_SECONDS";
/// The interval between two drawings of a bar.
const FRAME: Duration = Duration::from_millis(100);

/// The bar of the writes, and what takes its place while something is watched.
const WRITTEN: &str = "{bar:32} {pos}/{len} written, {eta} left {msg}";
const WATCHED: &str = "{spinner} {msg}";

/// The receiver of progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// A person at a terminal.
    Terminal,
    /// A log, which gets a line each time this interval has passed.
    Log(Duration),
    /// No receiver.
    Nothing,
}

impl Shown {
    /// The receiver that the options choose.
    pub(crate) fn to(global: &Global) -> Self {
        if global.quiet {
            Self::Nothing
        } else if terminal::shows_progress(global) {
            Self::Terminal
        } else {
            let seconds = variable(SECONDS).and_then(|text| text.parse().ok());
            let interval = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
            let interval = interval.filter(|interval| !interval.is_zero());
            Self::Log(interval.unwrap_or(INTERVAL))
        }
    }
}

impl Shown {
    /// The interval between two lines for a log or a program.
    pub(crate) fn interval(self) -> Duration {
        match self {
            Self::Log(interval) => interval,
            Self::Terminal | Self::Nothing => INTERVAL,
        }
    }
}

/// Progress of work under way. Dropping it removes the bar or ends the lines.
pub(crate) struct Progress {
    bar: ProgressBar,
    task: Option<JoinHandle<()>>,
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
        self.bar.finish_and_clear();
    }
}

/// Shows that accounts are being read, and how many numbers have come.
pub(crate) fn reading(shown: Shown, tally: Option<&Tally>) -> Progress {
    let Some(tally) = tally.cloned() else {
        return Progress::hidden();
    };
    let numbers = move || match tally.count() {
        1 => "1 number".to_owned(),
        count => format!("{} numbers", HumanCount(count)),
    };
    match shown {
        Shown::Nothing => Progress::hidden(),
        Shown::Log(interval) => {
            Progress::lines(interval, move || format!("reading: {} so far\n", numbers()))
        }
        Shown::Terminal => {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            if let Ok(style) = ProgressStyle::with_template("{spinner} reading … {msg}") {
                bar.set_style(style);
            }
            let drawn = bar.clone();
            let task = every(FRAME, move || {
                drawn.set_message(numbers());
                drawn.tick();
            });
            Progress {
                bar,
                task: Some(task),
            }
        }
    }
}

/// Progress of a number of writes. Each is counted when it ends.
pub(crate) struct Writing {
    progress: Progress,
    done: Arc<AtomicU64>,
}

impl Writing {
    /// Counts one more write.
    pub(crate) fn inc(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
        self.progress.bar.inc(1);
    }

    /// Whether there is a bar on a terminal.
    pub(crate) fn is_drawn(&self) -> bool {
        !self.progress.bar.is_hidden()
    }

    /// Shows a text in place of the bar, or the bar again.
    pub(crate) fn watch(&self, text: Option<&str>) {
        let bar = &self.progress.bar;
        let template = if text.is_some() { WATCHED } else { WRITTEN };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(text.unwrap_or_default().to_owned());
        bar.tick();
    }

    /// Prints a line without disturbing the bar.
    pub(crate) fn say(&self, line: &str) {
        self.progress.bar.suspend(|| terminal::eprint(line));
    }
}

/// Shows that this many writes are being made.
pub(crate) fn writing(shown: Shown, steps: u64) -> Writing {
    let done = Arc::<AtomicU64>::default();
    let progress = match shown {
        Shown::Terminal if steps >= WORTH_SHOWING => {
            let target = ProgressDrawTarget::stderr();
            let bar = ProgressBar::with_draw_target(Some(steps), target);
            if let Ok(style) = ProgressStyle::with_template(WRITTEN) {
                bar.set_style(style);
            }
            Progress { bar, task: None }
        }
        Shown::Log(interval) => {
            let counted = Arc::clone(&done);
            Progress::lines(interval, move || {
                let counted = HumanCount(counted.load(Ordering::Relaxed));
                format!("writing: {counted} of {} done\n", HumanCount(steps))
            })
        }
        Shown::Terminal | Shown::Nothing => Progress::hidden(),
    };
    Writing { progress, done }
}

impl Progress {
    fn hidden() -> Self {
        Self {
            bar: ProgressBar::hidden(),
            task: None,
        }
    }

    fn lines(interval: Duration, line: impl Fn() -> String + Send + 'static) -> Self {
        Self {
            bar: ProgressBar::hidden(),
            task: Some(every(interval, move || terminal::eprint(&line()))),
        }
    }
}

/// Repeats an action, for the first time after the first interval.
fn every(interval: Duration, act: impl Fn() + Send + 'static) -> JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(interval).await;
            act();
        }
    })
}
