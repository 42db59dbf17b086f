//! Toll-free verifications.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Where a verification substitutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum VerificationStatus {
    /// Sent in.
    PendingReview,
    /// Being looked at.
    InReview,
    /// The number may send.
    #[default]
    TwilioApproved,
    /// It may not.
    TwilioRejected,
}

/// A verification of one number.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Verification {
    pub(crate) sid: String,
    pub(crate) number_sid: String,
    pub(crate) status: VerificationStatus,
    pub(crate) rejection_reason: Option<String>,
    pub(crate) error_code: Option<u32>,
    pub(crate) edit_allowed: Option<bool>,
    #[serde(default)]
    pub(crate) edit_expiration: Option<String>,
    pub(crate) external_reference_id: Option<String>,
    pub(crate) date_created: Timestamp,
}
