//! A phone number in three forms: as YAML declares it, as Twilio's JSON shows it, and as the
//! request that changes it. All three use the same fields, under Twilio's names;
//! a table lists them (see `settings`).
//!
//! Pure. Fields of voice calls are never named here, so they can never be sent (docs/twilio.md:
//! Numbers).

use super::application_address::application_address;
use super::declaration::{Declaration, Number};
use super::incoming::{ApplicationRef, Incoming, Word};
use super::method::Method;
use super::settings::{self, Configured, Form, Setting};
use super::short_code::ShortCodeSid;
use super::wire;
use crate::model::{
    E164, FieldLists, Fields, HttpsUrl, Invalid, Kind, Name, Object, Resource, ShortCode, Text,
    Value,
};
use crate::provider::twilio::sid::{Sid, SidKind};

/// The number's name in the console.
pub(super) const FRIENDLY_NAME: &str = "friendly_name";
/// The URL that is called when a text comes in.
pub(super) const SMS_URL: &str = "sms_url";
/// The method of `sms_url`.
pub(super) const SMS_METHOD: &str = "sms_method";
/// The URL that is called when `sms_url` fails.
pub(super) const SMS_FALLBACK_URL: &str = "sms_fallback_url";
/// The method of `sms_fallback_url`.
pub(super) const SMS_FALLBACK_METHOD: &str = "sms_fallback_method";
/// The `TwiML` application that answers instead of all these URLs.
pub(super) const SMS_APPLICATION_SID: &str = "sms_application_sid";
/// The regulatory bundle that the number was bought with.
const BUNDLE_SID: &str = "bundle_sid";
/// The address that the number was bought with.
const ADDRESS_SID: &str = "address_sid";
/// The identity that the number was bought with.
const IDENTITY_SID: &str = "identity_sid";
/// Whether the number can receive texts at all. Observed only.
pub(super) const SMS_CAPABLE: &str = "sms_capable";

impl Configured for Number {
    const NOUN: &'static str = "a phone number";
    const SETTINGS: &'static [Setting<Self>] = &[
        Setting::new(FRIENDLY_NAME, "FriendlyName", Form::Name)
            .key("friendly_name")
            .text(|number| number.friendly_name.as_ref()),
        Setting::new(SMS_URL, "SmsUrl", Form::Url).key("incoming.url"),
        Setting::new(SMS_METHOD, "SmsMethod", Form::Method).key("incoming.method"),
        Setting::new(SMS_FALLBACK_URL, SMS_FALLBACK_PARAMETER, Form::Url)
            .key("incoming.fallback_url"),
        Setting::new(SMS_FALLBACK_METHOD, "SmsFallbackMethod", Form::Method)
            .key("incoming.fallback_method"),
        Setting::new(SMS_APPLICATION_SID, "SmsApplicationSid", Form::Sid)
            .key("incoming.application"),
        // Sent with a purchase only; the configuration never compares them.
        Setting::new(BUNDLE_SID, "BundleSid", Form::Sid),
        Setting::new(ADDRESS_SID, "AddressSid", Form::Sid),
        Setting::new(IDENTITY_SID, "IdentitySid", Form::Sid),
    ];
}

/// The parameter that writes the fallback URL.
const SMS_FALLBACK_PARAMETER: &str = "SmsFallbackUrl";

/// Marks the SID of a phone number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum NumberKind {}

impl SidKind for NumberKind {
    const PREFIX: &'static str = "PN";
    const NOUN: &'static str = "a phone number";
}

/// The SID of a phone number.
pub(super) type NumberSid = Sid<NumberKind>;

