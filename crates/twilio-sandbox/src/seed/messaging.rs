//! The part of a seed about messaging services, short codes, registrations and Conversations.

use serde::Deserialize;

use crate::store::address_configuration::AutoCreation;
use crate::store::method::Method;
use crate::store::verification::VerificationStatus;

/// A messaging service.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedService {
    /// Its name.
    pub friendly_name: String,
    /// Derived from account and name if left out.
    #[serde(default)]
    pub sid: Option<String>,
    /// Its numbers, which the account must have, each in one service only.
    #[serde(default)]
    pub numbers: Vec<String>,
    /// Its short codes, which the account must have, each in one service only.
    #[serde(default)]
    pub short_codes: Vec<String>,
    /// Its alphanumeric senders.
    #[serde(default)]
    pub alpha_senders: Vec<String>,
    /// Webhook for texts to its numbers.
    #[serde(default)]
    pub inbound_request_url: String,
    /// POST if left out.
    #[serde(default)]
    pub inbound_method: Method,
    /// Fallback webhook.
    #[serde(default)]
    pub fallback_url: String,
    /// POST if left out.
    #[serde(default)]
    pub fallback_method: Method,
    /// True if its numbers use their own webhooks ("Defer to sender's webhook").
    #[serde(default)]
    pub use_inbound_webhook_on_number: bool,
    /// Webhook for delivery reports.
    #[serde(default)]
    pub status_callback: String,
    /// `undeclared` if left out.
    #[serde(default)]
    pub usecase: Option<String>,
    /// Its A2P campaign; none if left out.
    #[serde(default)]
    pub campaign: Option<SeedCampaign>,
}

/// A short code of the account.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedShortCode {
    /// The digits.
    pub short_code: String,
    /// Derived from account and digits if left out.
    #[serde(default)]
    pub sid: Option<String>,
    /// The digits if left out.
    #[serde(default)]
    pub friendly_name: Option<String>,
    /// None if left out.
    #[serde(default)]
    pub sms_url: String,
    /// POST if left out.
    #[serde(default)]
    pub sms_method: Method,
    /// None if left out.
    #[serde(default)]
    pub sms_fallback_url: String,
    /// POST if left out.
    #[serde(default)]
    pub sms_fallback_method: Method,
}

/// An A2P campaign.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedCampaign {
    /// `VERIFIED` if left out; Twilio also has `PENDING`, `IN_PROGRESS` and `FAILED`.
    pub status: Option<String>,
    /// `MIXED` if left out.
    pub usecase: Option<String>,
    /// Why it failed: objects such as `{ error_code: 30897, fields: [MESSAGE_FLOW], description: … }`.
    pub errors: Vec<serde_json::Value>,
}

/// A toll-free number's verification.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedVerification {
    /// `TWILIO_APPROVED` if left out.
    pub status: VerificationStatus,
    /// Why it was rejected, in Twilio's words.
    pub rejection_reason: Option<String>,
    /// Twilio's code for that.
    pub error_code: Option<u32>,
    /// True if a rejected one can be edited.
    pub edit_allowed: Option<bool>,
    /// The end of that permission, as Twilio writes it: `2026-11-30T00:00:00Z`.
    pub edit_expiration: Option<String>,
    /// The account holder's reference.
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
    /// Derived from account, type and address if left out.
    #[serde(default)]
    pub sid: Option<String>,
    /// `sms` if left out.
    #[serde(default = "sms", rename = "type")]
    pub kind: String,
    /// None if left out.
    #[serde(default)]
    pub friendly_name: Option<String>,
    /// Enabled, of the kind `default`, if left out.
    #[serde(default)]
    pub auto_creation: AutoCreation,
}
