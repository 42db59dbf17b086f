//! The example that an editor shows for a key: the one that the types give, else one made from the
//! examples of the values.

use serde_json::{Map, Value};

use super::forms::{Forms, types, words_of};
use crate::yaml::{Draft, DraftList, DraftMap, Part, emit};

/// How deep an example may be nested.
const DEPTH: usize = 4;

/// The example for a key, as lines of YAML that begin with it.
pub(super) fn of_key(root: &Value, key: &str, schema: &Value) -> Option<String> {
    if let Some(lines) = Forms::of(root, schema).text("x-example") {
        return Some(lines.to_owned());
    }
    let value = draft(&value(root, schema, 0)?, 0)?;
    emit(DraftMap::new().with(key, Part::new(value))).ok()
}

/// A value that fits a schema.
fn value(root: &Value, schema: &Value, depth: usize) -> Option<Value> {
    let forms = Forms::of(root, schema);
    let given = forms.remark("examples").and_then(|all| all.get(0));
    if let Some(given) = given {
        return Some(given.clone());
    }
    if depth == DEPTH {
        return None;
    }
    let mut found = forms.all.iter();
    found.find_map(|form| of_form(root, form.leaf, depth))
}

fn of_form(root: &Value, leaf: &Map<String, Value>, depth: usize) -> Option<Value> {
    if let Some((word, _)) = words_of(leaf).into_iter().next() {
        return Some(word);
    }
    match types(leaf).0.first().copied()? {
        "boolean" => Some(true.into()),
        "array" => {
            let item = value(root, leaf.get("items")?, depth + 1)?;
            Some(Value::Array(vec![item]))
        }
        "object"
            if leaf
                .get("additionalProperties")
                .is_some_and(Value::is_object) =>
        {
            let name = value(root, leaf.get("propertyNames")?, depth + 1)?;
            let entry = value(root, leaf.get("additionalProperties")?, depth + 1)?;
            let named = Map::from_iter([(name.as_str()?.to_owned(), entry)]);
            Some(Value::Object(named))
        }
        "object" => {
            let properties = leaf.get("properties")?.as_object()?;
            let required = leaf.get("required").and_then(Value::as_array);
            let required = required.into_iter().flatten().filter_map(Value::as_str);
            let keys: Vec<&str> = required.collect();
            let keys = if keys.is_empty() {
                properties.keys().take(1).map(String::as_str).collect()
            } else {
                keys
            };
            let mut map = Map::new();
            for key in keys {
                let inner = value(root, properties.get(key)?, depth + 1)?;
                map.insert(key.to_owned(), inner);
            }
            Some(Value::Object(map))
        }
        _ => None,
    }
}

/// A value to be written. What is inside a list is on its line, and so is a list of words.
fn draft(value: &Value, depth: usize) -> Option<Draft> {
    Some(match value {
        Value::String(text) => Draft::Text(text.clone()),
        Value::Bool(flag) => Draft::Flag(*flag),
        Value::Number(number) => Draft::Number(number.as_i64()?),
        Value::Array(items) => {
            let mut list = DraftList::new();
            for item in items {
                list.push(draft(item, depth + 1)?);
            }
            Draft::List(list.inline())
        }
        Value::Object(entries) => {
            let mut map = DraftMap::new();
            for (key, inner) in entries {
                map.push(key, draft(inner, depth + 1)?);
            }
            Draft::Map(if depth > 0 { map.inline() } else { map })
        }
        Value::Null => return None,
    })
}
