//! The settings of Twilio's objects, one table per object: Twilio's name of a field, the parameter
//! that writes it, its key in YAML, and its form. Reading an answer, writing a request and writing
//! YAML all use the table, so a new setting is one line of it and one key in `declaration`. Pure.

use crate::model::{FieldName, Fields, HttpsUrl, Value, mask_userinfo};
use crate::provider::twilio::declaration::Method;

/// What kind of value a setting has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
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
}

/// One setting of an object that YAML declares as `D`.
#[derive(Debug)]
pub struct Setting<D: 'static> {
    /// Twilio's name of the field.
    pub field: &'static str,
    /// The parameter that writes it; `None` for a field that is only read.
    pub parameter: Option<&'static str>,
    /// What kind of value it has.
    pub form: Form,
    /// Its key in YAML, as a dotted path below the object; `None` where several keys together
    /// decide the value.
    pub key: Option<&'static str>,
    /// The value that a declaration asks for; `None` where the setting is not managed.
    pub declared: fn(&D) -> Option<Value>,
}

/// An object with a table of settings: what YAML declares of it.
pub trait Configured: Sized + 'static {
    /// The object in messages, such as `a phone number`.
    const NOUN: &'static str;
    /// All its settings.
    const SETTINGS: &'static [Setting<Self>];
}

impl<D> Setting<D> {
    /// A setting that is written.
    pub const fn new(field: &'static str, parameter: &'static str, form: Form) -> Self {
        Self {
            field,
            parameter: Some(parameter),
            form,
            key: None,
            declared: |_| None,
        }
    }

    /// A field that is only read.
    pub const fn observed(field: &'static str, form: Form) -> Self {
        Self {
            parameter: None,
            ..Self::new(field, "", form)
        }
    }

    /// The same setting with its key in YAML.
    #[must_use]
    pub const fn key(self, key: &'static str) -> Self {
        Self {
            key: Some(key),
            ..self
        }
    }

    /// The same setting with the value that a declaration asks for.
    #[must_use]
    pub const fn declared(self, declared: fn(&D) -> Option<Value>) -> Self {
        Self { declared, ..self }
    }
}

impl Form {
    /// Whether a blank value is left out of a request instead of sent as an empty parameter, which
    /// clears the field (docs/twilio.md: Requests and answers).
    const fn is_never_cleared(self) -> bool {
        matches!(self, Self::Name | Self::Method)
    }

    /// The value as YAML; `None` for a value that the configuration cannot declare.
    fn as_yaml(self, value: &Value) -> Option<String> {
        match self {
            Self::Name => quoted(value),
            Self::Url => url(value),
            Self::Method => method(value).map(str::to_owned),
            Self::Sid | Self::Switch => None,
        }
    }
}

/// Returns the setting of a field.
pub fn find<D: Configured>(field: &str) -> Option<&'static Setting<D>> {
    D::SETTINGS.iter().find(|setting| setting.field == field)
}

/// Returns the fields that a declaration asks for, except those that several keys decide.
pub fn declared<D: Configured>(declaration: &D) -> Fields {
    let mut fields = Fields::new();
    for setting in D::SETTINGS {
        if let Some(value) = (setting.declared)(declaration) {
            fields.insert(setting.field, value);
        }
    }
    fields
}

/// The value of a declared text.
pub fn text_of(text: Option<&String>) -> Option<Value> {
    text.map(Value::text)
}

/// The value of a declared URL.
pub fn url_of(url: Option<&HttpsUrl>) -> Option<Value> {
    url.map(|url| Value::text(url.as_str()))
}

/// Returns the form that writes these fields and no others, or the reason why there is none.
pub fn form<'a, D: Configured>(
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
            Value::Text(text) if kind != Form::Switch => form.push((parameter, text.clone())),
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
            _ => return Err(format!("`{name}` of {noun} is a text")),
        }
    }
    Ok(form)
}

/// Returns the path and the value of one field in YAML; `None` if it has no key of its own or if
/// the configuration cannot declare the value.
pub fn as_yaml<D: Configured>(field: &str, value: &Value) -> Option<(&'static str, String)> {
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
pub fn url(value: &Value) -> Option<String> {
    let url = value.as_text()?;
    let sound = HttpsUrl::parse(url).is_ok() && mask_userinfo(url) == url;
    sound.then(|| quoted(value)).flatten()
}

/// Returns a method as YAML, if the configuration knows it.
pub fn method(value: &Value) -> Option<&str> {
    let known = [Method::Get, Method::Post].map(Method::as_str);
    value.as_text().filter(|text| known.contains(text))
}
