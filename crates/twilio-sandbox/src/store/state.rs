//! The state of a sandbox: every account and what it holds.

use std::collections::{BTreeMap, BTreeSet};

use sandbox_server::Fault;
use serde::{Deserialize, Serialize};

use crate::store::account::Account;
use crate::store::handler::SimulatedHandler;
use crate::store::price::PriceList;
use crate::store::sid;
use crate::store::traffic::Traffic;

/// Every account with its resources, and the number of writes that led to this state.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct State {
    /// Successful writes so far. The SIDs of new resources are derived from it.
    pub(crate) writes: u64,
    /// Alerts so far, including those that are no longer kept. Their SIDs are derived from it.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) alerts: u64,
    pub(crate) accounts: BTreeMap<String, Account>,
    /// Numbers that can be bought in addition to the built-in pool.
    #[serde(default)]
    pub(crate) offered: BTreeSet<String>,
    /// Faults to inject. Not saved: each run starts with the faults of its seed.
    #[serde(skip)]
    pub(crate) faults: Vec<Fault>,
    /// The largest number of requests served at once. Not saved.
    #[serde(skip)]
    pub(crate) concurrent_requests: Option<usize>,
    /// Prefixes of webhook URLs, and the loopback URLs that are called instead. Not saved.
    #[serde(skip)]
    pub(crate) deliver: BTreeMap<String, String>,
    /// Handlers that the sandbox simulates. Not saved.
    #[serde(skip)]
    pub(crate) handlers: Vec<SimulatedHandler>,
    /// Texts that arrive by themselves. Not saved.
    #[serde(skip)]
    pub(crate) traffic: Option<Traffic>,
    /// Price lists by country, in the place of the built-in ones. Not saved.
    #[serde(skip)]
    pub(crate) prices: BTreeMap<String, PriceList>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// The SID and auth token of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Account SID.
    pub sid: String,
    /// Its auth token.
    pub auth_token: String,
}

impl State {
    /// The credentials of all accounts, in the order of their SIDs.
    pub fn accounts(&self) -> Vec<Credentials> {
        let credentials = |account: &Account| Credentials {
            sid: account.sid.clone(),
            auth_token: account.auth_token.clone(),
        };
        self.accounts.values().map(credentials).collect()
    }

    pub(crate) fn to_json(&self) -> serde_json::Result<Vec<u8>> {
        serde_json::to_vec(self)
    }

    /// The SID for the next new resource of a kind.
    pub(crate) fn next_sid(&self, prefix: &str, account: &str) -> String {
        sid::derive(prefix, &[account, "write", &self.writes.to_string()])
    }
}
