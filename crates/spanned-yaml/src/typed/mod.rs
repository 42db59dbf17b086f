//! A tree deserialized straight into Rust types, through serde, without going back to text.
//!
//! Numbers and truth values are parsed only where the type asks for them, so `NO` stays a word in
//! a `String` field. Inside internally tagged and untagged enums serde first buffers the value
//! without knowing its type: there every scalar arrives as text, so such enums may hold texts,
//! lists and maps only (or read their numbers from text). [`crate::Shape`] finds all errors
//! at once and comes first; an error here means that a type and its schema disagree.

mod access;
mod failure;

use std::fmt;

use serde::de::{DeserializeOwned, Deserializer, Error as _, Unexpected, Visitor};

use crate::source::Span;
use crate::tree::node::{Node, Value};
use crate::tree::path::{push_item, push_key};
use crate::tree::scalar::Scalar;
use crate::typed::access::{Entries, Items, Variant};
use crate::typed::failure::{Failure, Step};

/// The name of a struct whose only named field is visited before all others, wherever it is written.
/// A type that is chosen by a tag can be read this way without a copy of the whole map.
pub const TAG_FIRST: &str = "$spanned_yaml::tag_first";

/// The reason why a tree does not fit a type, and the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedError {
    /// What is wrong; never holds a concealed value.
    pub message: String,
    /// The dotted path of the failing node; empty for the root.
    pub address: String,
    /// The place of the failing node.
    pub span: Option<Span>,
}

impl fmt::Display for TypedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.address.is_empty() {
            f.write_str(&self.message)
        } else {
            write!(f, "{}: {}", self.address, self.message)
        }
    }
}

impl std::error::Error for TypedError {}

/// Reads a typed value from a tree.
pub fn from_node<T: DeserializeOwned>(node: &Node) -> Result<T, TypedError> {
    T::deserialize(node).map_err(|failure| {
        let mut address = String::new();
        for step in failure.path.iter().rev() {
            match step {
                Step::Key(key) => push_key(&mut address, key),
                Step::Item(n) => push_item(&mut address, *n),
            }
        }
        TypedError {
            message: failure.message,
            address,
            span: failure.span.or(Some(node.span)),
        }
    })
}

fn wrong<'de, V: Visitor<'de>>(node: &Node, visitor: &V) -> Failure {
    let found = node.described();
    Failure::invalid_type(Unexpected::Other(&found), visitor).at(node)
}

fn scalar<'n, 'de, V: Visitor<'de>>(node: &'n Node, visitor: &V) -> Result<&'n Scalar, Failure> {
    node.scalar().ok_or_else(|| wrong(node, visitor))
}

macro_rules! integers {
    ($($method:ident $visit:ident $kind:ty;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
            let number = scalar(self, &visitor)?.as_integer();
            match number.and_then(|n| <$kind>::try_from(n).ok()) {
                Some(number) => visitor.$visit(number).map_err(|e: Failure| e.at(self)),
                None => Err(wrong(self, &visitor)),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for &'de Node {
    type Error = Failure;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match &self.value {
            Value::Unread => Err(Failure::custom("this could not be read").at(self)),
            Value::Null => visitor.visit_unit(),
            Value::Scalar(scalar) => visitor.visit_borrowed_str(&scalar.text),
            Value::List(items) => visitor.visit_seq(Items::new(items)),
            Value::Map(map) => visitor.visit_map(Entries::new(map)),
        }
        .map_err(|e: Failure| e.at(self))
    }

    integers! {
        deserialize_i8 visit_i8 i8;
        deserialize_i16 visit_i16 i16;
        deserialize_i32 visit_i32 i32;
        deserialize_i64 visit_i64 i64;
        deserialize_i128 visit_i128 i128;
        deserialize_u8 visit_u8 u8;
        deserialize_u16 visit_u16 u16;
        deserialize_u32 visit_u32 u32;
        deserialize_u64 visit_u64 u64;
        deserialize_u128 visit_u128 u128;
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match scalar(self, &visitor)?.as_boolean() {
            Some(value) => visitor.visit_bool(value).map_err(|e: Failure| e.at(self)),
            None => Err(wrong(self, &visitor)),
        }
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match scalar(self, &visitor)?.as_number() {
            Some(value) => visitor.visit_f64(value).map_err(|e: Failure| e.at(self)),
            None => Err(wrong(self, &visitor)),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        let text = &scalar(self, &visitor)?.text;
        visitor
            .visit_borrowed_str(text)
            .map_err(|e: Failure| e.at(self))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.deserialize_str(visitor)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        if self.is_null() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        if self.is_null() {
            visitor.visit_unit()
        } else {
            Err(wrong(self, &visitor))
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        if self.list().is_none() {
            return Err(wrong(self, &visitor));
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        if self.map().is_none() {
            return Err(wrong(self, &visitor));
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        if let (Value::Map(map), TAG_FIRST, [tag]) = (&self.value, name, fields) {
            return visitor
                .visit_map(Entries::with_first(map, tag))
                .map_err(|e: Failure| e.at(self));
        }
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        let (name, value) = match &self.value {
            Value::Scalar(scalar) => (scalar.text.as_str(), None),
            Value::Map(map) if map.len() == 1 => match map.iter().next() {
                Some((name, entry)) => (name, Some(&entry.value)),
                None => return Err(wrong(self, &visitor)),
            },
            _ => return Err(wrong(self, &visitor)),
        };
        visitor
            .visit_enum(Variant { name, value })
            .map_err(|e: Failure| e.at(self))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        self.deserialize_seq(visitor)
    }

    serde::forward_to_deserialize_any! { bytes byte_buf identifier }
}
