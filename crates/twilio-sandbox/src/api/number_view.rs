//! A number as JSON in the v2010 API. Unset settings for texts are `""` and unset settings for calls `null`, as captured
//! from Twilio.

use serde::Serialize;

use crate::store::dates::rfc2822;
use crate::store::method::Method;
use crate::store::number::{Capabilities, Number};
use crate::store::phone::NumberKind;

/// One number as JSON, borrowed from the state: a page of 1000 copies no settings.
#[derive(Serialize)]
pub(crate) struct NumberView<'a> {
    sid: &'a str,
    account_sid: &'a str,
    phone_number: &'a str,
    friendly_name: &'a str,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<NumberKind>,
    status: &'static str,
    origin: &'a str,
    beta: bool,
    capabilities: Capabilities,
    address_requirements: &'static str,
    address_sid: Option<&'a str>,
    identity_sid: Option<&'a str>,
    bundle_sid: Option<&'a str>,
    sms_url: &'a str,
    sms_method: Method,
    sms_fallback_url: &'a str,
    sms_fallback_method: Method,
    sms_application_sid: &'a str,
    voice_url: Option<&'a str>,
    voice_method: Method,
    voice_fallback_url: Option<&'a str>,
    voice_fallback_method: Method,
    voice_application_sid: Option<&'a str>,
    voice_caller_id_lookup: bool,
    voice_receive_mode: &'static str,
    trunk_sid: Option<&'a str>,
    status_callback: &'a str,
    status_callback_method: Method,
    emergency_status: &'static str,
    emergency_address_sid: Option<&'a str>,
    emergency_address_status: &'static str,
    api_version: &'static str,
    date_created: String,
    date_updated: String,
    uri: String,
}

impl<'a> NumberView<'a> {
    /// The view of `number`, which `account` owns.
    pub(crate) fn of(account: &'a str, number: &'a Number) -> Self {
        let (calls, papers) = (&number.calls, &number.papers);
        Self {
            sid: &number.sid,
            account_sid: account,
            phone_number: &number.phone_number,
            friendly_name: &number.friendly_name,
            kind: Some(number.kind),
            status: "in-use",
            origin: &number.origin,
            beta: false,
            capabilities: number.capabilities,
            address_requirements: "none",
            address_sid: unset(&papers.address),
            identity_sid: unset(&papers.identity),
            bundle_sid: unset(&papers.bundle),
            sms_url: &number.sms_url,
            sms_method: number.sms_method,
            sms_fallback_url: &number.sms_fallback_url,
            sms_fallback_method: number.sms_fallback_method,
            sms_application_sid: &number.sms_application_sid,
            voice_url: unset(&calls.voice_url),
            voice_method: calls.voice_method,
            voice_fallback_url: unset(&calls.voice_fallback_url),
            voice_fallback_method: calls.voice_fallback_method,
            voice_application_sid: unset(&calls.voice_application_sid),
            voice_caller_id_lookup: calls.voice_caller_id_lookup,
            voice_receive_mode: "voice",
            trunk_sid: unset(&calls.trunk_sid),
            status_callback: &calls.status_callback,
            status_callback_method: calls.status_callback_method,
            emergency_status: "Inactive",
            emergency_address_sid: unset(&papers.emergency_address),
            emergency_address_status: "unregistered",
            api_version: "2010-04-01",
            date_created: rfc2822(number.date_created),
            date_updated: rfc2822(number.date_updated),
            uri: format!(
                "/2010-04-01/Accounts/{account}/IncomingPhoneNumbers/{}.json",
                number.sid
            ),
        }
    }

    /// The view without `type`, which the lists by kind do not have.
    pub(crate) fn without_kind(self) -> Self {
        Self { kind: None, ..self }
    }
}

fn unset(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}
