//! What happens during an apply, as it happens.

use crate::model::Change;

/// One thing that happened. Only the conductor makes these, in an order that is true for each
/// address: started before its end.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// A write is about to be sent; the registry knows.
    Started(&'a Change),
    /// A change was made and recorded.
    Completed(&'a Change),
    /// A change was refused, its answer was not what was asked for, or its end is not recorded.
    Failed(&'a Change, &'a str),
}
