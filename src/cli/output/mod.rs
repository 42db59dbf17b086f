//! The outputs of commands: the terminal, reports, files, and the log.

pub mod atomic_write;
pub mod formats;
pub mod logging;
pub mod plan_output;
pub mod problems;
pub mod progress;
pub mod protected;
pub mod remedies;
pub mod report_files;
pub mod suggestions;
pub mod terminal;
