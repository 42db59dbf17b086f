//! The table of kinds, and a declaration read by its `type`.
//!
//! Serde's own way to choose by a tag copies everything before it decides, because the tag may come
//! last. That copy would cost more than all the rest of the typing, so the tag is asked for first.

use std::fmt;

use serde::de::value::{MapAccessDeserializer, StringDeserializer};
use serde::de::{DeserializeSeed, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::{BuiltIn, Declaration, of_kind};
use crate::yaml::TAG_FIRST;

/// Makes the table of kinds, and the enum by which YAML and its schema choose among them.
macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident($module:ident),)*) => {
        /// A provider, of the kind that `type` names.
        #[derive(Deserialize, JsonSchema)]
        #[serde(tag = "type", rename_all = "kebab-case")]
        #[schemars(rename = "Declaration", transform = kind::describe_type)]
        enum BuiltIn {
            $($(#[$doc])* $variant($module::Declaration),)*
        }

        /// Reads a declaration of the kind of this name, from what is declared besides `type`.
        fn of_kind<'de, D: Deserializer<'de>>(name: &str, rest: D) -> Result<Declaration, D::Error> {
            $(if name == $module::KIND.name {
                return $module::Declaration::deserialize(rest).map(Declaration::new);
            })*
            Err(D::Error::unknown_variant(name, &[$($module::KIND.name),*]))
        }

        impl From<BuiltIn> for Declaration {
            fn from(read: BuiltIn) -> Self {
                match read {
                    $(BuiltIn::$variant(declaration) => Self::new(declaration),)*
                }
            }
        }

        /// The kinds of providers that YAML can name.
        const KINDS: &[&ProviderKind] = &[$(&$module::KIND),*];
    };
}
pub(super) use kinds;

/// The key that chooses the kind.
const TYPE: &str = "type";

impl<'de> Deserialize<'de> for Declaration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_struct(TAG_FIRST, &[TYPE], ByType)
    }
}

struct ByType;

impl<'de> Visitor<'de> for ByType {
    type Value = Declaration;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a provider")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Declaration, A::Error> {
        let first: Option<String> = map.next_key()?;
        if first.as_deref() == Some(TYPE) {
            let kind: String = map.next_value()?;
            return of_kind(&kind, MapAccessDeserializer::new(map));
        }
        // Other readers than the YAML reader may have another order.
        let map = Again { first, map };
        BuiltIn::deserialize(MapAccessDeserializer::new(map)).map(Declaration::from)
    }
}

/// A map, its first key included, which was already taken from it.
struct Again<A> {
    first: Option<String>,
    map: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Again<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        match self.first.take() {
            Some(first) => seed.deserialize(StringDeserializer::new(first)).map(Some),
            None => self.map.next_key_seed(seed),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}

#[cfg(test)]
mod tests {
    use crate::provider::Declaration;

    #[test]
    fn the_type_may_have_any_place() {
        let read = |text: &str| serde_json::from_str::<Declaration>(text);
        for text in [
            r#"{"type":"twilio","region":"ie1","edge":"dublin"}"#,
            r#"{"region":"ie1","edge":"dublin","type":"twilio"}"#,
        ] {
            let read = read(text).unwrap();
            assert_eq!(read.declared().kind(), "twilio");
            assert!(format!("{read:?}").contains("dublin"));
        }
        for text in [
            "{}",
            r#"{"region":"ie1"}"#,
            r#"{"type":"carrier-pigeon"}"#,
            r#"{"type":"twilio","wings":2}"#,
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
