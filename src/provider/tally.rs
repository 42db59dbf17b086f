//! How far reading has come, for whoever waits for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many numbers were read so far, page by page and of all accounts.
#[derive(Debug, Clone, Default)]
pub struct Tally(Arc<AtomicU64>);

impl Tally {
    /// Counts more.
    pub fn add(&self, numbers: usize) {
        let numbers = u64::try_from(numbers).unwrap_or(u64::MAX);
        self.0.fetch_add(numbers, Ordering::Relaxed);
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
