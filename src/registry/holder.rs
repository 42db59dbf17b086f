//! The holder of locks of a scope.

use serde::Serialize;

/// A run that holds locks of a scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Holder {
    /// The run's identifier.
    pub run_id: String,
    /// The user's login name.
    pub user: String,
    /// The host's name.
    pub host: String,
    /// The process id on that host.
    pub pid: u32,
    /// When they were taken, RFC 3339 in UTC.
    pub since: String,
    /// True while the process exists. The locks of a dead process may be taken over.
    pub alive: bool,
}
