//! What a watch reports: changes since the last notification, and its state as metrics. Pure: times
//! and counters are arguments.

pub mod changes;
pub mod document;
pub mod metrics;
pub mod notification;
pub mod seen;
