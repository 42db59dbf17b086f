//! The target of the spans that traces consist of.

/// The target of all spans and events of traces. It is not the program's name, so the log never
/// shows them and the log's filter never chooses them.
pub const TRACES: &str = "traces";
