//! What a watch tells: what changed since somebody was told last, as a notification; how
//! everything stands, as metrics and as a page. Pure: times and counters are handed in.

pub mod changes;
pub mod metrics;
pub mod notification;
