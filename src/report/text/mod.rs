//! Text for any report: foreign text made harmless, counts, widths, colours and size limits.

pub mod escape;
pub(in crate::report) mod fingerprint;
pub(in crate::report) mod html_escape;
pub(in crate::report) mod json;
pub(in crate::report) mod markdown_escape;
pub(in crate::report) mod moment;
pub(in crate::report) mod paint;
pub mod plural;
pub(in crate::report) mod prose;
pub(in crate::report) mod sentence;
pub(in crate::report) mod shards;
pub(in crate::report) mod sheet;
pub(in crate::report) mod verdict;
pub mod width;
pub mod workflow_commands;
pub mod wrap;
