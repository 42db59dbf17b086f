//! The settings of Twilio's objects, one table per object: Twilio's name of a field, the parameter
//! that writes it, its key in YAML, and its form. Reading an answer, writing a request and writing
//! YAML all use the table, so a new setting is one line of it and one key in `declaration`. Pure.

use crate::model::{FieldName, Fields, HttpsUrl, Text, Value, mask_userinfo};
use crate::provider::twilio::method::Method;

/// What kind of value a setting has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// The name of the object. Twilio keeps the old name where a blank one is sent.
    Name,
    /// The SID of another object.
    Sid,
    /// A URL that Twilio calls.
    Url,
    /// The method with which a URL is called. What a blank one means is not documented.
    Method,
    /// On or off.
    Switch,
    /// A whole number. None is documented to clear it.
    Whole,
    /// One of these words. None is documented to clear it.
    Word(&'static [&'static str]),
}

/// One setting of an object that YAML declares as `D`.
#[derive(Debug)]
pub(super) struct Setting<D: 'static> {
    /// Twilio's name of the field.
    pub field: &'static str,
    /// The parameter that writes it; `None` for a field that is only read.
    pub parameter: Option<&'static str>,
    /// What kind of value it has.
    pub form: Form,
    /// Its key in YAML, as a dotted path below the object; `None` where several keys together
    /// decide the value.
    pub key: Option<&'static str>,
    /// Where a declaration holds the value.
    declared: Source<D>,
}

/// Where a declaration of type `D` holds the value of a setting. `None` is a setting that is not
/// managed.
#[derive(Debug)]
enum Source<D: 'static> {
    /// Nowhere: the field is only read, or several keys decide it.
    Nowhere,
    /// In a text.
    Text(fn(&D) -> Option<&Text>),
    /// In a URL that Twilio will call.
    Url(fn(&D) -> Option<&HttpsUrl>),
    /// In a value that follows from other keys, such as a default.
    Value(fn(&D) -> Option<Value>),
}

/// An object with a table of settings: what YAML declares of it.
pub(super) trait Configured: Sized + 'static {
    /// The object in messages, such as `a phone number`.
    const NOUN: &'static str;
    /// All its settings.
    const SETTINGS: &'static [Setting<Self>];
}

impl<D> Setting<D> {
    /// Twilio's name of the field, as fields hold it.
    pub(super) const fn name(&self) -> FieldName {
        FieldName::new_static(self.field)
    }

    /// A setting that is written.
    pub(super) const fn new(field: &'static str, parameter: &'static str, form: Form) -> Self {
        Self {
            field,
            parameter: Some(parameter),
            form,
            key: None,
            declared: Source::Nowhere,
        }
    }

    /// A field that is only read.
    pub(super) const fn observed(field: &'static str, form: Form) -> Self {
        Self {
            parameter: None,
            ..Self::new(field, "", form)
        }
    }

    /// The same setting with its key in YAML.
    #[must_use]
    pub(super) const fn key(self, key: &'static str) -> Self {
        Self {
            key: Some(key),
            ..self
        }
    }

    /// The same setting with the text that a declaration holds.
    #[must_use]
    pub(super) const fn text(self, text: fn(&D) -> Option<&Text>) -> Self {
        let declared = Source::Text(text);
        Self { declared, ..self }
    }

    /// The same setting with the URL that a declaration holds.
    #[must_use]
    pub(super) const fn url(self, url: fn(&D) -> Option<&HttpsUrl>) -> Self {
        let declared = Source::Url(url);
        Self { declared, ..self }
    }

    /// The same setting with the value that follows from a declaration.
    #[must_use]
    pub(super) const fn value(self, value: fn(&D) -> Option<Value>) -> Self {
        let declared = Source::Value(value);
        Self { declared, ..self }
    }
}

impl Form {
    /// Whether a blank value is left out of a request instead of sent as an empty parameter, which
    /// clears the field (docs/twilio.md: Requests and answers).
    const fn is_never_cleared(self) -> bool {
        !matches!(self, Self::Sid | Self::Url | Self::Switch)
    }

    /// Whether the value is a text.
    const fn is_text(self) -> bool {
        !matches!(self, Self::Switch | Self::Whole)
    }

    /// The value as YAML; `None` for a value that the configuration cannot declare.
    fn as_yaml(self, value: &Value) -> Option<String> {
        match self {
            Self::Name | Self::Sid => quoted(value),
            Self::Url => url(value),
            Self::Method => method(value).map(str::to_owned),
            Self::Switch => match value {
                Value::Flag(on) => Some(on.to_string()),
                _ => None,
            },
            Self::Whole => match value {
                Value::Number(number) => Some(number.to_string()),
                _ => None,
            },
            Self::Word(words) => {
                let word = value.as_text().filter(|text| words.contains(text))?;
                Some(word.to_owned())
            }
        }
    }
}

/// Returns the setting of a field.
pub(super) fn find<D: Configured>(field: &str) -> Option<&'static Setting<D>> {
    D::SETTINGS.iter().find(|setting| setting.field == field)
}

/// Returns the fields that a declaration asks for, except those that several keys decide.
pub(super) fn declared<D: Configured>(declaration: &D) -> Fields {
    let value = |setting: &Setting<D>| {
        let value = match setting.declared {
            Source::Nowhere => None,
            Source::Text(text) => text(declaration).cloned().map(Value::text),
            Source::Url(url) => url(declaration).map(|url| Value::text(url.text().clone())),
            Source::Value(value) => value(declaration),
        };
        Some((setting.name(), value?))
    };
    D::SETTINGS.iter().filter_map(value).collect()
}

