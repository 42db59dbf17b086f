//! Short codes and their settings.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::store::method::Method;

/// A short code and its settings. An unset setting is blank.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the name is Twilio's")]
pub(crate) struct ShortCode {
    pub(crate) sid: String,
    /// The digits.
    pub(crate) short_code: String,
    pub(crate) friendly_name: String,
    pub(crate) sms_url: String,
    pub(crate) sms_method: Method,
    pub(crate) sms_fallback_url: String,
    pub(crate) sms_fallback_method: Method,
    pub(crate) date_created: Timestamp,
    pub(crate) date_updated: Timestamp,
}

impl ShortCode {
    /// A short code that is named after itself, without settings.
    pub(crate) fn new(sid: String, short_code: String, now: Timestamp) -> Self {
        Self {
            sid,
            friendly_name: short_code.clone(),
            short_code,
            sms_url: String::new(),
            sms_method: Method::Post,
            sms_fallback_url: String::new(),
            sms_fallback_method: Method::Post,
            date_created: now,
            date_updated: now,
        }
    }
}

/// True if `text` is a short code: 3 to 8 digits.
pub(crate) fn is_short_code(text: &str) -> bool {
    (3..=8).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}
