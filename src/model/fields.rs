//! Managed fields by name.
//!
//! Names of fields are the provider's own words. No part of the core spells one.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Serialize};

use super::{Address, Text, Value};

/// The name of a field in its owner's words, such as Twilio's.
pub type FieldName = Text;

/// A field and its value.
pub(super) type Field = (FieldName, Value);

/// Managed fields by name, in the order of their names.
///
/// A resource has few, so this is a sorted list and not a tree. Copies share it until one of them
/// is changed: the plan of an unchanged number holds its declared fields without a copy. Resources
/// that are alike but for a name for people share it too (see [`FieldLists`]).
#[derive(Debug, Clone, Eq, Default)]
pub struct Fields {
    pub(super) list: Option<Arc<Vec<Field>>>,
    /// One field that differs from resource to resource. The list does not have it.
    apart: Option<Arc<Field>>,
}

impl PartialEq for Fields {
    fn eq(&self, other: &Self) -> bool {
        self.shares_with(other) || self.iter().eq(other.iter())
    }
}

impl Fields {
    /// Returns an empty list of fields.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a field.
    pub fn insert(&mut self, name: impl Into<FieldName>, value: Value) {
        let name = name.into();
        if let Some(apart) = self.apart.as_mut().filter(|apart| apart.0 == name) {
            Arc::make_mut(apart).1 = value;
            return;
        }
        let list = Arc::make_mut(self.list.get_or_insert_default());
        match list.binary_search_by(|(have, _)| have.cmp(&name)) {
            Ok(at) => list[at].1 = value,
            Err(at) => list.insert(at, (name, value)),
        }
    }

    fn list(&self) -> &[Field] {
        self.list.as_deref().map_or(&[], Vec::as_slice)
    }

    /// Whether both are copies of the same fields, so that they are equal without a look at them.
    pub fn shares_with(&self, other: &Self) -> bool {
        is_same(self.list.as_ref(), other.list.as_ref())
            && is_same(self.apart.as_ref(), other.apart.as_ref())
    }

    /// Returns the value of a field; a field that is not there is blank.
    pub fn get(&self, name: &str) -> &Value {
        self.find(name).unwrap_or(BLANK)
    }

    /// Returns the value of a field, if the field is there at all.
    pub fn find(&self, name: &str) -> Option<&Value> {
        if let Some((_, value)) = self.apart.as_deref().filter(|apart| apart.0 == name) {
            return Some(value);
        }
        let list = self.list();
        let at = list.binary_search_by(|(have, _)| have.as_str().cmp(name));
        list.get(at.ok()?).map(|(_, value)| value)
    }

    /// Returns names and values, in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&FieldName, &Value)> {
        let (list, apart) = (self.list(), self.apart.as_deref());
        let at = apart.map_or(list.len(), |(name, _)| {
            list.partition_point(|(have, _)| have < name)
        });
        let (before, after) = list.split_at(at);
        let all = before.iter().chain(apart).chain(after);
        all.map(|(name, value)| (name, value))
    }

    /// Returns each of these fields with its value in `other`, where it is blank if it is not there.
    pub fn beside<'a>(
        &'a self,
        other: &'a Self,
    ) -> impl Iterator<Item = (&'a FieldName, &'a Value, &'a Value)> {
        let mut rest = other.iter().peekable();
        self.iter().map(move |(name, value)| {
            while rest.next_if(|(next, _)| *next < name).is_some() {}
            let there = rest.next_if(|(next, _)| *next == name);
            (name, value, there.map_or(BLANK, |(_, there)| there))
        })
    }

    /// Returns the addresses of the objects whose identifiers are wanted and not known yet, with the
    /// fields that will hold them.
    pub fn references(&self) -> impl Iterator<Item = (&FieldName, &Address)> {
        self.iter().filter_map(|(name, value)| match value {
            Value::Reference { reference } => Some((name, &**reference)),
            _ => None,
        })
    }

    /// Keeps a field apart from the list, if it is there.
    pub(super) fn set_apart(&mut self, name: &str) {
        if self.apart.is_some() {
            return;
        }
        let Some(list) = self.list.as_mut() else {
            return;
        };
        if let Ok(at) = list.binary_search_by(|(have, _)| have.as_str().cmp(name)) {
            let field = Arc::make_mut(list).remove(at);
            self.apart = Some(Arc::new(field));
        }
    }

    /// Puts the copy of `other` in the place of what is equal in both, so that it is kept once.
    pub fn share_with(&mut self, other: &Self) {
        if self == other {
            self.clone_from(other);
            return;
        }
        if self.list == other.list {
            self.list.clone_from(&other.list);
        }
        if self.apart == other.apart {
            self.apart.clone_from(&other.apart);
        }
    }

    /// Returns what these fields have in common with others that share their list.
    pub fn alike(&self) -> Alike {
        Alike(self.list.clone())
    }

    /// Whether there are no fields.
    pub fn is_empty(&self) -> bool {
        self.apart.is_none() && self.list().is_empty()
    }

    /// Whether both have the same names, whatever the values.
    pub fn same_names(&self, other: &Self) -> bool {
        self.shares_with(other) || self.iter().map(name).eq(other.iter().map(name))
    }

    /// Returns the fields as the registry keeps them, without passwords.
    #[must_use]
    pub fn concealed(&self) -> Self {
        if self.iter().all(|(_, value)| value.is_safe()) {
            return self.clone();
        }
        self.iter()
            .map(|(name, value)| (name.clone(), value.concealed()))
            .collect()
    }

    /// Returns the fields that people see. What a kind of provider records for itself begins with an
    /// underscore.
    pub fn shown(&self) -> impl Iterator<Item = (&FieldName, &Value)> {
        self.iter().filter(|(name, _)| !name.starts_with('_'))
    }

    /// Returns the fields as a JSON object for people and programs.
    pub fn to_json(&self) -> serde_json::Value {
        self.shown()
            .map(|(name, value)| (name.to_string(), value.to_json()))
            .collect()
    }
}

