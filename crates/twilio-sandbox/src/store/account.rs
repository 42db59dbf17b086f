//! Accounts and what they hold.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::store::address_configuration::AddressConfiguration;
use crate::store::alert::Alert;
use crate::store::application::Application;
use crate::store::event::Event;
use crate::store::number::Number;
use crate::store::service::Service;
use crate::store::short_code::ShortCode;
use crate::store::sid;
use crate::store::verification::Verification;

/// The status of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AccountStatus {
    /// In use.
    #[default]
    Active,
    /// Its credentials are refused until it is active again.
    Suspended,
    /// Its credentials are refused for ever (Twilio: 21479).
    Closed,
}

/// A trial account or a paid one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum AccountType {
    /// May own one number.
    Trial,
    /// No such limit.
    #[default]
    Full,
}

/// What an API key is valid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ApiKeyKind {
    /// Everything but accounts themselves.
    #[default]
    Standard,
    /// The same as the auth token, in its own account.
    Main,
}

/// An API key that an account accepts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ApiKey {
    pub(crate) sid: String,
    pub(crate) secret: String,
    pub(crate) kind: ApiKeyKind,
}

/// Twilio's limit of alphanumeric senders for a service, unless it has raised it.
pub(crate) fn one() -> usize {
    1
}

/// One account and everything in it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Account {
    pub(crate) sid: String,
    pub(crate) auth_token: String,
    pub(crate) friendly_name: String,
    pub(crate) status: AccountStatus,
    #[serde(rename = "type")]
    pub(crate) kind: AccountType,
    /// The account itself, unless it is a subaccount.
    pub(crate) owner_account_sid: String,
    pub(crate) date_created: Timestamp,
    pub(crate) date_updated: Timestamp,
    #[serde(default)]
    pub(crate) api_keys: Vec<ApiKey>,
    #[serde(default)]
    pub(crate) numbers: BTreeMap<String, Number>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) short_codes: BTreeMap<String, ShortCode>,
    #[serde(default)]
    pub(crate) applications: BTreeMap<String, Application>,
    #[serde(default)]
    pub(crate) services: BTreeMap<String, Service>,
    /// How many alphanumeric senders a service may have.
    #[serde(default = "one")]
    pub(crate) alpha_senders_per_service: usize,
    /// Toll-free verifications.
    #[serde(default)]
    pub(crate) verifications: BTreeMap<String, Verification>,
    /// Address configurations of Conversations.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) addresses: BTreeMap<String, AddressConfiguration>,
    /// Events, the newest first.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) events: BTreeMap<String, Event>,
    /// Alerts, the newest first.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) alerts: BTreeMap<String, Alert>,
}

impl Account {
    /// A new, empty account.
    pub(crate) fn new(sid: String, friendly_name: String, now: Timestamp) -> Self {
        Self {
            auth_token: sid::hex32(&["auth_token", &sid]),
            owner_account_sid: sid.clone(),
            sid,
            friendly_name,
            status: AccountStatus::Active,
            kind: AccountType::Full,
            date_created: now,
            date_updated: now,
            api_keys: Vec::new(),
            numbers: BTreeMap::new(),
            short_codes: BTreeMap::new(),
            applications: BTreeMap::new(),
            services: BTreeMap::new(),
            alpha_senders_per_service: one(),
            verifications: BTreeMap::new(),
            addresses: BTreeMap::new(),
            events: BTreeMap::new(),
            alerts: BTreeMap::new(),
        }
    }

    /// Removes a number from the account, with its membership in a service and its verification.
    pub(crate) fn take_number(&mut self, sid: &str) -> Option<Number> {
        for service in self.services.values_mut() {
            service.senders.remove(sid);
        }
        self.verifications
            .retain(|_, verification| verification.number_sid != sid);
        self.numbers.remove(sid)
    }
}
