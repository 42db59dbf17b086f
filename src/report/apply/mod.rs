//! An apply: its events while it runs, and its result at the end.

pub mod event_line;
pub mod events;
pub mod human;
pub(in crate::report) mod members;
pub mod result;
pub(in crate::report) mod verdict;
mod wave_events;
pub mod wave_line;
