//! Starts the stand-in for Twilio. Keeps its state in a file, and locks it so that two processes do
//! not overwrite each other.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context;

use crate::cli::failure::{OfKind as _, fail_with_help};
use crate::cli::input::config_files;
use crate::cli::output::terminal;
use crate::engine::{RunError, RunErrorKind};
use crate::model::Name;
use crate::registry::make_folder;
use crate::sandbox::{Running, Sandbox, Seed, State};

/// The kind of provider that the local sandbox plays.
pub(super) const PLAYED: &str = "twilio";

/// How long to wait for another process with the same state.
const PATIENCE: Duration = Duration::from_mins(1);
/// After this time a message says what the command waits for.
const SILENCE: Duration = Duration::from_secs(1);

/// A command's access to the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// Reading: nothing is locked and nothing written.
    Reads,
    /// Writing, without any other process.
    Writes,
}

/// A stand-in that is listening. If it writes, its state is locked until this is dropped. The
/// operating system releases the lock when the process dies.
pub(super) struct StandIn {
    /// The server. It is dropped before the lock.
    pub running: Running,
    _lock: Option<File>,
}

impl StandIn {
    /// Starts a stand-in on loopback. Accounts that are not in its saved state begin with their
    /// seed; the others are as they were left.
    pub(super) async fn start(
        seed: &Seed,
        state: &Path,
        port: u16,
        access: Access,
    ) -> anyhow::Result<Self> {
        let lock = match access {
            Access::Reads => None,
            Access::Writes => Some(lock(state).await?),
        };
        let shown = config_files::shown(state);
        let mut world = if state.exists() {
            State::load(state).map_err(|error| {
                let summary = format!("{shown} is not a sandbox's state");
                RunError::new(RunErrorKind::Sandbox, summary)
                    .help("remove it to start over")
                    .caused_by(error)
            })?
        } else {
            State::from_seed(seed)
        };
        world.add_missing(seed);
        let address = ([127, 0, 0, 1], port).into();
        Ok(Self {
            running: Sandbox::start(world, Some(state.to_owned()), address).await?,
            _lock: lock,
        })
    }

    /// Stops the stand-in and flushes its state before the lock is released.
    pub(super) async fn stop(self) -> anyhow::Result<()> {
        let Self { running, _lock } = self;
        running.stop().await
    }
}

/// Checks that a provider's kind has a stand-in.
pub(super) fn for_kind(provider: &Name, kind: &str) -> anyhow::Result<()> {
    if kind == PLAYED {
        return Ok(());
    }
    fail_with_help(
        RunErrorKind::Sandbox,
        format!(
            "the provider `{provider}` has the type {kind}, and there is a sandbox only for {PLAYED}"
        ),
        "leave out --sandbox",
    )
}

/// Locks a state by a file beside it, which is never removed. A lock on the state itself would be
/// gone with the first write, which replaces it.
async fn lock(state: &Path) -> anyhow::Result<File> {
    let mut name = state.file_name().unwrap_or_default().to_owned();
    name.push(".lock");
    let path = state.with_file_name(name);
    let file = open(&path)
        .with_context(|| {
            format!(
                "the sandbox's lock {} cannot be created",
                config_files::shown(&path)
            )
        })
        .of_kind(RunErrorKind::Sandbox)?;
    let (begun, mut reported) = (Instant::now(), false);
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => {
                return Err(error)
                    .with_context(|| {
                        format!(
                            "the sandbox's lock {} cannot be taken",
                            config_files::shown(&path)
                        )
                    })
                    .of_kind(RunErrorKind::Sandbox);
            }
        }
        let shown = config_files::shown(state);
        if begun.elapsed() >= PATIENCE {
            return fail_with_help(
                RunErrorKind::Sandbox,
                format!(
                    "another switchboard process still uses the sandbox state {shown}, after a wait of {} s",
                    PATIENCE.as_secs()
                ),
                "wait until it ends, or run this one in another folder",
            );
        }
        if begun.elapsed() >= SILENCE && !reported {
            terminal::eprint(&format!(
                "waiting for another switchboard process that uses the sandbox state {shown}\n"
            ));
            reported = true;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn open(path: &Path) -> std::io::Result<File> {
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        make_folder(folder)?;
    }
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_without_a_stand_in_is_refused_by_name() {
        let name = Name::parse("main").unwrap();
        assert!(for_kind(&name, "twilio").is_ok());
        let error = for_kind(&name, "pigeon").unwrap_err().to_string();
        assert!(
            error.contains("`main`") && error.contains("pigeon"),
            "{error}"
        );
    }
}
