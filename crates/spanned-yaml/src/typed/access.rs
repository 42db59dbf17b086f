//! Items, entries, keys and variants of a tree, as serde asks for them.

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error as _, IntoDeserializer, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};

use crate::tree::entries::Iter;
use crate::tree::node::{Entry, Map, Node};
use crate::typed::failure::{Failure, Step};

/// The items of a list, one after the other.
pub(crate) struct Items<'de> {
    items: std::slice::Iter<'de, Node>,
    at: usize,
}

impl<'de> Items<'de> {
    pub(crate) fn new(items: &'de [Node]) -> Self {
        Self {
            items: items.iter(),
            at: 0,
        }
    }
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Failure;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Failure> {
        let Some(node) = self.items.next() else {
            return Ok(None);
        };
        let at = self.at;
        self.at += 1;
        let value = seed
            .deserialize(node)
            .map_err(|e| e.at(node).within(Step::Item(at)));
        value.map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

/// The entries of a map, one after the other.
pub(crate) struct Entries<'de> {
    /// The key of an entry that comes before all others.
    tag: Option<&'static str>,
    first: Option<(&'de str, &'de Entry)>,
    left: Iter<'de, Entry>,
    value: Option<(&'de str, &'de Entry)>,
}

impl<'de> Entries<'de> {
    pub(crate) fn new(map: &'de Map) -> Self {
        Self {
            tag: None,
            first: None,
            left: map.iter(),
            value: None,
        }
    }

    /// The entries in file order, except that one with this key is the first.
    pub(crate) fn with_first(map: &'de Map, tag: &'static str) -> Self {
        Self {
            tag: Some(tag),
            first: map.iter().find(|(key, _)| *key == tag),
            ..Self::new(map)
        }
    }
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = Failure;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Failure> {
        let first = self.first.take();
        self.value = first.or_else(|| self.left.find(|(key, _)| Some(*key) != self.tag));
        let Some((key, entry)) = self.value else {
            return Ok(None);
        };
        seed.deserialize(Key(key)).map(Some).map_err(|mut e| {
            e.span.get_or_insert(entry.key);
            e.within(Step::Key(key.to_owned()))
        })
    }

    fn size_hint(&self) -> Option<usize> {
        self.left.size_hint().1
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Failure> {
        let Some((key, entry)) = self.value.take() else {
            return Err(Failure::custom("a value was asked for before its key"));
        };
        let value = seed.deserialize(&entry.value);
        value.map_err(|e| e.at(&entry.value).within(Step::Key(key.to_owned())))
    }
}

/// A key: always text, even if the type wraps it.
struct Key<'de>(&'de str);

impl<'de> Deserializer<'de> for Key<'de> {
    type Error = Failure;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        visitor.visit_borrowed_str(self.0)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        visitor.visit_enum(Variant {
            name: self.0,
            value: None,
        })
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// The name of an enum's variant, and its content.
pub(crate) struct Variant<'de> {
    pub name: &'de str,
    pub value: Option<&'de Node>,
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = Failure;
    type Variant = Self;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<(T::Value, Self), Failure> {
        let name: StrDeserializer<'de, Failure> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> Variant<'de> {
    fn inside(self) -> Result<&'de Node, Failure> {
        let missing = || {
            Failure::custom(format!(
                "`{}` needs a value",
                crate::quote::shown(self.name)
            ))
        };
        self.value.ok_or_else(missing)
    }
}

impl<'de> VariantAccess<'de> for Variant<'de> {
    type Error = Failure;

    fn unit_variant(self) -> Result<(), Failure> {
        match self.value {
            Some(node) if !node.is_null() => Err(Failure::custom(format!(
                "`{}` takes no value",
                crate::quote::shown(self.name)
            ))
            .at(node)),
            _ => Ok(()),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Failure> {
        seed.deserialize(self.inside()?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Failure> {
        self.inside()?.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        self.inside()?.deserialize_map(visitor)
    }
}
