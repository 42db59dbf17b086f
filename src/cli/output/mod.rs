//! The outputs of commands: the terminal, reports, files, and the log.

pub(super) mod atomic_write;
pub(super) mod edited_files;
pub(super) mod formats;
pub(super) mod judged;
pub(super) mod logging;
pub(super) mod notifier;
pub(super) mod plan_output;
pub(super) mod problems;
pub(super) mod progress;
pub(super) mod protected;
pub(super) mod remedies;
pub(super) mod report_files;
pub(super) mod sink;
pub(super) mod sinks;
pub(super) mod suggestions;
pub(super) mod terminal;
pub(super) mod traces;
pub(super) mod violations;
pub(super) mod watching;
