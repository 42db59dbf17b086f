//! The versions of Azure's APIs, which each request names (docs/azure.md: Conventions).

/// Phone numbers.
pub(super) const NUMBERS: &str = "2025-06-01";
/// Event Grid.
pub(super) const EVENT_GRID: &str = "2025-02-15";
/// The Communication Services resource.
pub(super) const COMMUNICATION: &str = "2023-04-01";
/// The activity log.
pub(super) const ACTIVITY: &str = "2015-04-01";
