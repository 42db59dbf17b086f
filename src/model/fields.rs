//! Managed fields by name.
//!
//! Names of fields are the provider's own words. No part of the core spells one.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Address, Value};

/// The name of a field in its owner's words, such as Twilio's.
pub type FieldName = Cow<'static, str>;

/// Managed fields by name, in the order of their names. A resource has few, so this is a sorted
/// list and not a tree: a hundred thousand numbers have three of these each.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fields(Vec<(FieldName, Value)>);

impl Fields {
    /// Returns an empty list of fields.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a field.
    pub fn insert(&mut self, name: impl Into<FieldName>, value: Value) {
        let name = name.into();
        match self.0.binary_search_by(|(have, _)| have.cmp(&name)) {
            Ok(at) => self.0[at].1 = value,
            Err(at) => self.0.insert(at, (name, value)),
        }
    }

    /// Returns the value of a field; a field that is not there is blank.
    pub fn get(&self, name: &str) -> &Value {
        const BLANK: &Value = &Value::Blank;
        self.find(name).unwrap_or(BLANK)
    }

    /// Returns the value of a field, if the field is there at all.
    pub fn find(&self, name: &str) -> Option<&Value> {
        let at = self
            .0
            .binary_search_by(|(have, _)| have.as_ref().cmp(name))
            .ok()?;
        self.0.get(at).map(|(_, value)| value)
    }

    /// Returns names and values, in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&FieldName, &Value)> {
        self.0.iter().map(|(name, value)| (name, value))
    }

    /// Returns the addresses of the objects whose identifiers are wanted and not known yet, with the
    /// fields that will hold them.
    pub fn references(&self) -> impl Iterator<Item = (&FieldName, &Address)> {
        self.iter().filter_map(|(name, value)| match value {
            Value::Reference { reference } => Some((name, reference)),
            _ => None,
        })
    }

    /// Whether there are no fields.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether both have the same names, whatever the values.
    pub fn same_names(&self, other: &Self) -> bool {
        self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(|(a, b)| a.0 == b.0)
    }

    /// Returns the fields as the registry keeps them, without passwords.
    #[must_use]
    pub fn concealed(&self) -> Self {
        Self(
            self.0
                .iter()
                .map(|(name, value)| (name.clone(), value.concealed()))
                .collect(),
        )
    }

    /// Returns the fields as a JSON object for people and programs.
    pub fn to_json(&self) -> serde_json::Value {
        self.0
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_json()))
            .collect()
    }
}

impl FromIterator<(FieldName, Value)> for Fields {
    fn from_iter<I: IntoIterator<Item = (FieldName, Value)>>(pairs: I) -> Self {
        let mut fields = Self::new();
        pairs
            .into_iter()
            .for_each(|(name, value)| fields.insert(name, value));
        fields
    }
}

impl Serialize for Fields {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let map = std::collections::BTreeMap::<String, Value>::deserialize(deserializer)?;
        Ok(map
            .into_iter()
            .map(|(name, value)| (FieldName::Owned(name), value))
            .collect())
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
