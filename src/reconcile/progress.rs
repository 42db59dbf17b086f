//! What happens during an apply, as it happens.

use crate::model::{Change, Joins};

/// One thing that happened. Only the conductor makes these, in an order that is true for each
/// address: started before its end.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// A change is about to be sent; the registry knows.
    Started(&'a Change),
    /// One call of a change was answered. Its end may not be recorded yet.
    Called(&'a Change),
    /// A change was made and recorded.
    Completed {
        /// Which one.
        change: &'a Change,
        /// The identifier that the object has now, where it has one.
        id: Option<&'a str>,
        /// How the members fared that were to join it.
        joins: &'a Joins,
    },
    /// A change was refused, wholly or in part, its answer was not what was asked for, or its end
    /// is not recorded.
    Failed {
        /// Which one.
        change: &'a Change,
        /// Why.
        why: &'a str,
        /// How the members fared that were to join it.
        joins: &'a Joins,
    },
}
