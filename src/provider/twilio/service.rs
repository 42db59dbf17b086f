//! A messaging service in three forms: as YAML declares it, as Twilio's JSON shows it, and as
//! the request that changes it; a table lists its fields (see `settings`). Pure.
//!
//! Its senders are in E.164 in all three, so that no caller needs a number's SID.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::alpha_sender::AlphaSender;
use super::declaration::{Declaration, Inbound, MessagingService};
use super::method::Method;
use super::service_words::{Scan, Usecase};
use super::settings::{self, Configured, Form, Setting};
use super::wire;
use crate::model::{Collection, Fields, HttpsUrl, Invalid, Kind, Object, Resource, Value};
use crate::provider::twilio::sid::MessagingServiceSid;

/// The collection in which messaging services are declared.
pub const MESSAGING_SERVICES: Collection = Collection::new("messaging_services");
/// The service's name.
pub(super) const FRIENDLY_NAME: &str = "friendly_name";
/// The URL that the service calls when a text comes in.
pub(super) const INBOUND_URL: &str = "inbound_request_url";
/// The method of `inbound_request_url`.
pub(super) const INBOUND_METHOD: &str = "inbound_method";
/// The URL that the service calls when `inbound_request_url` fails.
pub(super) const FALLBACK_URL: &str = "fallback_url";
/// The method of `fallback_url`.
pub(super) const FALLBACK_METHOD: &str = "fallback_method";
/// The switch: whether each number answers by itself (docs/twilio.md: Who answers a text).
pub(super) const DEFERS: &str = "use_inbound_webhook_on_number";
/// The URL that is called with delivery reports.
pub(super) const STATUS_CALLBACK: &str = "status_callback";
/// The names it sends from, its alphanumeric senders. They receive nothing.
pub(super) const ALPHA_SENDERS: &str = "alpha_senders";
/// The numbers in it: E.164, or the digits of a short code.
pub(super) const SENDERS: &str = "senders";
/// Whether an A2P campaign is registered for it. Observed only.
pub(super) const A2P_REGISTERED: &str = "us_app_to_person_registered";

/// The number of senders that a service takes by default (Twilio: 21714).
pub(super) const CAPACITY: usize = 400;

/// The parameter that writes the switch.
pub(super) const DEFERS_PARAMETER: &str = "UseInboundWebhookOnNumber";

impl Configured for MessagingService {
    const NOUN: &'static str = "a messaging service";
    const SETTINGS: &'static [Setting<Self>] = &[
        Setting::new(FRIENDLY_NAME, "FriendlyName", Form::Name)
            .key("friendly_name")
            .text(|service| service.friendly_name.as_ref()),
        // `inbound`, `callback_url` and `callback_method` decide these three together.
        Setting::new(INBOUND_URL, "InboundRequestUrl", Form::Url),
        Setting::new(INBOUND_METHOD, "InboundMethod", Form::Method),
        Setting::new(DEFERS, DEFERS_PARAMETER, Form::Switch),
        Setting::new(FALLBACK_URL, "FallbackUrl", Form::Url)
            .key("fallback_url")
            .url(|service| service.fallback_url.as_ref()),
        Setting::new(FALLBACK_METHOD, "FallbackMethod", Form::Method)
            .key("fallback_method")
            .value(|service| {
                let method = service.fallback_method.unwrap_or_default();
                let called = service.fallback_url.is_some();
                called.then(|| Value::text(method.as_str()))
            }),
        Setting::new(STATUS_CALLBACK, "StatusCallback", Form::Url)
            .key("status_callback")
            .url(|service| service.status_callback.as_ref()),
        Setting::new("sticky_sender", "StickySender", Form::Switch)
            .key("sticky_sender")
            .value(|service| service.sticky_sender.map(Value::Flag)),
        Setting::new("smart_encoding", "SmartEncoding", Form::Switch)
            .key("smart_encoding")
            .value(|service| service.smart_encoding.map(Value::Flag)),
        Setting::new("mms_converter", "MmsConverter", Form::Switch)
            .key("mms_converter")
            .value(|service| service.mms_converter.map(Value::Flag)),
        Setting::new("area_code_geomatch", "AreaCodeGeomatch", Form::Switch)
            .key("area_code_geomatch")
            .value(|service| service.area_code_geomatch.map(Value::Flag)),
        Setting::new("fallback_to_long_code", "FallbackToLongCode", Form::Switch)
            .key("fallback_to_long_code")
            .value(|service| service.fallback_to_long_code.map(Value::Flag)),
        Setting::new(
            "synchronous_validation",
            "SynchronousValidation",
            Form::Switch,
        )
        .key("synchronous_validation")
        .value(|service| service.synchronous_validation.map(Value::Flag)),
        Setting::new(
            "scan_message_content",
            "ScanMessageContent",
            Form::Word(&Scan::WORDS),
        )
        .key("scan_message_content")
        .value(|service| Some(Value::text(service.scan_message_content?.as_str()))),
        Setting::new("validity_period", "ValidityPeriod", Form::Whole)
            .key("validity_period")
            .value(|service| Some(Value::Number(service.validity_period?.get()))),
        Setting::new("usecase", "Usecase", Form::Word(&Usecase::WORDS))
            .key("usecase")
            .value(|service| Some(Value::text(service.usecase?.as_str()))),
        Setting::observed(A2P_REGISTERED, Form::Switch),
    ];
}

