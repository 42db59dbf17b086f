//! Exit codes that several commands have.

use crate::cli::help::Row;

/// The command did what it was asked to do.
pub(in crate::cli) const DONE: Row = ("0", "done");
/// The command could not start, or not go on.
pub(in crate::cli) const ERROR: Row = (
    "1",
    "error: usage, configuration, credentials, or a refused request",
);
/// A part could not be read.
pub(in crate::cli) const UNREAD: Row = ("3", "incomplete: something could not be read");
/// A signal ended the command.
pub(in crate::cli) const SIGNALS: Row = ("130, 143", "ended by SIGINT or SIGTERM");
