//! Phone numbers and their settings.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::store::method::Method;
use crate::store::phone::{self, NumberKind};

/// What a number can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are Twilio's, each a switch of its own"
)]
pub struct Capabilities {
    /// Text messages.
    pub sms: bool,
    /// Messages with media.
    pub mms: bool,
    /// Calls.
    pub voice: bool,
    /// Faxes.
    pub fax: bool,
}

impl Default for Capabilities {
    fn default() -> Self {
        Self {
            sms: true,
            mms: true,
            voice: true,
            fax: false,
        }
    }
}

/// A number and its settings. An unset setting is blank.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the names are Twilio's")]
pub(crate) struct Number {
    pub(crate) sid: String,
    pub(crate) phone_number: String,
    pub(crate) friendly_name: String,
    #[serde(rename = "type")]
    pub(crate) kind: NumberKind,
    pub(crate) capabilities: Capabilities,
    /// `twilio`, or `hosted` while the number is still with another carrier.
    pub(crate) origin: String,
    pub(crate) sms_url: String,
    pub(crate) sms_method: Method,
    pub(crate) sms_fallback_url: String,
    pub(crate) sms_fallback_method: Method,
    pub(crate) sms_application_sid: String,
    #[serde(default, skip_serializing_if = "Calls::is_unset")]
    pub(crate) calls: Calls,
    #[serde(default, skip_serializing_if = "Papers::is_unset")]
    pub(crate) papers: Papers,
    pub(crate) date_created: Timestamp,
    pub(crate) date_updated: Timestamp,
}

/// Settings for calls. They are kept so that a test can see that they stay unchanged.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Calls {
    pub(crate) voice_url: String,
    pub(crate) voice_method: Method,
    pub(crate) voice_fallback_url: String,
    pub(crate) voice_fallback_method: Method,
    pub(crate) voice_application_sid: String,
    pub(crate) voice_caller_id_lookup: bool,
    pub(crate) trunk_sid: String,
    pub(crate) status_callback: String,
    pub(crate) status_callback_method: Method,
}

impl Calls {
    fn is_unset(&self) -> bool {
        *self == Self::default()
    }
}

/// SIDs of regulatory documents about the number's holder.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Papers {
    pub(crate) address: String,
    pub(crate) identity: String,
    pub(crate) bundle: String,
    pub(crate) emergency_address: String,
}

impl Papers {
    fn is_unset(&self) -> bool {
        *self == Self::default()
    }
}

impl Number {
    /// A new number as Twilio's API creates it: named after itself, without settings.
    pub(crate) fn new(sid: String, phone_number: String, now: Timestamp) -> Self {
        Self {
            sid,
            friendly_name: phone::displayed(&phone_number),
            kind: phone::kind_of(&phone_number),
            phone_number,
            capabilities: Capabilities::default(),
            origin: "twilio".to_owned(),
            sms_url: String::new(),
            sms_method: Method::Post,
            sms_fallback_url: String::new(),
            sms_fallback_method: Method::Post,
            sms_application_sid: String::new(),
            calls: Calls::default(),
            papers: Papers::default(),
            date_created: now,
            date_updated: now,
        }
    }
}
