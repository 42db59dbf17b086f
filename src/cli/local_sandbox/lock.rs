//! The lock of a sandbox's state: a file beside it, which is never removed. A lock on the state itself
//! would be gone with the first write, which replaces it.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context;

use crate::cli::failure::{OfKind as _, fail_with_help};
use crate::cli::input::config_files;
use crate::cli::output::terminal;
use crate::engine::RunErrorKind;
use crate::registry::make_folder;

/// How long to wait for another process with the same state.
const PATIENCE: Duration = Duration::from_mins(1);
/// After this time a message says what the command waits for.
const SILENCE: Duration = Duration::from_secs(1);

/// Locks a state. The lock ends when the file is closed.
pub(super) async fn lock(state: &Path) -> anyhow::Result<File> {
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
