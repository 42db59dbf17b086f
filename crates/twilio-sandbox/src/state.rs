//! The whole world of the sandbox: every account and what is in it. Kept as one JSON file, written as a whole.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::Context as _;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::accounts::Account;
use super::error::Refusal;
use super::faults::Fault;
use super::journal;
use super::request::Request;
use super::seed::Seed;
use super::sid;

/// Every account, its settings, and how many writes made it so.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct State {
    /// Successful writes so far. Identifiers of new things are derived from it.
    pub(super) writes: u64,
    pub(super) accounts: BTreeMap<String, Account>,
    /// Numbers that can be bought besides the pool's own.
    #[serde(default)]
    pub(super) offered: BTreeSet<String>,
    /// What shall go wrong. Not kept: a rehearsal begins with the faults of its seed each time.
    #[serde(skip)]
    pub(super) faults: Vec<Fault>,
    /// How many requests at once are answered. Not kept either.
    #[serde(skip)]
    pub(super) concurrent_requests: Option<usize>,
    /// Where webhooks that are not on this machine are called instead. Not kept either.
    #[serde(skip)]
    pub(super) deliver: BTreeMap<String, String>,
}

/// What opens an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Account SID.
    pub sid: String,
    /// Its auth token.
    pub auth_token: String,
}

impl State {
    /// A fresh world that holds what `seed` says.
    pub fn from_seed(seed: &Seed) -> Self {
        let mut state = Self::default();
        state.add_missing(seed);
        state
    }

    /// Adds the accounts that this world has never seen, with what their seed holds. Accounts it knows stay as
    /// they are. The seed's faults, limit and `deliver` replace those set before.
    pub fn add_missing(&mut self, seed: &Seed) {
        for account in &seed.accounts {
            if !self.accounts.contains_key(&account.sid) {
                self.accounts.insert(account.sid.clone(), account.grow());
            }
        }
        self.offered.extend(seed.available.iter().cloned());
        self.faults.clone_from(&seed.faults);
        self.concurrent_requests = seed.concurrent_requests;
        self.deliver.clone_from(&seed.deliver);
    }

    /// Reads a world that was saved, and does again what its journal holds, if the sandbox died and left one.
    ///
    /// # Errors
    /// When a file cannot be read, is not a sandbox state, or the journal is not this state's.
    pub fn load(path: &Path) -> anyhow::Result<Self> {
        let text = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        let mut state = serde_json::from_slice(&text)
            .with_context(|| format!("{} is not a sandbox state", path.display()))?;
        journal::replay(path, &mut state)?;
        Ok(state)
    }

    /// Writes the world to `path`, readable by its owner only. A reader finds the old file or the new one, never
    /// a part. Missing folders are made.
    ///
    /// # Errors
    /// When the folder or file cannot be written.
    pub fn save(&self, path: &Path) -> anyhow::Result<()> {
        let text = self
            .to_json()
            .context("cannot write the sandbox state as JSON")?;
        replace(path, &text).with_context(|| format!("cannot write {}", path.display()))
    }

    /// What opens the accounts, by SID.
    pub fn accounts(&self) -> Vec<Credentials> {
        let credentials = |account: &Account| Credentials {
            sid: account.sid.clone(),
            auth_token: account.auth_token.clone(),
        };
        self.accounts.values().map(credentials).collect()
    }

    pub(super) fn to_json(&self) -> serde_json::Result<Vec<u8>> {
        serde_json::to_vec(self)
    }

    /// The account that a request is about.
    pub(super) fn account(&self, request: &Request) -> Result<&Account, Refusal> {
        let account = self.accounts.get(&request.account);
        account.ok_or_else(|| Refusal::not_found(&request.path))
    }

    /// The account that a request is about, to be changed.
    pub(super) fn account_mut(&mut self, request: &Request) -> Result<&mut Account, Refusal> {
        let account = self.accounts.get_mut(&request.account);
        account.ok_or_else(|| Refusal::not_found(&request.path))
    }

    /// The identifier of the next new thing of a kind.
    pub(super) fn next_sid(&self, prefix: &str, account: &str) -> String {
        sid::derive(prefix, &[account, "write", &self.writes.to_string()])
    }
}

/// Puts `text` in the place of `path`: a temporary file beside it (mode 0600), synced, then renamed. A journal is
/// contained in the new state and goes; one that has no state beside it is of a state that somebody deleted.
pub(super) fn replace(path: &Path, text: &[u8]) -> std::io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder)?;
    if !path.exists() {
        journal::remove(path)?;
    }
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    journal::remove(path)?;
    // Elsewhere a folder cannot be opened to be synced, and need not be.
    #[cfg(unix)]
    fs::File::open(folder)?.sync_all()?;
    Ok(())
}

/// A date as the v2010 API writes it: `Thu, 30 Jul 2015 20:00:00 +0000`.
pub(super) fn rfc2822(time: Timestamp) -> String {
    time.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

/// A date as the v1 APIs write it: `2015-07-30T20:12:31Z`.
pub(super) fn iso8601(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_both_forms() {
        let time: Timestamp = "2015-07-30T20:12:31Z".parse().unwrap();
        assert_eq!(rfc2822(time), "Thu, 30 Jul 2015 20:12:31 +0000");
        assert_eq!(iso8601(time), "2015-07-30T20:12:31Z");
    }
}
