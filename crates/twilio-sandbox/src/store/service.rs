//! Messaging services and their senders.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::store::campaign::Campaign;
use crate::store::method::Method;

/// The membership of a number or short code in a service.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Sender {
    /// The number's own SID.
    pub(crate) sid: String,
    pub(crate) date_created: Timestamp,
}

/// An alphanumeric sender of a service.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the name is Twilio's")]
pub(crate) struct AlphaSender {
    pub(crate) sid: String,
    pub(crate) alpha_sender: String,
    pub(crate) date_created: Timestamp,
}

/// True if `text` is an alphanumeric sender: 1 to 11 letters, digits, spaces and `-+_&`, not only digits.
pub(crate) fn is_alpha_sender(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b" -+_&".contains(&b);
    (1..=11).contains(&text.len())
        && text.bytes().all(allowed)
        && !text.bytes().all(|b| b.is_ascii_digit())
}

/// A messaging service. An unset setting is blank.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are Twilio's, each a switch of its own"
)]
pub(crate) struct Service {
    pub(crate) sid: String,
    pub(crate) friendly_name: String,
    pub(crate) inbound_request_url: String,
    pub(crate) inbound_method: Method,
    pub(crate) fallback_url: String,
    pub(crate) fallback_method: Method,
    pub(crate) status_callback: String,
    pub(crate) sticky_sender: bool,
    pub(crate) mms_converter: bool,
    pub(crate) smart_encoding: bool,
    pub(crate) scan_message_content: String,
    pub(crate) fallback_to_long_code: bool,
    pub(crate) area_code_geomatch: bool,
    pub(crate) synchronous_validation: bool,
    /// Seconds.
    pub(crate) validity_period: u32,
    pub(crate) usecase: String,
    pub(crate) use_inbound_webhook_on_number: bool,
    pub(crate) date_created: Timestamp,
    pub(crate) date_updated: Timestamp,
    /// Its numbers, by their SID.
    #[serde(default)]
    pub(crate) senders: BTreeMap<String, Sender>,
    /// Its short codes, by their SID.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) short_codes: BTreeMap<String, Sender>,
    /// Its alphanumeric senders, by their SID.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) alpha_senders: BTreeMap<String, AlphaSender>,
    /// Its A2P campaigns, by SID.
    #[serde(default)]
    pub(crate) campaigns: BTreeMap<String, Campaign>,
}

impl Service {
    /// A service with a name, no numbers, and Twilio's defaults. Twilio does not document
    /// for the API whether a new service defers to its numbers; here it does not.
    pub(crate) fn new(sid: String, friendly_name: String, now: Timestamp) -> Self {
        Self {
            sid,
            friendly_name,
            inbound_request_url: String::new(),
            inbound_method: Method::Post,
            fallback_url: String::new(),
            fallback_method: Method::Post,
            status_callback: String::new(),
            sticky_sender: true,
            mms_converter: true,
            smart_encoding: true,
            scan_message_content: "inherit".to_owned(),
            fallback_to_long_code: true,
            area_code_geomatch: true,
            synchronous_validation: false,
            validity_period: 36_000,
            usecase: "undeclared".to_owned(),
            use_inbound_webhook_on_number: false,
            date_created: now,
            date_updated: now,
            senders: BTreeMap::new(),
            short_codes: BTreeMap::new(),
            alpha_senders: BTreeMap::new(),
            campaigns: BTreeMap::new(),
        }
    }
}
