//! The writes that wait: a queue per account, so that a slow account delays no other.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::Accounts;
use crate::model::Change;

/// The number of writes under way in all accounts together, unless a single account may have more.
/// A fleet of thousands must not open connections for each.
const AT_ONCE: usize = 256;

/// The waiting writes, a queue per account, and the number of writes under way.
pub(super) struct WriteQueue {
    /// The account of each write, by its place in `accounts`.
    account_of: Vec<usize>,
    accounts: Vec<Queue>,
    /// The accounts that have a waiting write which may start now.
    ready: BTreeSet<usize>,
    under_way: usize,
    at_once: usize,
}

/// The writes of one account.
#[derive(Default)]
struct Queue {
    waiting: VecDeque<usize>,
    under_way: usize,
    /// The most of its writes that may be under way.
    most: usize,
    /// Why the account receives no more writes.
    closed: Option<String>,
}

impl WriteQueue {
    /// Queues the writes by account. At most `parallelism` of one account are under way at once, and
    /// no more than it allows.
    pub(super) fn new(writes: &[&Change], accounts: &Accounts, parallelism: usize) -> Self {
        let account = |change: &&Change| accounts.id_of(&change.address).to_owned();
        let ids: Vec<String> = writes.iter().map(account).collect();
        let mut queue = Self::of(&ids, parallelism);
        for (at, change) in writes.iter().enumerate() {
            let most = accounts.holding(&change.address);
            let most = most.map_or(parallelism, |account| account.writes_at_once());
            queue.limit(at, most);
        }
        queue
    }

    /// Lowers the number of writes to the account of this one that may be under way.
    fn limit(&mut self, at: usize, most: usize) {
        if let Some(place) = self.account_of.get(at) {
            let queue = &mut self.accounts[*place];
            queue.most = queue.most.min(most.max(1));
        }
    }

    /// The same for writes to the accounts with these ids, without limits of their own.
    fn of(ids: &[String], parallelism: usize) -> Self {
        let mut places: BTreeMap<&String, usize> = ids.iter().map(|id| (id, 0)).collect();
        for (at, place) in places.values_mut().enumerate() {
            *place = at;
        }
        let account_of: Vec<usize> = ids
            .iter()
            .filter_map(|id| places.get(id).copied())
            .collect();
        let parallelism = parallelism.max(1);
        let queue = || Queue {
            most: parallelism,
            ..Queue::default()
        };
        let mut accounts: Vec<Queue> = places.iter().map(|_| queue()).collect();
        for (at, &account) in account_of.iter().enumerate() {
            accounts[account].waiting.push_back(at);
        }
        Self {
            account_of,
            ready: (0..accounts.len()).collect(),
            accounts,
            under_way: 0,
            at_once: AT_ONCE.max(parallelism),
        }
    }

    /// Takes the writes that may start now, and counts them as under way.
    pub(super) fn start(&mut self) -> Vec<usize> {
        let mut starting = Vec::new();
        while self.under_way < self.at_once
            && let Some(place) = self.ready.pop_first()
        {
            let queue = &mut self.accounts[place];
            let free = (queue.most - queue.under_way).min(self.at_once - self.under_way);
            let taken = free.min(queue.waiting.len());
            starting.extend(queue.waiting.drain(..taken));
            queue.under_way += taken;
            self.under_way += taken;
            self.judge(place);
        }
        starting
    }

    /// Notes whether an account has a write that may start.
    fn judge(&mut self, place: usize) {
        let queue = &self.accounts[place];
        if queue.under_way < queue.most && !queue.waiting.is_empty() {
            self.ready.insert(place);
        }
    }

    /// Counts a write, all its steps included, as no longer under way.
    pub(super) fn end(&mut self, at: usize) {
        let Some(&place) = self.account_of.get(at) else {
            return;
        };
        let queue = &mut self.accounts[place];
        queue.under_way = queue.under_way.saturating_sub(1);
        self.under_way = self.under_way.saturating_sub(1);
        self.judge(place);
    }

    /// Removes all waiting writes of the same account, which receives no more.
    pub(super) fn close(&mut self, at: usize, why: &str) -> impl Iterator<Item = usize> + use<> {
        let place = self.account_of.get(at).copied();
        let waiting = place.map(|place| {
            let queue = &mut self.accounts[place];
            queue.closed.get_or_insert_with(|| why.to_owned());
            self.ready.remove(&place);
            std::mem::take(&mut queue.waiting)
        });
        waiting.unwrap_or_default().into_iter()
    }

    /// Returns why the same account receives no more writes; `None` if it receives more.
    pub(super) fn closed(&self, at: usize) -> Option<&str> {
        let place = *self.account_of.get(at)?;
        self.accounts[place].closed.as_deref()
    }

    /// Removes all waiting writes.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = usize> + use<> {
        self.ready.clear();
        let queues = self.accounts.iter_mut();
        let waiting: Vec<usize> = queues
            .flat_map(|queue| std::mem::take(&mut queue.waiting))
            .collect();
        waiting.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queue(accounts: usize, each: usize) -> WriteQueue {
        let ids: Vec<String> = (0..accounts * each)
            .map(|at| format!("AC{:04}", at % accounts))
            .collect();
        WriteQueue::of(&ids, 4)
    }

    #[test]
    fn each_account_has_so_many_writes_under_way() {
        let mut queue = queue(2, 6);
        assert_eq!(queue.start(), [0, 2, 4, 6, 1, 3, 5, 7]);
        assert!(queue.start().is_empty());
        queue.end(2);
        assert_eq!(queue.start(), [8]);
        assert_eq!(queue.close(1, "refused").collect::<Vec<_>>(), [9, 11]);
        queue.end(1);
        assert!(queue.start().is_empty());
        assert_eq!((queue.closed(3), queue.closed(2)), (Some("refused"), None));
        assert_eq!(queue.drain().collect::<Vec<_>>(), [10]);
        queue.end(0);
        assert!(queue.start().is_empty());
    }

    #[test]
    fn an_account_may_allow_fewer() {
        let mut queue = queue(2, 3);
        queue.limit(0, 1);
        assert_eq!(queue.start(), [0, 1, 3, 5]);
        queue.end(0);
        assert_eq!(queue.start(), [2]);
    }

    /// Thousands of accounts do not have four writes each under way, and every write starts once.
    #[test]
    fn all_accounts_together_have_a_limit() {
        let mut queue = queue(1000, 3);
        let mut seen = BTreeSet::new();
        let mut under_way = queue.start();
        assert_eq!(under_way.len(), AT_ONCE);
        while let Some(at) = under_way.pop() {
            assert!(seen.insert(at));
            queue.end(at);
            under_way.extend(queue.start());
            assert!(under_way.len() <= AT_ONCE);
        }
        assert_eq!(seen.len(), 3000);
    }
}
