//! An apply: its events while it runs and its summary at the end.

pub mod events;
pub mod summary;
