//! The provider's alerts: the query and the answer.

use jiff::Timestamp;

use super::ProviderError;
use crate::model::Alert;

/// The alerts to ask for.
#[derive(Debug, Clone)]
pub struct AlertQuery {
    /// The earliest time of an alert.
    pub since: Timestamp,
    /// At most this many HTTP requests, but at least one. A request that is tried again may exceed it.
    pub reads: u64,
}

/// The answer to a query.
#[derive(Debug, Default)]
pub struct AlertLog {
    /// The alerts, in no order. One that cannot be understood is kept with what is known of it.
    pub alerts: Vec<Alert>,
    /// Whether there are more than could be read within the allowed requests.
    pub cut: bool,
    /// Why not everything was answered. Nothing may be concluded from the absence of an alert then.
    pub failed: Option<ProviderError>,
    /// How many HTTP requests were made.
    pub reads: u64,
}
