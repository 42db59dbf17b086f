//! The part of a seed that is about messaging services and registrations, and what grows from it.

use jiff::Timestamp;
use serde::Deserialize;

use super::campaigns::{Campaign, USUAL_SID};
use super::seed::SeedAccount;
use super::senders::Sender;
use super::services::Service;
use super::sid;
use super::verifications::{Verification, VerificationStatus};
use super::webhooks::Method;

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

impl SeedService {
    pub(super) fn sid(&self, account: &str) -> String {
        let derived = || sid::derive("MG", &[account, &self.friendly_name]);
        self.sid.clone().unwrap_or_else(derived)
    }

    pub(super) fn grow(&self, account: &SeedAccount, now: Timestamp) -> Service {
        let mut service = Service::new(self.sid(&account.sid), self.friendly_name.clone(), now);
        service
            .inbound_request_url
            .clone_from(&self.inbound_request_url);
        service.inbound_method = self.inbound_method;
        service.fallback_url.clone_from(&self.fallback_url);
        service.fallback_method = self.fallback_method;
        service.status_callback.clone_from(&self.status_callback);
        service.use_inbound_webhook_on_number = self.use_inbound_webhook_on_number;
        if let Some(usecase) = &self.usecase {
            service.usecase.clone_from(usecase);
        }
        let members = account
            .numbers
            .iter()
            .filter(|n| self.numbers.contains(&n.phone_number));
        service.senders = members
            .map(|number| number.sid(&account.sid))
            .map(|sid| {
                (
                    sid.clone(),
                    Sender {
                        sid,
                        date_created: now,
                    },
                )
            })
            .collect();
        let campaigns = self
            .campaign
            .iter()
            .map(|campaign| campaign.grow(&account.sid, now));
        service.campaigns = campaigns
            .map(|campaign| (campaign.sid.clone(), campaign))
            .collect();
        service
    }
}

impl SeedCampaign {
    fn grow(&self, account: &str, now: Timestamp) -> Campaign {
        let or =
            |given: &Option<String>, usual: &str| given.clone().unwrap_or_else(|| usual.to_owned());
        Campaign {
            sid: USUAL_SID.to_owned(),
            status: or(&self.status, "VERIFIED"),
            usecase: or(&self.usecase, "MIXED"),
            brand_registration_sid: sid::derive("BN", &[account]),
            errors: self.errors.clone(),
            date_created: now,
        }
    }
}

impl SeedVerification {
    pub(super) fn grow(&self, account: &str, number_sid: String, now: Timestamp) -> Verification {
        Verification {
            sid: sid::derive("HH", &[account, &number_sid]),
            number_sid,
            status: self.status,
            rejection_reason: self.rejection_reason.clone(),
            error_code: self.error_code,
            edit_allowed: self.edit_allowed,
            edit_expiration: self.edit_expiration.clone(),
            external_reference_id: self.external_reference_id.clone(),
            date_created: now,
        }
    }
}
