//! The reading of a value that a registry holds. Its JSON type says what it is, and for an object
//! its keys do.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{Concealed, Text, Value};

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value of a field")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Blank)
    }

    fn visit_bool<E: Error>(self, on: bool) -> Result<Value, E> {
        Ok(Value::Flag(on))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(Text::new(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let (mut shown, mut sha256, mut base, mut members) = (None, None, None, None);
        while let Some(key) = map.next_key::<Text>()? {
            match key.as_str() {
                "shown" => shown = Some(map.next_value()?),
                "sha256" => sha256 = Some(map.next_value()?),
                "base" => base = Some(map.next_value::<Text>()?),
                "members" => members = Some(map.next_value::<BTreeSet<String>>()?),
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        match (shown, sha256, base, members) {
            (Some(shown), Some(sha256), None, None) => {
                Ok(Value::Concealed(Box::new(Concealed { shown, sha256 })))
            }
            (None, None, Some(base), None) => Ok(Value::Partial { base }),
            (None, None, None, Some(members)) => Ok(Value::Set { members }),
            _ => Err(Error::custom("this object is not the value of a field")),
        }
    }
}
