//! Single keywords of a JSON Schema, read.

use serde_json::{Map as Object, Value as Json};

use crate::shape::rules::{Form, Kind, Rule, Text};
use regex::Regex;

/// Keywords that only describe.
pub(crate) const REMARKS: &[&str] = &[
    "$schema",
    "$id",
    "$comment",
    "title",
    "description",
    "default",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
    "errorMessage",
    "markdownDescription",
    "defaultSnippets",
    "$defs",
    "definitions",
    "contentEncoding",
    "contentMediaType",
    "enumDescriptions",
];

/// Keywords that are understood.
pub(crate) const RULES: &[&str] = &[
    "type",
    "properties",
    "required",
    "additionalProperties",
    "unevaluatedProperties",
    "propertyNames",
    "patternProperties",
    "minProperties",
    "maxProperties",
    "dependentRequired",
    "items",
    "uniqueItems",
    "minItems",
    "maxItems",
    "maxLength",
    "minLength",
    "format",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "enum",
    "const",
    "$ref",
    "anyOf",
    "oneOf",
    "allOf",
];

/// An enum or a const: the words it allows.
pub(crate) fn words(object: &Object<String, Json>) -> Option<Rule> {
    let values = match (object.get("enum"), object.get("const")) {
        (Some(Json::Array(values)), _) => values.clone(),
        (_, Some(value)) => vec![value.clone()],
        _ => return None,
    };
    let nullable = values.iter().any(Json::is_null);
    let whole: Vec<i64> = values.iter().filter_map(Json::as_i64).collect();
    if !whole.is_empty() && whole.len() + usize::from(nullable) == values.len() {
        return Some(Rule {
            nullable,
            kind: Kind::Whole(whole),
            ..Rule::default()
        });
    }
    let words = values
        .iter()
        .filter(|v| !v.is_null())
        .map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned))
        .collect();
    Some(Rule {
        nullable,
        kind: Kind::Words(words),
        ..Rule::default()
    })
}

/// The types a schema names, and whether null is one of them.
pub(crate) fn types(
    object: &Object<String, Json>,
    path: &str,
) -> Result<(Vec<String>, bool), String> {
    let mut types = match object.get("type") {
        None => Vec::new(),
        Some(Json::String(one)) => vec![one.clone()],
        Some(list @ Json::Array(_)) => strings(Some(list)),
        Some(_) => return Err(format!("{path}: `type` is not a name")),
    };
    let all = types.len();
    types.retain(|t| t != "null");
    let nullable = types.len() < all;
    Ok((types, nullable))
}

pub(crate) fn text(object: &Object<String, Json>, path: &str) -> Result<Text, String> {
    let pattern = match object.get("pattern").and_then(Json::as_str) {
        Some(pattern) => Some(form(pattern, object.get("errorMessage"), path)?),
        None => None,
    };
    Ok(Text {
        min: size(object, "minLength"),
        max: size(object, "maxLength"),
        format: object
            .get("format")
            .and_then(Json::as_str)
            .map(str::to_owned),
        pattern,
    })
}

pub(crate) fn form(source: &str, message: Option<&Json>, path: &str) -> Result<Form, String> {
    let pattern = Regex::new(source).map_err(|e| format!("{path}: {e}"))?;
    let message = message.and_then(Json::as_str).map(str::to_owned);
    Ok(Form {
        pattern,
        source: source.to_owned(),
        message,
    })
}

pub(crate) fn size(object: &Object<String, Json>, key: &str) -> Option<usize> {
    object
        .get(key)
        .and_then(Json::as_u64)
        .and_then(|n| usize::try_from(n).ok())
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "schemars writes whole bounds as 0.0 at times"
)]
pub(crate) fn bound(
    object: &Object<String, Json>,
    key: &str,
    exclusive: &str,
    step: i128,
) -> Option<i128> {
    let whole = |v: &Json| {
        v.as_i64()
            .map(i128::from)
            .or_else(|| v.as_u64().map(i128::from))
            .or_else(|| v.as_f64().map(|f| f as i128))
    };
    let beyond = object.get(exclusive).and_then(whole).map(|n| n + step);
    object.get(key).and_then(whole).or(beyond)
}

pub(crate) fn strings(list: Option<&Json>) -> Vec<String> {
    let list = list.and_then(Json::as_array).into_iter().flatten();
    list.filter_map(Json::as_str).map(str::to_owned).collect()
}
