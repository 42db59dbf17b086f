//! The part of a seed that is about messaging services and registrations, and what grows from it.

use serde::Deserialize;

use crate::store::address_configuration::AutoCreation;
use crate::store::method::Method;
use crate::store::verification::VerificationStatus;

/// A messaging service.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedService {
    /// How people call it.
    pub friendly_name: String,
    /// Derived from account and name when left out.
    #[serde(default)]
    pub sid: Option<String>,
    /// Its numbers, which the account must have, each in one service only.
    #[serde(default)]
    pub numbers: Vec<String>,
    /// What answers texts to its numbers.
    #[serde(default)]
    pub inbound_request_url: String,
    /// POST when left out.
    #[serde(default)]
    pub inbound_method: Method,
    /// What answers when that fails.
    #[serde(default)]
    pub fallback_url: String,
    /// POST when left out.
    #[serde(default)]
    pub fallback_method: Method,
    /// Whether its numbers answer for themselves ("Defer to sender's webhook").
    #[serde(default)]
    pub use_inbound_webhook_on_number: bool,
    /// Where delivery reports go.
    #[serde(default)]
    pub status_callback: String,
    /// `undeclared` when left out.
    #[serde(default)]
    pub usecase: Option<String>,
    /// Its A2P campaign; none when left out.
    #[serde(default)]
    pub campaign: Option<SeedCampaign>,
}

/// An A2P campaign.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedCampaign {
    /// `VERIFIED` when left out; Twilio also says `PENDING`, `IN_PROGRESS` and `FAILED`.
    pub status: Option<String>,
    /// `MIXED` when left out.
    pub usecase: Option<String>,
    /// Why it failed: objects such as `{ error_code: 30897, fields: [MESSAGE_FLOW], description: … }`.
    pub errors: Vec<serde_json::Value>,
}

/// A toll-free number's verification.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedVerification {
    /// `TWILIO_APPROVED` when left out.
    pub status: VerificationStatus,
    /// Why it was rejected, in Twilio's words.
    pub rejection_reason: Option<String>,
    /// Twilio's code for that.
    pub error_code: Option<u32>,
    /// Whether a rejected one can be mended.
    pub edit_allowed: Option<bool>,
    /// Until when, as Twilio writes it: `2026-11-30T00:00:00Z`.
    pub edit_expiration: Option<String>,
    /// The account holder's own name for it.
    pub external_reference_id: Option<String>,
}

fn sms() -> String {
    "sms".to_owned()
}

/// An address configuration in a seed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedAddress {
    /// The number or short code.
    pub address: String,
    /// Derived from account, type and address when left out.
    #[serde(default)]
    pub sid: Option<String>,
    /// `sms` when left out.
    #[serde(default = "sms", rename = "type")]
    pub kind: String,
    /// None when left out.
    #[serde(default)]
    pub friendly_name: Option<String>,
    /// Enabled, of the kind `default`, when left out.
    #[serde(default)]
    pub auto_creation: AutoCreation,
}
