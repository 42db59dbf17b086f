//! The registry: what it holds, and the history of its runs.

pub mod contents;
pub mod history;
pub mod pruning;
mod waves;
