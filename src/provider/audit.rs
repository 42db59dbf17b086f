//! What a provider noted about who did what: the question and the answer.

use jiff::Timestamp;

use super::ProviderError;
use crate::model::AuditEvent;

/// Which events are asked for.
#[derive(Debug, Clone)]
pub struct AuditQuery {
    /// None before this.
    pub at: Timestamp,
    /// Only those of this thing; of the whole account where there is none.
    pub id: Option<String>,
    /// At most this many HTTP requests, and at least one.
    pub reads: u64,
}

/// What was answered.
#[derive(Debug, Default)]
pub struct AuditLog {
    /// The events that could be understood, in no order.
    pub events: Vec<AuditEvent>,
    /// Whether there are more than could be read within the allowed requests.
    pub cut: bool,
    /// Why not all of it was answered. Many credentials may not read events.
    pub failed: Option<ProviderError>,
    /// How many HTTP requests were made.
    pub reads: u64,
}
