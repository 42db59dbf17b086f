//! The progress of reading, for a caller that shows it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many numbers have been read so far, in all accounts, counted page by page.
#[derive(Debug, Clone, Default)]
pub struct Tally(Arc<AtomicU64>);

impl Tally {
    /// Adds to the count.
    pub fn add(&self, numbers: usize) {
        let numbers = u64::try_from(numbers).unwrap_or(u64::MAX);
        self.0.fetch_add(numbers, Ordering::Relaxed);
    }

    /// The count so far.
    pub fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
