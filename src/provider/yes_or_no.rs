//! A boolean in YAML. Inside a map with a `type` tag every scalar arrives as text, so both forms
//! are read. Pure.

use std::fmt;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer};

/// Reads `true` or `false`, as a boolean or as its text.
pub(crate) fn yes_or_no<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    deserializer.deserialize_any(YesOrNo)
}

/// Reads `true`, `false` or nothing.
pub(crate) fn yes_no_or_absent<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<bool>, D::Error> {
    Ok(Option::<Flag>::deserialize(deserializer)?.map(|flag| flag.0))
}

struct Flag(bool);

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        yes_or_no(deserializer).map(Self)
    }
}

struct YesOrNo;

impl Visitor<'_> for YesOrNo {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`true` or `false`")
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<bool, E> {
        Ok(value)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<bool, E> {
        match text {
            "true" | "True" | "TRUE" => Ok(true),
            "false" | "False" | "FALSE" => Ok(false),
            other => Err(E::invalid_value(de::Unexpected::Str(other), &self)),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct Declared {
        #[serde(deserialize_with = "super::yes_or_no")]
        purchase: bool,
    }

    #[test]
    fn both_forms_are_read_and_nothing_else() {
        let read = |purchase: serde_json::Value| {
            serde_json::from_value::<Declared>(serde_json::json!({ "purchase": purchase }))
                .map(|declared| declared.purchase)
                .ok()
        };
        assert_eq!(read(true.into()), Some(true));
        assert_eq!(read("true".into()), Some(true));
        assert_eq!(read("false".into()), Some(false));
        assert_eq!(read("perhaps".into()), None);
        assert_eq!(read(1.into()), None);
    }
}
