//! `TwiML` applications.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::store::method::Method;

/// An application. An unset setting is blank.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Application {
    pub(crate) sid: String,
    pub(crate) friendly_name: String,
    pub(crate) sms_url: String,
    pub(crate) sms_method: Method,
    pub(crate) sms_fallback_url: String,
    pub(crate) sms_fallback_method: Method,
    pub(crate) sms_status_callback: String,
    pub(crate) message_status_callback: String,
    pub(crate) voice_url: String,
    pub(crate) voice_method: Method,
    pub(crate) voice_fallback_url: String,
    pub(crate) voice_fallback_method: Method,
    pub(crate) voice_caller_id_lookup: bool,
    pub(crate) status_callback: String,
    pub(crate) status_callback_method: Method,
    pub(crate) public_application_connect_enabled: bool,
    pub(crate) date_created: Timestamp,
    pub(crate) date_updated: Timestamp,
}

impl Application {
    /// An application with a name and no settings.
    pub(crate) fn new(sid: String, friendly_name: String, now: Timestamp) -> Self {
        Self {
            sid,
            friendly_name,
            sms_url: String::new(),
            sms_method: Method::Post,
            sms_fallback_url: String::new(),
            sms_fallback_method: Method::Post,
            sms_status_callback: String::new(),
            message_status_callback: String::new(),
            voice_url: String::new(),
            voice_method: Method::Post,
            voice_fallback_url: String::new(),
            voice_fallback_method: Method::Post,
            voice_caller_id_lookup: false,
            status_callback: String::new(),
            status_callback_method: Method::Post,
            public_application_connect_enabled: false,
            date_created: now,
            date_updated: now,
        }
    }
}
