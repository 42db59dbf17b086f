//! Toll-free verifications.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The status of a verification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum VerificationStatus {
    /// Submitted.
    PendingReview,
    /// In review.
    InReview,
    /// The number may send.
    #[default]
    TwilioApproved,
    /// The number may not send.
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