/// Returns the declared URLs that are settings of their own, each with its key.
pub(super) fn urls<D: Configured>(
    declaration: &D,
) -> impl Iterator<Item = (&'static str, &HttpsUrl)> {
    D::SETTINGS
        .iter()
        .filter_map(|setting| match setting.declared {
            Source::Url(url) => Some((setting.key?, url(declaration)?)),
            _ => None,
        })
}

/// Returns the form that writes these fields and no others, or the reason why there is none.
pub(super) fn form<'a, D: Configured>(
    fields: impl Iterator<Item = (&'a FieldName, &'a Value)>,
) -> Result<Vec<(&'static str, String)>, String> {
    let noun = D::NOUN;
    let mut form = Vec::new();
    for (name, value) in fields {
        let setting = find::<D>(name);
        let written = setting.and_then(|setting| Some((setting.parameter?, setting.form)));
        let Some((parameter, kind)) = written else {
            return Err(format!("{noun} has no field `{name}` that can be written"));
        };
        match value {
            Value::Text(text) if kind.is_text() => form.push((parameter, text.to_string())),
            Value::Number(number) if kind == Form::Whole => {
                form.push((parameter, number.to_string()));
            }
            Value::Flag(on) if kind == Form::Switch => form.push((parameter, on.to_string())),
            Value::Blank if kind.is_never_cleared() => {}
            Value::Blank => form.push((parameter, String::new())),
            // A URL with a concealed part is not the URL; sending it would break the route.
            Value::Concealed { .. } => {
                return Err(format!(
                    "the password in `{name}` is not known, so it cannot be written"
                ));
            }
            _ if kind == Form::Switch => return Err(format!("`{name}` of {noun} is a switch")),
            _ if kind == Form::Whole => return Err(format!("`{name}` of {noun} is a number")),
            _ => return Err(format!("`{name}` of {noun} is a text")),
        }
    }
    Ok(form)
}

/// Returns the path and the value of one field in YAML; `None` if it has no key of its own or if
/// the configuration cannot declare the value.
pub(super) fn as_yaml<D: Configured>(field: &str, value: &Value) -> Option<(&'static str, String)> {
    let setting = find::<D>(field)?;
    Some((setting.key?, setting.form.as_yaml(value)?))
}

/// A text in double quotes. Everything that YAML or the configuration's variables would interpret
/// is escaped.
fn quoted(value: &Value) -> Option<String> {
    let text = value.as_text()?.replace('$', "$$");
    serde_json::to_string(&text).ok()
}

/// Returns a URL as YAML, if the configuration accepts it and it holds no password.
pub(super) fn url(value: &Value) -> Option<String> {
    let url = value.as_text()?;
    let sound = HttpsUrl::parse(url).is_ok() && mask_userinfo(url) == url;
    sound.then(|| quoted(value)).flatten()
}

/// Returns a method as YAML, if the configuration knows it.
pub(super) fn method(value: &Value) -> Option<&str> {
    let known = [Method::Get, Method::Post].map(Method::as_str);
    value.as_text().filter(|text| known.contains(text))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use schemars::{Schema, schema_for};

    use super::{Configured, Form, as_yaml, form};
    use crate::model::{FieldName, Value};
    use crate::provider::twilio::declaration::{Application, MessagingService, Number};
    use crate::provider::twilio::incoming::Handler;

    /// Asserts that no field and no parameter is listed twice, and that each key is in a schema.
    fn check_table<D: Configured>(schema_of: impl Fn(&str) -> Schema) {
        let (mut fields, mut parameters) = (BTreeSet::new(), BTreeSet::new());
        for setting in D::SETTINGS {
            assert!(fields.insert(setting.field), "{}", setting.field);
            assert!(setting.parameter.is_none_or(|one| parameters.insert(one)));
            let Some(key) = setting.key else { continue };
            let (object, key) = key.split_once('.').unwrap_or(("", key));
            let schema = schema_of(object);
            assert!(schema.as_value()["properties"].get(key).is_some(), "{key}");
        }
    }

    #[test]
    fn each_setting_is_listed_once_and_its_key_exists() {
        check_table::<Application>(|_| schema_for!(Application));
        check_table::<MessagingService>(|_| schema_for!(MessagingService));
        check_table::<Number>(|object| match object {
            "incoming" => schema_for!(Handler),
            _ => schema_for!(Number),
        });
    }

    #[test]
    fn a_switch_takes_no_text_and_a_text_no_switch() {
        let sent = |field: &'static str, value: Value| {
            let field = FieldName::from(field);
            form::<MessagingService>([(&field, &value)].into_iter())
        };
        let switch = "use_inbound_webhook_on_number";
        assert_eq!(
            sent(switch, Value::Flag(true)).unwrap(),
            [("UseInboundWebhookOnNumber", "true".to_owned())]
        );
        let odd = sent(switch, Value::text("true")).unwrap_err();
        assert!(odd.ends_with("of a messaging service is a switch"), "{odd}");
        let odd = sent("fallback_url", Value::Flag(true)).unwrap_err();
        assert!(odd.ends_with("of a messaging service is a text"), "{odd}");
        let read_only = sent("us_app_to_person_registered", Value::Flag(true));
        assert!(read_only.unwrap_err().contains("has no field"));
    }

    #[test]
    fn each_form_has_its_yaml() {
        assert_eq!(Form::Switch.as_yaml(&Value::Flag(true)).unwrap(), "true");
        assert_eq!(Form::Method.as_yaml(&Value::text("PUT")), None);
        assert_eq!(Form::Sid.as_yaml(&Value::text("AP1")).unwrap(), "\"AP1\"");
        // Several keys decide it together.
        let switch = Value::Flag(true);
        let alone = as_yaml::<MessagingService>("use_inbound_webhook_on_number", &switch);
        assert_eq!(alone, None);
    }
}
