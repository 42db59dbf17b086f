//! Writes since a large state was last saved as a whole, one JSON line each, beside its file. A line is the request
//! itself: resources are deterministic, so doing it again on the saved state gives the state that it gave then.
//! This is what keeps a thousand writes to an account of ten thousand numbers from costing a thousand large files.

use std::ffi::OsString;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::actor::Actor;
use super::auth::Caller;
use super::events;
use super::request::Request;
use super::routes;
use super::state::State;

/// One write that succeeded.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Entry {
    /// Its number: the state's count of writes after it.
    write: u64,
    method: String,
    path: String,
    form: Vec<(String, String)>,
    account: String,
    caller: Caller,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    actor: Option<Actor>,
    now: Timestamp,
}

impl Entry {
    /// The entry for `request`, which was the write number `write`.
    pub(super) fn new(write: u64, method: &str, request: &Request) -> Self {
        Self {
            write,
            method: method.to_owned(),
            path: request.path.clone(),
            form: request.form.clone(),
            account: request.account.clone(),
            caller: request.caller.clone(),
            actor: request.actor.clone(),
            now: request.now,
        }
    }

    /// The entry as its line.
    pub(super) fn line(&self) -> serde_json::Result<Vec<u8>> {
        let mut line = serde_json::to_vec(self)?;
        line.push(b'\n');
        Ok(line)
    }

    fn redo(self, state: &mut State) -> anyhow::Result<()> {
        if self.write <= state.writes {
            // The state was saved as a whole after it, and the journal not yet removed.
            return Ok(());
        }
        if self.write != state.writes + 1 {
            bail!("write {} is missing", state.writes + 1);
        }
        let refused = |refusal: super::error::Refusal| {
            anyhow::anyhow!("write {}: {}", self.write, refusal.message)
        };
        let (route, params) = routes::find(&self.method, &self.path).map_err(refused)?;
        let request = Request {
            path: self.path.clone(),
            query: Vec::new(),
            form: self.form,
            params,
            account: self.account,
            caller: self.caller,
            actor: self.actor,
            base: String::new(),
            now: self.now,
        };
        events::perform(state, route, &self.method, &request).map_err(refused)?;
        state.writes += 1;
        Ok(())
    }
}

/// Where the journal of the state at `path` is.
fn beside(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(".journal");
    PathBuf::from(name)
}

/// Adds lines to the journal of the state at `path`, and sees them to disk.
pub(super) fn append(path: &Path, lines: &[u8]) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(beside(path))?;
    file.write_all(lines)?;
    file.sync_data()
}

/// Removes the journal of the state at `path`, if there is one.
pub(super) fn remove(path: &Path) -> std::io::Result<()> {
    match fs::remove_file(beside(path)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Does again what the journal of the state at `path` holds. A last line without its end was being written when the
/// sandbox died, and never answered: it is as if it had not been asked.
pub(super) fn replay(path: &Path, state: &mut State) -> anyhow::Result<()> {
    let path = beside(path);
    let text = match fs::read(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
    };
    let whole = text.iter().rposition(|byte| *byte == b'\n').unwrap_or(0);
    let lines = text
        .get(..whole)
        .unwrap_or_default()
        .split(|byte| *byte == b'\n');
    for line in lines.filter(|line| !line.is_empty()) {
        serde_json::from_slice::<Entry>(line)
            .map_err(anyhow::Error::from)
            .and_then(|entry| entry.redo(state))
            .with_context(|| {
                format!("{} does not belong to the state beside it", path.display())
            })?;
    }
    Ok(())
}
