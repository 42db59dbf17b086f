//! The provider's audit log: the query and the answer.

use jiff::Timestamp;

use super::ProviderError;
use crate::model::AuditEvent;

/// The events to ask for.
#[derive(Debug, Clone)]
pub struct AuditQuery {
    /// The earliest time of an event.
    pub at: Timestamp,
    /// Only events of the object with this identifier; `None` for the whole account.
    pub id: Option<String>,
    /// At most this many HTTP requests, but at least one.
    pub reads: u64,
}

/// The answer to a query.
#[derive(Debug, Default)]
pub struct AuditLog {
    /// The events that could be understood, in no order.
    pub events: Vec<AuditEvent>,
    /// Whether there are more than could be read within the allowed requests.
    pub cut: bool,
    /// Why not everything was answered. Many credentials may not read events.
    pub failed: Option<ProviderError>,
    /// How many HTTP requests were made.
    pub reads: u64,
}
