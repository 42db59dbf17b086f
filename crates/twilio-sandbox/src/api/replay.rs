//! Writes as entries of the journal, and back: repeating the journal's requests and alerts on a saved state.

use std::path::Path;

use anyhow::{Context as _, anyhow, ensure};

use crate::api::event_log;
use crate::api::refusal::Refusal;
use crate::api::request::Request;
use crate::api::routes;
use crate::store::alert::NewAlert;
use crate::store::file;
use crate::store::journal::{self, Entry, Line};
use crate::store::state::State;

impl State {
    /// Reads a saved state, and repeats the writes of its journal if the sandbox died and left one.
    ///
    /// # Errors
    /// If a file cannot be read, is not a sandbox state, or the journal does not belong to the state.
    pub fn load(path: &Path) -> anyhow::Result<Self> {
        let mut state = file::read(path)?;
        for line in journal::read(path)? {
            let repeated = match line {
                Line::Write(entry) => repeat(entry, &mut state),
                Line::Alert(new) => repeat_alert(&new, &mut state),
            };
            repeated.with_context(|| journal::foreign(&journal::beside(path)))?;
        }
        Ok(state)
    }
}

/// The journal's entry for `request`, which was write number `write`.
pub(crate) fn entry(write: u64, method: &str, request: &Request) -> Entry {
    Entry {
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

fn repeat(entry: Entry, state: &mut State) -> anyhow::Result<()> {
    if entry.write <= state.writes {
        // The whole state was saved after this write, and the journal not removed yet.
        return Ok(());
    }
    let next = state.writes + 1;
    ensure!(entry.write == next, "write {next} is missing");
    let refused = |refusal: Refusal| anyhow!("write {next}: {}", refusal.message);
    let (route, params) = routes::find(&entry.method, &entry.path).map_err(refused)?;
    let request = Request {
        path: entry.path,
        query: Vec::new(),
        form: entry.form,
        params,
        account: entry.account,
        caller: entry.caller,
        actor: entry.actor,
        base: String::new(),
        now: entry.now,
    };
    event_log::perform(state, route, &entry.method, &request).map_err(refused)?;
    state.writes = next;
    Ok(())
}

fn repeat_alert(new: &NewAlert, state: &mut State) -> anyhow::Result<()> {
    ensure!(
        state.repeat_alert(new),
        "alert {} is of an unknown account",
        new.number
    );
    Ok(())
}