/// What resources that share a list of fields have in common. Two are equal only if they are one
/// list in memory, so a comparison costs nothing. Equal lists that are not shared are unequal here.
#[derive(Debug, Clone)]
pub struct Alike(Option<Arc<Vec<Field>>>);

impl Alike {
    fn place(&self) -> Option<*const Vec<Field>> {
        self.0.as_ref().map(Arc::as_ptr)
    }
}

impl PartialEq for Alike {
    fn eq(&self, other: &Self) -> bool {
        self.place() == other.place()
    }
}

impl Eq for Alike {}

impl Hash for Alike {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.place().hash(state);
    }
}

const BLANK: &Value = &Value::Blank;

fn name<'a>((name, _): (&'a FieldName, &Value)) -> &'a FieldName {
    name
}

/// Whether both are one value in memory, or nothing.
fn is_same<T>(one: Option<&Arc<T>>, other: Option<&Arc<T>>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => Arc::ptr_eq(one, other),
        (None, None) => true,
        _ => false,
    }
}

impl FromIterator<Field> for Fields {
    fn from_iter<I: IntoIterator<Item = Field>>(pairs: I) -> Self {
        let mut list: Vec<Field> = pairs.into_iter().collect();
        if !list.is_sorted_by(|(a, _), (b, _)| a < b) {
            let mut fields = Self::new();
            for (name, value) in list {
                fields.insert(name, value);
            }
            return fields;
        }
        list.shrink_to_fit();
        Self {
            list: (!list.is_empty()).then(|| Arc::new(list)),
            apart: None,
        }
    }
}

impl Serialize for Fields {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("fields by name")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        // Most resources have a few fields.
        let mut list: Vec<Field> = Vec::with_capacity(4);
        while let Some(entry) = map.next_entry()? {
            list.push(entry);
        }
        Ok(list.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::{Fields, Value};

    #[test]
    fn empty_null_and_missing_are_one_value() {
        let fields = Fields::from_iter([("a".into(), Value::text(""))]);
        assert_eq!(fields.get("a"), fields.get("missing"));
    }

    #[test]
    fn fields_survive_the_registry() {
        let fields = Fields::from_iter([
            ("z".into(), Value::Flag(true)),
            ("n".into(), Value::Number(14_400)),
            ("a".into(), Value::text("x")),
            ("m".into(), Value::Blank),
            ("c".into(), Value::text("https://u:p@h.com/").concealed()),
            ("l".into(), Value::List(vec!["b".into(), "a".into()])),
            (
                "s".into(),
                Value::Set {
                    members: ["x".to_owned()].into(),
                },
            ),
        ]);
        let json = serde_json::to_string(&fields).unwrap();
        assert_eq!(serde_json::from_str::<Fields>(&json).unwrap(), fields);
    }
}
