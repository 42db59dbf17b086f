//! Attributes as providers write them: text, numbers and booleans as text, and everything that is
//! blank, missing or of another form as nothing.

use std::fmt;

use serde::de::{self, Deserialize, DeserializeOwned, Deserializer, IgnoredAny, Visitor};

/// A value as text, or nothing.
#[derive(Default)]
pub(super) struct Text(pub Option<String>);

/// Whether a value is set. The value itself is not kept.
#[derive(Default)]
pub(super) struct Present(pub bool);

/// The one object of a list that has one at most.
pub(super) struct One<T>(pub Option<T>);

impl<T> Default for One<T> {
    fn default() -> Self {
        Self(None)
    }
}

/// Gives a visitor the forms that hold nothing.
macro_rules! blank {
    ($value:expr) => {
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a value")
        }
        fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
            Ok($value)
        }
        fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            Ok($value)
        }
    };
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;
        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text;
            blank!(Text(None));
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Text, E> {
                Ok(Text((!text.is_empty()).then(|| text.to_owned())))
            }
            fn visit_bool<E: de::Error>(self, value: bool) -> Result<Text, E> {
                Ok(Text(Some(value.to_string())))
            }
            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Text, E> {
                Ok(Text(Some(value.to_string())))
            }
            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Text, E> {
                Ok(Text(Some(value.to_string())))
            }
            fn visit_f64<E: de::Error>(self, _: f64) -> Result<Text, E> {
                Ok(Text(None))
            }
            fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<Text, A::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Text(None))
            }
        }
        deserializer.deserialize_any(TextVisitor)
    }
}

/// Twilio gives every new number this URL for calls, so it is no user's setting.
const DEMO: &str = "https://demo.twilio.com/";

impl<'de> Deserialize<'de> for Present {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PresentVisitor;
        impl<'de> Visitor<'de> for PresentVisitor {
            type Value = Present;
            blank!(Present(false));
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Present, E> {
                Ok(Present(!text.is_empty() && !text.starts_with(DEMO)))
            }
            fn visit_bool<E: de::Error>(self, value: bool) -> Result<Present, E> {
                Ok(Present(value))
            }
            fn visit_u64<E: de::Error>(self, _: u64) -> Result<Present, E> {
                Ok(Present(true))
            }
            fn visit_i64<E: de::Error>(self, _: i64) -> Result<Present, E> {
                Ok(Present(true))
            }
            fn visit_f64<E: de::Error>(self, _: f64) -> Result<Present, E> {
                Ok(Present(true))
            }
            fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<Present, A::Error> {
                let mut any = false;
                while list.next_element::<IgnoredAny>()?.is_some() {
                    any = true;
                }
                Ok(Present(any))
            }
        }
        deserializer.deserialize_any(PresentVisitor)
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for One<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneVisitor<T>(std::marker::PhantomData<T>);
        impl<'de, T: DeserializeOwned> Visitor<'de> for OneVisitor<T> {
            type Value = One<T>;
            blank!(One(None));
            fn visit_str<E: de::Error>(self, _: &str) -> Result<One<T>, E> {
                Ok(One(None))
            }
            fn visit_bool<E: de::Error>(self, _: bool) -> Result<One<T>, E> {
                Ok(One(None))
            }
            fn visit_u64<E: de::Error>(self, _: u64) -> Result<One<T>, E> {
                Ok(One(None))
            }
            fn visit_i64<E: de::Error>(self, _: i64) -> Result<One<T>, E> {
                Ok(One(None))
            }
            fn visit_f64<E: de::Error>(self, _: f64) -> Result<One<T>, E> {
                Ok(One(None))
            }
            fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<One<T>, A::Error> {
                let first = list.next_element::<Option<T>>()?.flatten();
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(One(first))
            }
        }
        deserializer.deserialize_any(OneVisitor(std::marker::PhantomData))
    }
}
