//! Operations that a provider runs after it accepted a write.

use crate::model::Address;

/// A write that the provider accepted and that completes later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The address of the written resource, which has an open intent.
    pub address: Address,
    /// The provider's identifier of the operation.
    pub operation: String,
}

/// A recorded operation whose end is not recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenOperation {
    /// The run that made the write.
    pub run_id: String,
    /// The address of the written resource.
    pub address: Address,
    /// The provider's identifier of the operation.
    pub operation: String,
}
