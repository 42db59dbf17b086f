//! A2P campaigns of messaging services.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The SID that Twilio gives nearly every campaign; it is unique within its service only.
pub(crate) const USUAL_SID: &str = "QE2c6890da8086d771620e9b13fadeba0b";

/// A campaign.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Campaign {
    pub(crate) sid: String,
    /// Twilio's status: `PENDING`, `IN_PROGRESS`, `VERIFIED`, `FAILED`.
    pub(crate) status: String,
    pub(crate) usecase: String,
    pub(crate) brand_registration_sid: String,
    /// Why it failed, in Twilio's form.
    #[serde(default)]
    pub(crate) errors: Vec<Value>,
    pub(crate) date_created: Timestamp,
}

impl Campaign {
    /// True if carriers accept texts from its numbers.
    pub(crate) fn is_verified(&self) -> bool {
        self.status == "VERIFIED"
    }
}
