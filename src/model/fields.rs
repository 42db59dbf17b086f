//! Managed fields by name.
//!
//! Names of fields are the provider's own words. No part of the core spells one.

use std::fmt;
use std::sync::Arc;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Serialize};

use super::{Address, Text, Texts, Value};

/// The name of a field in its owner's words, such as Twilio's.
pub type FieldName = Text;

/// Managed fields by name, in the order of their names.
///
/// A resource has few, so this is a sorted list and not a tree. Copies share it until one of them
/// is changed: the plan of an unchanged number holds its declared fields without a copy.
#[derive(Debug, Clone, Eq, Default)]
pub struct Fields(Option<Arc<Vec<(FieldName, Value)>>>);

impl PartialEq for Fields {
    fn eq(&self, other: &Self) -> bool {
        self.shares_with(other) || self.list() == other.list()
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
        let list = Arc::make_mut(self.0.get_or_insert_default());
        match list.binary_search_by(|(have, _)| have.cmp(&name)) {
            Ok(at) => list[at].1 = value,
            Err(at) => list.insert(at, (name, value)),
        }
    }

    fn list(&self) -> &[(FieldName, Value)] {
        self.0.as_deref().map_or(&[], Vec::as_slice)
    }

    /// Whether both are copies of one list, so that they are equal without a look at it.
    pub fn shares_with(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (None, None) => true,
            _ => false,
        }
    }

    /// Returns the value of a field; a field that is not there is blank.
    pub fn get(&self, name: &str) -> &Value {
        const BLANK: &Value = &Value::Blank;
        self.find(name).unwrap_or(BLANK)
    }

    /// Returns the value of a field, if the field is there at all.
    pub fn find(&self, name: &str) -> Option<&Value> {
        let list = self.list();
        let at = list.binary_search_by(|(have, _)| have.as_str().cmp(name));
        list.get(at.ok()?).map(|(_, value)| value)
    }

    /// Returns names and values, in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&FieldName, &Value)> {
        self.list().iter().map(|(name, value)| (name, value))
    }

    /// Returns each of these fields with its value in `other`, where it is blank if it is not there.
    pub fn beside<'a>(
        &'a self,
        other: &'a Self,
    ) -> impl Iterator<Item = (&'a FieldName, &'a Value, &'a Value)> {
        const BLANK: &Value = &Value::Blank;
        let mut rest = other.list();
        self.iter().map(move |(name, value)| {
            while let [(next, _), after @ ..] = rest
                && next < name
            {
                rest = after;
            }
            let there = rest.first().filter(|(next, _)| next == name);
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

    /// Keeps these fields in as little memory as they need: the texts of the named ones share it with
    /// equal texts.
    pub fn share(&mut self, names: &[&str], texts: &mut Texts) {
        let Some(list) = self.0.as_mut().and_then(Arc::get_mut) else {
            return;
        };
        list.shrink_to_fit();
        for (name, value) in list {
            if let Value::Text(text) = value
                && names.contains(&name.as_str())
            {
                texts.share(text);
            }
        }
    }

    /// Whether there are no fields.
    pub fn is_empty(&self) -> bool {
        self.list().is_empty()
    }

    /// Whether both have the same names, whatever the values.
    pub fn same_names(&self, other: &Self) -> bool {
        let (ours, theirs) = (self.list(), other.list());
        ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(a, b)| a.0 == b.0)
    }

    /// Returns the fields as the registry keeps them, without passwords.
    #[must_use]
    pub fn concealed(&self) -> Self {
        if self.list().iter().all(|(_, value)| value.is_safe()) {
            return self.clone();
        }
        self.iter()
            .map(|(name, value)| (name.clone(), value.concealed()))
            .collect()
    }

    /// Returns the fields as a JSON object for people and programs.
    pub fn to_json(&self) -> serde_json::Value {
        self.iter()
            .map(|(name, value)| (name.to_string(), value.to_json()))
            .collect()
    }
}

impl FromIterator<(FieldName, Value)> for Fields {
    fn from_iter<I: IntoIterator<Item = (FieldName, Value)>>(pairs: I) -> Self {
        let mut list: Vec<(FieldName, Value)> = pairs.into_iter().collect();
        if !list.is_sorted_by(|(a, _), (b, _)| a < b) {
            let mut fields = Self::new();
            for (name, value) in list {
                fields.insert(name, value);
            }
            return fields;
        }
        list.shrink_to_fit();
        Self((!list.is_empty()).then(|| Arc::new(list)))
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
        let mut list: Vec<(FieldName, Value)> = Vec::with_capacity(4);
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
