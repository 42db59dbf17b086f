//! The writes that wait: a queue per account, so that a slow account delays no other.

use std::collections::{BTreeMap, VecDeque};

use super::Accounts;
use crate::model::Change;

/// The waiting writes, a queue per account, and the number of writes under way for each.
pub(super) struct WriteQueue {
    account_of: Vec<String>,
    waiting: BTreeMap<String, VecDeque<usize>>,
    under_way: BTreeMap<String, usize>,
    /// Accounts that receive no more writes, with the reason.
    closed: BTreeMap<String, String>,
    parallelism: usize,
}

impl WriteQueue {
    /// Queues the writes by account. At most `parallelism` of one account are under way at once.
    pub(super) fn new(writes: &[&Change], accounts: &Accounts, parallelism: usize) -> Self {
        let account = |change: &&Change| accounts.id_of(&change.address).to_owned();
        let account_of: Vec<String> = writes.iter().map(account).collect();
        let mut waiting: BTreeMap<String, VecDeque<usize>> = BTreeMap::new();
        for (at, account) in account_of.iter().enumerate() {
            waiting.entry(account.clone()).or_default().push_back(at);
        }
        Self {
            account_of,
            waiting,
            under_way: BTreeMap::new(),
            closed: BTreeMap::new(),
            parallelism: parallelism.max(1),
        }
    }

    /// Takes the writes that may start now, and counts them as under way.
    pub(super) fn start(&mut self) -> Vec<usize> {
        let mut starting = Vec::new();
        for (account, queue) in &mut self.waiting {
            let under_way = self.under_way.entry(account.clone()).or_default();
            while *under_way < self.parallelism
                && let Some(at) = queue.pop_front()
            {
                *under_way += 1;
                starting.push(at);
            }
        }
        starting
    }

    /// Counts a write, all its steps included, as no longer under way.
    pub(super) fn end(&mut self, at: usize) {
        if let Some(under_way) = self
            .account_of
            .get(at)
            .and_then(|account| self.under_way.get_mut(account))
        {
            *under_way = under_way.saturating_sub(1);
        }
    }

    /// Removes all waiting writes of the same account, which receives no more.
    pub(super) fn close(&mut self, at: usize, why: &str) -> impl Iterator<Item = usize> + use<> {
        let queue = self.account_of.get(at).and_then(|account| {
            self.closed.entry(account.clone()).or_insert(why.to_owned());
            self.waiting.remove(account)
        });
        queue.unwrap_or_default().into_iter()
    }

    /// Returns why the same account receives no more writes; `None` if it receives more.
    pub(super) fn closed(&self, at: usize) -> Option<&str> {
        let account = self.account_of.get(at)?;
        self.closed.get(account).map(String::as_str)
    }

    /// Removes all waiting writes.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = usize> + use<> {
        std::mem::take(&mut self.waiting).into_values().flatten()
    }
}
