//! The progress of an apply.

use crate::model::{Address, Change, Joins};

/// An event of an apply. For each address, the start comes before the end.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// A change is about to be sent; its intent is recorded.
    Started(&'a Change),
    /// One call of a change was answered. Its end may not be recorded yet.
    Called(&'a Change),
    /// The run waits for an operation that a provider completes by itself.
    Waiting {
        /// The resource that was written.
        address: &'a Address,
        /// The run that wrote it, if it was an earlier one.
        run: Option<&'a str>,
    },
    /// A change was made and recorded.
    Completed {
        /// The change.
        change: &'a Change,
        /// The object's identifier, if it has one.
        id: Option<&'a str>,
        /// The results of the joins.
        joins: &'a Joins,
    },
    /// A change was refused, wholly or in part, its answer differs from the request, or its end is
    /// not recorded.
    Failed {
        /// The change.
        change: &'a Change,
        /// The reason.
        why: &'a str,
        /// The results of the joins.
        joins: &'a Joins,
    },
}
