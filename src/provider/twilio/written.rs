//! The key in YAML that decides the declared value of a field. Pure.
//!
//! It follows the same rules as `desired` in `number`, `application` and `service`: a number or a
//! service without a URL of its own has its provider's.

use super::declaration::{Application, Declaration, Inbound, MessagingService, Number};
use super::number::{
    Answer, SMS_APPLICATION_SID, SMS_FALLBACK_METHOD, SMS_FALLBACK_URL, SMS_METHOD, SMS_URL, answer,
};
use super::resources::{CALLBACK_METHOD, CALLBACK_URL};
use super::service::{ALPHA_SENDERS, DEFERS, INBOUND_METHOD, INBOUND_URL, SENDERS};
use super::settings;
use crate::model::{Address, Kind};

/// A key that decides a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    /// Of the object itself.
    Own(&'static str),
    /// Of its provider.
    OfProvider(&'static str),
}

/// The object's own key, or its provider's where the object takes its value from there. The key is
/// absent where the value is a default. See [`crate::provider::Declared::written_at`].
pub(super) fn written_at(provider: &Declaration, address: &Address, field: &str) -> Option<String> {
    let (key, map) = match address {
        Address::Provider(_) => return Some(field.to_owned()),
        Address::Keyword(_) | Address::Counterpart { .. } => return None,
        Address::Number { name, .. } => {
            let number = provider.numbers.get(name)?;
            (of_number(provider, number, field)?, "numbers")
        }
        Address::Group {
            collection, name, ..
        } => {
            let key = match address.kind() {
                Kind::Handler(_) => Key::Own(settings::find::<Application>(field)?.key?),
                _ => of_service(provider.messaging_services.get(name)?, field)?,
            };
            (key, collection.as_str())
        }
    };
    Some(match key {
        Key::Own(key) => format!("{map}.{}.{key}", address.name()),
        Key::OfProvider(key) => key.to_owned(),
    })
}

fn of_number(provider: &Declaration, number: &Number, field: &str) -> Option<Key> {
    let own = settings::find::<Number>(field)?.key?;
    let is_route = [
        SMS_URL,
        SMS_METHOD,
        SMS_FALLBACK_URL,
        SMS_FALLBACK_METHOD,
        SMS_APPLICATION_SID,
    ]
    .contains(&field);
    if !is_route {
        return Some(Key::Own(own));
    }
    match answer(provider, number) {
        Answer::Unmanaged => None,
        Answer::Nothing => Some(Key::Own("incoming")),
        Answer::Application(_) => (field == SMS_APPLICATION_SID).then_some(Key::Own(own)),
        Answer::Url(..) => {
            let handler = number.incoming.as_ref().and_then(|one| one.handler());
            let has_url = handler.is_some_and(|own| own.url.is_some());
            let has_method = handler.is_some_and(|own| own.method.is_some());
            match field {
                // The URL replaces an application, and no key says so.
                SMS_APPLICATION_SID => None,
                SMS_URL if !has_url => Some(Key::OfProvider(CALLBACK_URL)),
                SMS_METHOD if !has_url && !has_method => Some(Key::OfProvider(CALLBACK_METHOD)),
                _ => Some(Key::Own(own)),
            }
        }
    }
}

fn of_service(service: &MessagingService, field: &str) -> Option<Key> {
    let has_url = service.callback_url.is_some();
    Some(match field {
        DEFERS => Key::Own("inbound"),
        INBOUND_URL if service.inbound == Some(Inbound::Drop) => Key::Own("inbound"),
        INBOUND_URL if has_url => Key::Own(CALLBACK_URL),
        INBOUND_URL => Key::OfProvider(CALLBACK_URL),
        INBOUND_METHOD if has_url || service.callback_method.is_some() => Key::Own(CALLBACK_METHOD),
        INBOUND_METHOD => Key::OfProvider(CALLBACK_METHOD),
        SENDERS => Key::Own("numbers"),
        ALPHA_SENDERS => Key::Own("alpha_senders"),
        _ => Key::Own(settings::find::<MessagingService>(field)?.key?),
    })
}

#[cfg(test)]
mod tests {
    use super::written_at;
    use crate::model::Address;
    use crate::provider::twilio::Declaration;

    fn provider() -> Declaration {
        serde_json::from_value(serde_json::json!({
            "callback_url": "https://a.example/",
            "numbers": {
                "bare": { "phone_number": "+15017122661", "friendly_name": "Bare" },
                "own": { "phone_number": "+15017122662", "incoming": { "url": "https://b.example/" } },
                "method": { "phone_number": "+15017122663", "incoming": { "method": "GET" } },
                "none": { "phone_number": "+15017122664", "incoming": "none" },
                "left": { "phone_number": "+15017122665", "incoming": "unmanaged" },
                "bot": { "phone_number": "+15017122666", "incoming": { "application": "bot" } }
            },
            "applications": { "bot": { "friendly_name": "Bot", "url": "https://b.example/" } },
            "messaging_services": {
                "shared": { "friendly_name": "S", "inbound": "webhook" },
                "own": { "friendly_name": "O", "inbound": "webhook", "callback_url": "https://b.example/" },
                "drop": { "friendly_name": "D", "inbound": "drop" }
            }
        }))
        .unwrap()
    }

    fn at(address: &str, field: &str) -> String {
        let address = Address::parse(&format!("providers.us{address}")).unwrap();
        written_at(&provider(), &address, field).unwrap_or_default()
    }

    #[test]
    fn a_number_has_its_own_key_or_its_providers() {
        let number = |name: &str, field: &str| at(&format!(".numbers.{name}"), field);
        assert_eq!(
            number("bare", "friendly_name"),
            "numbers.bare.friendly_name"
        );
        assert_eq!(number("bare", "sms_url"), "callback_url");
        assert_eq!(number("bare", "sms_method"), "callback_method");
        assert_eq!(number("own", "sms_url"), "numbers.own.incoming.url");
        // A default: the key is not there.
        assert_eq!(number("own", "sms_method"), "numbers.own.incoming.method");
        assert_eq!(number("own", "sms_application_sid"), "");
        assert_eq!(number("method", "sms_url"), "callback_url");
        assert_eq!(
            number("method", "sms_method"),
            "numbers.method.incoming.method"
        );
        for field in ["sms_url", "sms_fallback_url", "sms_application_sid"] {
            assert_eq!(number("none", field), "numbers.none.incoming");
            assert_eq!(number("left", field), "");
        }
        assert_eq!(
            number("bot", "sms_application_sid"),
            "numbers.bot.incoming.application"
        );
        assert_eq!(number("bare", "sms_capable"), "");
    }

    #[test]
    fn services_applications_and_the_provider_have_their_keys() {
        let service = |name: &str, field: &str| at(&format!(".messaging_services.{name}"), field);
        assert_eq!(service("shared", "inbound_request_url"), "callback_url");
        assert_eq!(service("shared", "inbound_method"), "callback_method");
        assert_eq!(
            service("own", "inbound_request_url"),
            "messaging_services.own.callback_url"
        );
        assert_eq!(
            service("own", "inbound_method"),
            "messaging_services.own.callback_method"
        );
        assert_eq!(
            service("drop", "inbound_request_url"),
            "messaging_services.drop.inbound"
        );
        assert_eq!(service("own", "senders"), "messaging_services.own.numbers");
        assert_eq!(
            service("own", "use_inbound_webhook_on_number"),
            "messaging_services.own.inbound"
        );
        assert_eq!(at(".applications.bot", "sms_url"), "applications.bot.url");
        assert_eq!(at("", "callback_url"), "callback_url");
    }
}
