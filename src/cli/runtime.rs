//! Runs a command that waits for the network or a registry on an async runtime.

use std::mem::ManuallyDrop;

use anyhow::Context as _;

use crate::cli::exit_code::Exit;
use crate::cli::failure::OfKind as _;
use crate::cli::signals::Signals;
use crate::cli::surroundings::Surroundings;
use crate::engine::{RunError, RunErrorKind};
use crate::provider::{Settings, Tally};

/// Runs asynchronous work to its end. Two workers are enough: the work is mostly waiting.
pub(super) fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    enough_files().map_err(|error| {
        RunError::new(
            RunErrorKind::System,
            "this process may not open enough files",
        )
        .help("raise the limit, for example with `ulimit -n 1024`")
        .caused_by(error)
    })?;
    let around = Surroundings::current();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .on_thread_start(move || around.enter())
        .enable_all()
        .build()
        .context("the async runtime cannot start")
        .of_kind(RunErrorKind::System)?;
    runtime.block_on(work)
}

/// Keeps a value until the process ends. A command that runs once does not free what it holds of
/// many thousand numbers: the end of the process does that at once.
pub(super) fn keep<T>(value: T) -> ManuallyDrop<T> {
    ManuallyDrop::new(value)
}

/// Files that timers, signals, connections and the registry open together. With fewer, the
/// libraries below report errors that do not name the cause, and some panic.
const FILES: usize = 24;

/// Fails if fewer than [`FILES`] files can be opened.
fn enough_files() -> std::io::Result<()> {
    if cfg!(unix) {
        let open = |_| std::fs::File::open("/dev/null");
        (0..FILES).map(open).collect::<Result<Vec<_>, _>>()?;
    }
    Ok(())
}

/// Runs a command that a signal may end at any point: one that changes nothing, or asks first.
pub(super) fn interruptible<F>(work: impl FnOnce(Settings) -> F) -> anyhow::Result<Exit>
where
    F: Future<Output = anyhow::Result<Exit>>,
{
    block_on(async {
        let signals = Signals::listen("\ninterrupted\n");
        match signals.unless(work(settings(&signals))).await {
            Some(ended) => ended,
            None => Ok(signals.exit()),
        }
    })
}

/// The settings for calling accounts in a command that these signals interrupt.
pub(super) fn settings(signals: &Signals) -> Settings {
    Settings {
        cancel: signals.cancel.clone(),
        tally: Some(Tally::default()),
        ..Settings::default()
    }
}
