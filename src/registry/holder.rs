//! The holder of a scope's lock.

use serde::Serialize;

/// The run that holds a scope's lock.
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
    /// When the lock was taken, RFC 3339 in UTC.
    pub since: String,
    /// True while the process exists. The lock of a dead process may be taken over.
    pub alive: bool,
}