/// The service's own URL and how it is called.
fn own_callback(service: &MessagingService) -> Option<(&HttpsUrl, Method)> {
    let url = service.callback_url.as_ref()?;
    Some((url, service.callback_method.unwrap_or_default()))
}

/// The URL that a service calls if it answers for its numbers: its own URL, else its provider's.
/// Only the provider's URL is called with the provider's method.
fn callback<'a>(
    provider: &'a Declaration,
    service: &'a MessagingService,
) -> Option<(&'a HttpsUrl, Method)> {
    own_callback(service).or_else(|| {
        let url = provider.callback_url.as_ref()?;
        let method = service.callback_method.or(provider.callback_method);
        Some((url, method.unwrap_or_default()))
    })
}

/// Fields that the create request sends in addition to the declared ones. The API's default is not
/// documented (docs/twilio.md: Open questions); where YAML does not set the switch, numbers that
/// join continue to answer by themselves.
pub(super) fn implied(wanted: &Fields) -> Fields {
    let mut implied = Fields::new();
    if wanted.find(DEFERS).is_none() {
        implied.insert(DEFERS, Value::Flag(true));
    }
    implied
}

/// The desired state of a declared service.
pub(super) fn desired(provider: &Declaration, service: &MessagingService) -> Resource {
    let mut fields = settings::declared(service);
    let mut put = |name: &'static str, text: &str| fields.insert(name, Value::text(text));
    match service.inbound {
        Some(Inbound::Webhook) => {
            let called = callback(provider, service);
            let (url, method) = called.map_or(("", Method::default()), |(url, method)| {
                (url.as_str(), method)
            });
            put(INBOUND_URL, url);
            put(INBOUND_METHOD, method.as_str());
            fields.insert(DEFERS, Value::Flag(false));
        }
        Some(Inbound::DeferToSender) => {
            // The URL is written for the day when the switch is turned off. The provider's URL is
            // not declared for this service, so it is not written.
            if let Some((url, method)) = own_callback(service) {
                put(INBOUND_URL, url.as_str());
                put(INBOUND_METHOD, method.as_str());
            }
            fields.insert(DEFERS, Value::Flag(true));
        }
        Some(Inbound::Drop) => {
            fields.insert(INBOUND_URL, Value::Blank);
            fields.insert(DEFERS, Value::Flag(false));
        }
        None => {}
    }
    let numbers = service
        .numbers
        .iter()
        .filter_map(|name| provider.numbers.get(name));
    let digits = numbers.filter_map(|number| number.digits());
    let members: BTreeSet<String> = digits.map(str::to_owned).collect();
    if !members.is_empty() {
        fields.insert(SENDERS, Value::Set { members });
    }
    let alpha = service.alpha_senders.iter().map(AlphaSender::as_str);
    let members: BTreeSet<String> = alpha.map(str::to_owned).collect();
    if !members.is_empty() {
        fields.insert(ALPHA_SENDERS, Value::Set { members });
    }
    Resource {
        id: service.sid.as_ref().map(|sid| sid.as_str().into()),
        key: service.friendly_name.as_deref().map(Into::into),
        fields,
        obtainable: false,
        on_purchase: Fields::new(),
    }
}

/// A service as Twilio's JSON shows it.
pub(super) type Wire = wire::Wire<MessagingService>;

impl Wire {
    /// The service as an object without senders, or why it is not one.
    pub(super) fn into_object(self) -> Result<Object, Invalid> {
        let sid = MessagingServiceSid::parse(self.sid.as_deref().unwrap_or_default())?;
        let fields = self.into_fields();
        let name = fields.get(FRIENDLY_NAME).as_text().unwrap_or_default();
        Ok(Object {
            label: Some(FRIENDLY_NAME),
            kind: Kind::Group(MESSAGING_SERVICES),
            id: sid.as_str().into(),
            key: name.into(),
            fields,
        })
    }
}

/// A sender of a service as Twilio's JSON shows it: one of these, by the list it is in.
#[derive(Debug, Deserialize)]
pub(super) struct SenderWire {
    /// The number in E.164.
    pub phone_number: Option<String>,
    /// The digits of a short code.
    pub short_code: Option<String>,
    /// The alphanumeric sender.
    pub alpha_sender: Option<String>,
}

impl SenderWire {
    /// The sender, whatever it is.
    pub(super) fn text(self) -> Option<String> {
        self.phone_number.or(self.short_code).or(self.alpha_sender)
    }
}

/// The form that writes these fields and no others, or the reason why there is none. Senders are
/// not a field of the form: each joins by a separate call. A wanted switch is sent with every other
/// field (the API's default is not documented; docs/twilio.md: Open questions).
pub(super) fn form(
    fields: &Fields,
    wanted: &Fields,
) -> Result<Vec<(&'static str, String)>, String> {
    let own = fields.iter().filter(|(_, value)| !value.is_set());
    let mut form = settings::form::<MessagingService>(own)?;
    if let (Value::Flag(on), false) = (wanted.get(DEFERS), form.is_empty())
        && fields.find(DEFERS).is_none()
    {
        form.push((DEFERS_PARAMETER, on.to_string()));
    }
    Ok(form)
}
