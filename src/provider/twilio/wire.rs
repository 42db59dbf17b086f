//! An object as Twilio's JSON shows it, read by the table of its settings.
//!
//! Every key may be missing or null (docs/twilio.md: Numbers). A value of the wrong type is an
//! error, so the object is not understood. Other keys are skipped and never kept. Pure.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::settings::{Configured, Form, Setting, find};
use crate::model::{FieldName, Fields, Text, Value};

/// An object that YAML declares as `D`, as Twilio's JSON shows it.
#[derive(Debug)]
pub(super) struct Wire<D> {
    /// Its SID.
    pub sid: Option<Text>,
    /// The SID of the account that it says it is in.
    account_sid: Option<Text>,
    /// The number in E.164, if it is a number.
    pub phone_number: Option<Text>,
    /// The digits, if it is a short code.
    pub short_code: Option<Text>,
    /// What it can do, if it is a number.
    pub capabilities: Option<Capabilities>,
    fields: Vec<(FieldName, Value)>,
    declared_as: PhantomData<D>,
}

/// What a number can do.
#[derive(Debug, serde::Deserialize)]
pub(super) struct Capabilities {
    /// Whether it can receive texts.
    #[serde(alias = "SMS")]
    pub sms: Option<bool>,
}

impl<D: Configured> Wire<D> {
    /// The account that the object says it is in.
    pub(super) fn account(&self) -> Option<&str> {
        self.account_sid.as_deref()
    }

    /// The object's settings. A missing text is blank and a missing switch is off; a missing field
    /// that is only read stays missing.
    pub(super) fn into_fields(mut self) -> Fields {
        for setting in D::SETTINGS {
            let is_it = |(name, _): &(FieldName, Value)| name == setting.field;
            if setting.parameter.is_some() && !self.fields.iter().any(is_it) {
                let missing = match setting.form {
                    Form::Switch => Value::Flag(false),
                    _ => Value::Blank,
                };
                self.fields.push((setting.name(), missing));
            }
        }
        // A list of fields is made at once from names in order.
        self.fields.sort_by(|(a, _), (b, _)| a.cmp(b));
        self.fields.into_iter().collect()
    }
}

/// Reads the value of a setting; `None` for null.
fn read<'de, D, A: MapAccess<'de>>(
    setting: &Setting<D>,
    map: &mut A,
) -> Result<Option<Value>, A::Error> {
    Ok(match setting.form {
        Form::Switch => map.next_value::<Option<bool>>()?.map(Value::Flag),
        Form::Whole => map.next_value::<Option<u64>>()?.map(Value::Number),
        _ => map.next_value::<Option<Text>>()?.map(Value::text),
    })
}

/// A key of an object. Twilio's objects have more keys than are read, so none is copied.
enum Key<D: 'static> {
    Sid,
    AccountSid,
    PhoneNumber,
    ShortCode,
    Capabilities,
    Of(&'static Setting<D>),
    Other,
}

impl<'de, D: Configured> Deserialize<'de> for Key<D> {
    fn deserialize<T: Deserializer<'de>>(deserializer: T) -> Result<Self, T::Error> {
        deserializer.deserialize_identifier(KeyVisitor(PhantomData))
    }
}

struct KeyVisitor<D>(PhantomData<D>);

impl<D: Configured> Visitor<'_> for KeyVisitor<D> {
    type Value = Key<D>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Key<D>, E> {
        Ok(match key {
            "sid" => Key::Sid,
            "account_sid" => Key::AccountSid,
            "phone_number" => Key::PhoneNumber,
            "short_code" => Key::ShortCode,
            "capabilities" => Key::Capabilities,
            key => find::<D>(key).map_or(Key::Other, Key::Of),
        })
    }
}

struct WireVisitor<D>(PhantomData<D>);

impl<'de, D: Configured> Visitor<'de> for WireVisitor<D> {
    type Value = Wire<D>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} as an object", D::NOUN)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Wire<D>, A::Error> {
        let mut wire = Wire {
            sid: None,
            account_sid: None,
            phone_number: None,
            short_code: None,
            capabilities: None,
            fields: Vec::with_capacity(D::SETTINGS.len() + 1),
            declared_as: PhantomData,
        };
        while let Some(key) = map.next_key::<Key<D>>()? {
            match key {
                Key::Sid => wire.sid = map.next_value()?,
                Key::AccountSid => wire.account_sid = map.next_value()?,
                Key::PhoneNumber => wire.phone_number = map.next_value()?,
                Key::ShortCode => wire.short_code = map.next_value()?,
                Key::Capabilities => wire.capabilities = map.next_value()?,
                Key::Of(setting) => {
                    if let Some(value) = read(setting, &mut map)? {
                        wire.fields.push((setting.name(), value));
                    }
                }
                Key::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(wire)
    }
}

impl<'de, D: Configured> Deserialize<'de> for Wire<D> {
    fn deserialize<T: Deserializer<'de>>(deserializer: T) -> Result<Self, T::Error> {
        deserializer.deserialize_map(WireVisitor(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::Wire;
    use crate::provider::twilio::declaration::MessagingService;

    fn fields(json: &str) -> Option<String> {
        let wire: Wire<MessagingService> = serde_json::from_str(json).ok()?;
        Some(wire.into_fields().to_json().to_string())
    }

    #[test]
    fn missing_and_null_are_the_same_and_other_keys_are_skipped() {
        let bare = fields("{}").unwrap();
        assert!(bare.contains(r#""use_inbound_webhook_on_number":false"#));
        assert!(!bare.contains("us_app_to_person_registered"));
        for same in [
            r#"{"status_callback":null,"use_inbound_webhook_on_number":null}"#,
            r#"{"status_callback":"","links":{"a":[1]},"other":7}"#,
        ] {
            assert_eq!(fields(same).unwrap(), bare, "{same}");
        }
    }

    #[test]
    fn a_value_of_the_wrong_type_is_not_understood() {
        for odd in [
            r#"{"status_callback":7}"#,
            r#"{"use_inbound_webhook_on_number":"true"}"#,
            r#"{"us_app_to_person_registered":1}"#,
            r#"{"validity_period":"7"}"#,
            r#"{"sid":7}"#,
            "[]",
        ] {
            assert_eq!(fields(odd), None, "{odd}");
        }
    }
}
