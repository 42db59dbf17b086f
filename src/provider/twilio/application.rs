//! A `TwiML` application in three forms: as YAML declares it, as Twilio's JSON shows it, and as the
//! request that changes it; a table lists its fields (see `settings`). Pure.
//!
//! Fields of voice calls are never named here, so they can never be sent (docs/twilio.md:
//! Applications).

use super::application_address::APPLICATIONS;
use super::declaration::Application;
use super::method::Method;
use super::number::{SMS_FALLBACK_METHOD, SMS_FALLBACK_URL, SMS_METHOD, SMS_URL};
use super::settings::{self, Configured, Form, Setting};
use super::wire;
use crate::model::{Fields, HttpsUrl, Invalid, Kind, Object, Resource, Value};
use crate::provider::twilio::sid::ApplicationSid;

/// The application's name.
const FRIENDLY_NAME: &str = "friendly_name";
/// The URL that is called with delivery reports.
pub(super) const MESSAGE_STATUS_CALLBACK: &str = "message_status_callback";

impl Configured for Application {
    const NOUN: &'static str = "a TwiML application";
    const SETTINGS: &'static [Setting<Self>] = &[
        Setting::new(FRIENDLY_NAME, "FriendlyName", Form::Name)
            .key("friendly_name")
            .text(|application| application.friendly_name.as_ref()),
        Setting::new(SMS_URL, "SmsUrl", Form::Url)
            .key("url")
            .url(|application| application.url.as_ref()),
        Setting::new(SMS_METHOD, "SmsMethod", Form::Method)
            .key("method")
            .value(|application| called_with(application.url.as_ref(), application.method)),
        Setting::new(SMS_FALLBACK_URL, "SmsFallbackUrl", Form::Url)
            .key("fallback_url")
            .url(|application| application.fallback_url.as_ref()),
        Setting::new(SMS_FALLBACK_METHOD, "SmsFallbackMethod", Form::Method)
            .key("fallback_method")
            .value(|application| {
                let url = application.fallback_url.as_ref();
                called_with(url, application.fallback_method)
            }),
        Setting::new(MESSAGE_STATUS_CALLBACK, "MessageStatusCallback", Form::Url)
            .key("status_callback")
            .url(|application| application.status_callback.as_ref()),
    ];
}

/// The method of a declared URL. Without the URL, the method is not managed.
fn called_with(url: Option<&HttpsUrl>, method: Option<Method>) -> Option<Value> {
    url.map(|_| Value::text(method.unwrap_or_default().as_str()))
}

/// The desired state of a declared application.
pub(super) fn desired(application: &Application) -> Resource {
    Resource {
        id: application.sid.as_ref().map(|sid| sid.as_str().into()),
        key: application.friendly_name.as_deref().map(Into::into),
        fields: settings::declared(application),
        obtainable: false,
        on_purchase: Fields::new(),
    }
}

/// An application as Twilio's JSON shows it.
pub(super) type Wire = wire::Wire<Application>;

impl Wire {
    /// The application as an object, or why it is not one.
    pub(super) fn into_object(self) -> Result<Object, Invalid> {
        let sid = ApplicationSid::parse(self.sid.as_deref().unwrap_or_default())?;
        let fields = self.into_fields();
        let name = fields.get(FRIENDLY_NAME).as_text().unwrap_or_default();
        Ok(Object {
            label: Some(FRIENDLY_NAME),
            kind: Kind::Handler(APPLICATIONS),
            id: sid.as_str().into(),
            key: name.into(),
            fields,
        })
    }
}

/// The form that writes these fields and no others, or the reason why there is none.
pub(super) fn form(fields: &Fields) -> Result<Vec<(&'static str, String)>, String> {
    settings::form::<Application>(fields.iter())
}

#[cfg(test)]
mod tests {
    use super::{Wire, desired, form};
    use crate::model::{Fields, Value};
    use crate::provider::twilio::Application;

    #[test]
    fn what_is_not_declared_is_not_managed() {
        let fields = |declared: serde_json::Value| {
            let application: Application = serde_json::from_value(declared).unwrap();
            desired(&application).fields.to_json().to_string()
        };
        assert_eq!(
            fields(serde_json::json!({ "friendly_name": "Bot" })),
            r#"{"friendly_name":"Bot"}"#
        );
        assert_eq!(
            fields(serde_json::json!({
                "sid": "AP00000000000000000000000000000001", "url": "https://a.example/",
                "fallback_url": "https://b.example/", "fallback_method": "GET",
                "status_callback": "https://c.example/"
            })),
            r#"{"message_status_callback":"https://c.example/","sms_fallback_method":"GET","sms_fallback_url":"https://b.example/","sms_method":"POST","sms_url":"https://a.example/"}"#
        );
    }

    #[test]
    fn voice_is_neither_read_nor_sent() {
        let text = r#"{"sid":"AP00000000000000000000000000000001","friendly_name":"Bot","voice_url":"https://v.example/"}"#;
        let wire: Wire = serde_json::from_str(text).unwrap();
        let object = wire.into_object().unwrap();
        assert!(object.fields.find("voice_url").is_none());
        let voice = Fields::from_iter([("voice_url".into(), Value::text("https://v.example/"))]);
        assert!(form(&voice).is_err());
    }
}