/// What a declaration says about who answers texts to a number by its own settings.
#[derive(Debug, Clone, Copy)]
pub(super) enum Answer<'a> {
    /// A URL: the number's own, else its provider's.
    Url(&'a HttpsUrl, Method),
    /// A `TwiML` application.
    Application(&'a ApplicationRef),
    /// Nothing: the number's settings are blank.
    Nothing,
    /// The declaration does not say, so the route is not managed.
    Unmanaged,
}

/// What the declaration says about who answers by the number's own settings.
pub(super) fn answer<'a>(provider: &'a Declaration, number: &'a Number) -> Answer<'a> {
    let own = match &number.incoming {
        Some(Incoming::Word(Word::None)) => return Answer::Nothing,
        Some(Incoming::Word(Word::Unmanaged)) => return Answer::Unmanaged,
        Some(Incoming::Handler(handler)) => Some(handler),
        None => None,
    };
    if let Some(application) = own.and_then(|own| own.application.as_ref()) {
        return Answer::Application(application);
    }
    let own_method = own.and_then(|own| own.method);
    if let Some(url) = own.and_then(|own| own.url.as_ref()) {
        return Answer::Url(url, own_method.unwrap_or_default());
    }
    match &provider.callback_url {
        Some(url) => {
            let method = own_method.or(provider.callback_method);
            Answer::Url(url, method.unwrap_or_default())
        }
        None => Answer::Unmanaged,
    }
}

/// The desired state of a declared number. `named` is the provider's name; numbers that differ only
/// in theirs share one of the `lists`.
pub(super) fn desired(
    named: &Name,
    provider: &Declaration,
    number: &Number,
    lists: &mut FieldLists,
) -> Resource {
    let mut fields = settings::declared(number);
    match answer(provider, number) {
        Answer::Url(url, method) => {
            fields.insert(SMS_URL, Value::text(url.text().clone()));
            fields.insert(SMS_METHOD, Value::text(method.as_str()));
            // An application would answer instead of the URL, so the same request removes it. A
            // short code has none.
            if !number.is_short_code() {
                fields.insert(SMS_APPLICATION_SID, Value::Blank);
            }
            let own = number.incoming.as_ref().and_then(Incoming::handler);
            if let Some((own, url)) = own.and_then(|own| Some((own, own.fallback_url.as_ref()?))) {
                let method = own.fallback_method.unwrap_or_default();
                fields.insert(SMS_FALLBACK_URL, Value::text(url.text().clone()));
                fields.insert(SMS_FALLBACK_METHOD, Value::text(method.as_str()));
            }
        }
        Answer::Application(ApplicationRef::Sid(sid)) => {
            fields.insert(SMS_APPLICATION_SID, Value::text(sid.as_str()));
        }
        // An application that is not declared is an error.
        Answer::Application(ApplicationRef::Name(name)) => {
            let reference = application_address(named, name);
            fields.insert(
                SMS_APPLICATION_SID,
                Value::Reference {
                    reference: Box::new(reference),
                },
            );
        }
        Answer::Unmanaged => {}
        Answer::Nothing => {
            for field in [SMS_URL, SMS_FALLBACK_URL, SMS_APPLICATION_SID] {
                if field != SMS_APPLICATION_SID || !number.is_short_code() {
                    fields.insert(field, Value::Blank);
                }
            }
        }
    }
    lists.share(&mut fields, FRIENDLY_NAME);
    Resource {
        obtainable: number.purchase && !number.is_short_code(),
        on_purchase: papers(number),
        ..Resource::keyed(number.digits().unwrap_or_default(), fields)
    }
}

/// The papers that a purchase of the number sends.
fn papers(number: &Number) -> Fields {
    let papers = [
        (BUNDLE_SID, number.bundle_sid.as_ref().map(Sid::as_str)),
        (ADDRESS_SID, number.address_sid.as_ref().map(Sid::as_str)),
        (IDENTITY_SID, number.identity_sid.as_ref().map(Sid::as_str)),
    ];
    let declared = papers
        .into_iter()
        .filter_map(|(field, sid)| Some((field.into(), Value::text(sid?))));
    declared.collect()
}

/// A number as Twilio's JSON shows it.
pub(super) type Wire = wire::Wire<Number>;

impl Wire {
    /// The number or short code as an object, or why it is not one.
    pub(super) fn into_object(self) -> Result<Object, Invalid> {
        let sid = self.sid.as_deref().unwrap_or_default();
        let (sid, key) = if let Some(code) = &self.short_code {
            let sid = ShortCodeSid::parse(sid)?;
            (sid.as_str().into(), ShortCode::parse(code)?.as_str().into())
        } else {
            let number = self.phone_number.as_deref().unwrap_or_default();
            let sid = NumberSid::parse(sid)?;
            (sid.as_str().into(), E164::parse(number)?.as_str().into())
        };
        let capable = self.capabilities.as_ref().and_then(|can| can.sms);
        let mut fields = self.into_fields();
        if let Some(capable) = capable {
            fields.insert(Text::new_static(SMS_CAPABLE), Value::Flag(capable));
        }
        Ok(Object {
            label: Some(FRIENDLY_NAME),
            kind: Kind::Number,
            id: sid,
            key,
            fields,
        })
    }
}

/// The fields of an update. Where an application is cleared, the URL that replaces it is sent too:
/// what clearing leaves is not documented (docs/twilio.md: Numbers, Open questions).
pub(super) fn with_its_url(fields: &Fields, wanted: &Fields) -> Fields {
    let mut fields = fields.clone();
    if fields
        .find(SMS_APPLICATION_SID)
        .is_some_and(Value::is_blank)
    {
        for name in [SMS_URL, SMS_METHOD] {
            if let (Some(value), None) = (wanted.find(name), fields.find(name)) {
                fields.insert(name, value.clone());
            }
        }
    }
    fields
}

/// The form that writes these fields and no others, or the reason why there is none.
pub(super) fn form(fields: &Fields) -> Result<Vec<(&'static str, String)>, String> {
    let mut form = settings::form::<Number>(fields.iter())?;
    // A fallback without a URL is refused (Twilio: 21406), so it is cleared with the URL.
    let clears_url = fields.find(SMS_URL).is_some_and(Value::is_blank);
    if clears_url && fields.find(SMS_FALLBACK_URL).is_none() {
        form.push((SMS_FALLBACK_PARAMETER, String::new()));
    }
    Ok(form)
}

#[cfg(test)]
mod tests {
    use super::{Wire, desired, form};
    use crate::model::{FieldLists, Fields, Name, Value};
    use crate::provider::twilio::Declaration;

    fn fields(provider: &serde_json::Value) -> String {
        let provider: Declaration = serde_json::from_value(provider.clone()).unwrap();
        let number = provider.numbers.values().next().unwrap();
        let named = Name::parse("us").unwrap();
        desired(&named, &provider, number, &mut FieldLists::default())
            .fields
            .to_json()
            .to_string()
    }

    #[test]
    fn a_number_takes_its_providers_url_unless_it_has_its_own() {
        let bare = serde_json::json!({
            "callback_url": "https://a.example/sms#rc=2", "callback_method": "GET",
            "numbers": { "line": { "phone_number": "+15017122661" } }
        });
        let line = |incoming: serde_json::Value| {
            serde_json::json!({
                "callback_url": "https://a.example/sms#rc=2", "callback_method": "GET",
                "numbers": { "line": { "phone_number": "+15017122661", "incoming": incoming } }
            })
        };
        assert_eq!(
            fields(&bare),
            r#"{"sms_application_sid":null,"sms_method":"GET","sms_url":"https://a.example/sms#rc=2"}"#
        );
        assert_eq!(
            fields(&line(serde_json::json!({ "url": "https://b.example/" }))),
            r#"{"sms_application_sid":null,"sms_method":"POST","sms_url":"https://b.example/"}"#
        );
        assert_eq!(
            fields(&line(
                serde_json::json!({ "fallback_url": "https://b.example/", "fallback_method": "GET" })
            )),
            r#"{"sms_application_sid":null,"sms_fallback_method":"GET","sms_fallback_url":"https://b.example/","sms_method":"GET","sms_url":"https://a.example/sms#rc=2"}"#
        );
    }

    #[test]
    fn a_word_or_an_application_replaces_the_url() {
        let line = |incoming: serde_json::Value| {
            fields(&serde_json::json!({
                "callback_url": "https://a.example/sms",
                "numbers": { "line": { "phone_number": "+15017122661", "incoming": incoming } }
            }))
        };
        assert_eq!(line("unmanaged".into()), "{}");
        assert_eq!(
            line("none".into()),
            r#"{"sms_application_sid":null,"sms_fallback_url":null,"sms_url":null}"#
        );
        let application = "AP00000000000000000000000000000001";
        assert_eq!(
            line(serde_json::json!({ "application": application })),
            format!(r#"{{"sms_application_sid":"{application}"}}"#)
        );
        assert_eq!(
            line(serde_json::json!({ "application": "bot" })),
            r#"{"sms_application_sid":"providers.us.applications.bot"}"#
        );
    }

    #[test]
    fn what_is_not_declared_is_not_managed() {
        let bare = serde_json::json!({ "numbers": { "line": { "phone_number": "+15017122661" } } });
        assert_eq!(fields(&bare), "{}");
        let named = serde_json::json!({
            "numbers": { "line": { "phone_number": "+15017122661", "friendly_name": "Line" } }
        });
        assert_eq!(fields(&named), r#"{"friendly_name":"Line"}"#);
    }

    #[test]
    fn blank_null_and_missing_are_read_as_one() {
        let object = |rest: &str| {
            let text = format!(
                r#"{{"sid":"PN00000000000000000000000000000001","phone_number":"+15017122661","voice_url":7,{rest}}}"#
            );
            let wire: Wire = serde_json::from_str(&text).unwrap();
            wire.into_object().unwrap()
        };
        let blank = object(r#""sms_url":"","sms_method":"POST""#);
        assert_eq!(blank, object(r#""sms_url":null,"sms_method":"POST""#));
        assert_eq!(blank, object(r#""sms_method":"POST""#));
        let able = object(r#""capabilities":{"voice":true,"sms":false}"#);
        assert_eq!(able.fields.get("sms_capable"), &Value::Flag(false));
    }

    #[test]
    fn a_number_without_identity_is_not_understood() {
        for text in [
            "{}",
            r#"{"sid":"PN00000000000000000000000000000001","phone_number":"5017122661"}"#,
            r#"{"sid":"../Accounts","phone_number":"+15017122661"}"#,
        ] {
            assert!(
                serde_json::from_str::<Wire>(text)
                    .unwrap()
                    .into_object()
                    .is_err(),
                "{text}"
            );
        }
    }

    #[test]
    fn only_named_fields_are_sent() {
        let sent = |pairs: &[(&'static str, &str)]| {
            let fields: Fields = pairs
                .iter()
                .map(|(name, text)| ((*name).into(), Value::text(*text)))
                .collect();
            form(&fields).map(|form| {
                form.iter()
                    .map(|(p, v)| format!("{p}={v}"))
                    .collect::<Vec<_>>()
                    .join("&")
            })
        };
        assert_eq!(
            sent(&[("sms_url", "https://a.example/")]).unwrap(),
            "SmsUrl=https://a.example/"
        );
        assert_eq!(
            sent(&[("sms_url", ""), ("sms_method", ""), ("friendly_name", "")]).unwrap(),
            "SmsUrl=&SmsFallbackUrl="
        );
        assert_eq!(
            sent(&[("sms_application_sid", "")]).unwrap(),
            "SmsApplicationSid="
        );
        assert!(sent(&[("voice_url", "")]).is_err());
        assert!(sent(&[("sms_capable", "")]).is_err());
        let hidden = Value::text("https://u:hunter2@a.example/").concealed();
        let refusal = form(&Fields::from_iter([("sms_url".into(), hidden)])).unwrap_err();
        assert!(!refusal.contains("hunter2"));
    }
}
