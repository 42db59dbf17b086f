//! What a number declares under `incoming`: who answers a text to it. Pure.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, IntoDeserializer as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::method::Method;
use super::sid::ApplicationSid;
use crate::model::{FindingCode, HttpsUrl, Invalid, Name};

/// The help about a value that has none of the forms.
const FORMS: &str = "write `{ url: … }`, `{ application: … }`, `none` if the number answers nothing, or `unmanaged` to leave its route alone; without the key, the provider's callback_url applies";
/// The help about a URL that is blank or missing.
const NO_URL: &str = "write the URL; a number that answers nothing has `incoming: none`, one whose route is left alone `incoming: unmanaged`, and one that an application answers `incoming: { application: … }`";

/// What answers texts to this number: `none`, `unmanaged`, or a map that names a URL or an application.
#[derive(Debug, Clone, JsonSchema)]
#[schemars(untagged, rename = "TwilioIncoming", extend("x-forms" = FORMS))]
pub enum Incoming {
    /// One word.
    Word(Word),
    /// A map that names what answers.
    Handler(Box<Handler>),
}

/// What answers texts to the number, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "TwilioIncomingWord")]
pub enum Word {
    /// The number answers nothing: its URL, its fallback and its application are cleared.
    None,
    /// The number's route is never changed and never compared.
    Unmanaged,
}

/// What answers texts to the number: a URL with a fallback, or an application.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "TwilioHandler", extend("minProperties" = 1))]
pub struct Handler {
    /// The URL to call instead of the provider's `callback_url`.
    #[serde(default)]
    #[schemars(with = "HttpsUrl", extend("x-forms" = NO_URL))]
    pub url: Option<HttpsUrl>,
    /// The HTTP method for `url`; POST if omitted. Without `url`, it applies to the provider's `callback_url` for this number.
    #[schemars(extend("default" = "POST"))]
    pub method: Option<Method>,
    /// The URL that Twilio calls when the first one fails.
    #[schemars(extend("x-example" = "url: https://sms.example.com/incoming\nfallback_url: https://sms.example.com/fallback"))]
    pub fallback_url: Option<HttpsUrl>,
    /// The HTTP method for `fallback_url`; POST if omitted.
    #[schemars(extend("default" = "POST", "x-example" = "url: https://sms.example.com/incoming\nfallback_url: https://sms.example.com/fallback\nfallback_method: GET"))]
    pub fallback_method: Option<Method>,
    /// The `TwiML` application that answers: the name of one of this provider's applications, or a SID. It is never cleared and has its own URL, method and fallback.
    #[serde(default)]
    #[schemars(with = "ApplicationRef")]
    pub application: Option<ApplicationRef>,
}

/// Decides by the form. Serde's own way copies a map before it tries each form.
impl<'de> Deserialize<'de> for Incoming {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ByForm;

        impl<'de> Visitor<'de> for ByForm {
            type Value = Incoming;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a word, or a map that names what answers")
            }

            fn visit_str<E: Error>(self, word: &str) -> Result<Incoming, E> {
                Word::deserialize(word.into_deserializer()).map(Incoming::Word)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Incoming, A::Error> {
                let handler = Box::deserialize(MapAccessDeserializer::new(map));
                handler.map(Incoming::Handler)
            }
        }
        deserializer.deserialize_any(ByForm)
    }
}

impl Incoming {
    /// What answers, unless one word says it.
    pub fn handler(&self) -> Option<&Handler> {
        match self {
            Self::Handler(handler) => Some(handler),
            Self::Word(_) => None,
        }
    }
}

impl Handler {
    /// The keys beside `application` that are declared, which an application makes meaningless.
    pub fn keys_of_a_url(&self) -> impl Iterator<Item = &'static str> {
        let declared = [
            ("url", self.url.is_some()),
            ("method", self.method.is_some()),
            ("fallback_url", self.fallback_url.is_some()),
            ("fallback_method", self.fallback_method.is_some()),
        ];
        declared
            .into_iter()
            .filter_map(|(key, there)| there.then_some(key))
    }
}

/// A `TwiML` application: one that the provider declares, or the SID of any in the account.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum ApplicationRef {
    /// The application's SID.
    Sid(ApplicationSid),
    /// The name under which the provider declares it.
    Name(Name),
}

impl ApplicationRef {
    /// The format in the schema.
    pub const FORMAT: &'static str = "twilio-application";

    /// Parses a name or a SID. Names have no capitals, so what begins with one was meant as a SID.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if text.starts_with(|c: char| c.is_ascii_uppercase()) {
            return ApplicationSid::parse(text).map(Self::Sid);
        }
        Name::parse(text).map(Self::Name).map_err(|_| {
            Invalid::new(
                FindingCode::InvalidName,
                "this is neither the name of an application nor a SID",
                "write a name under this provider's applications, or a SID: AP and 32 hex digits",
            )
        })
    }
}

impl TryFrom<String> for ApplicationRef {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl JsonSchema for ApplicationRef {
    fn schema_name() -> Cow<'static, str> {
        "TwilioApplicationReference".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "format": Self::FORMAT,
            "errorMessage": "Write the name of one of this provider's applications, or a SID: AP and 32 hex digits.",
            "pattern": "^(AP[0-9a-fA-F]{32}|[a-z0-9][a-z0-9-]{0,62})$",
            "description": "The name of one of this provider's TwiML applications, or the SID of an application: AP and 32 hex digits.",
            "examples": ["AP00000000000000000000000000000001"]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::ApplicationRef;

    #[test]
    fn a_name_and_a_sid_are_told_apart_by_their_capitals() {
        let sid = "AP00000000000000000000000000000001";
        assert!(matches!(
            ApplicationRef::parse(sid),
            Ok(ApplicationRef::Sid(_))
        ));
        assert!(matches!(
            ApplicationRef::parse("bot"),
            Ok(ApplicationRef::Name(_))
        ));
        let code = |text: &str| ApplicationRef::parse(text).unwrap_err().code.to_string();
        assert_eq!(code("MG00000000000000000000000000000001"), "E0305");
        assert_eq!(code("AP1"), "E0305");
        assert_eq!(code("old bot"), "E0301");
        assert_eq!(code(""), "E0301");
    }
}
