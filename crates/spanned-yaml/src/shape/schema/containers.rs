//! Lists, maps and alternatives of a JSON Schema into rules.

use regex::Regex;
use serde_json::{Map as Object, Value as Json};

use crate::shape::rules::{Fields, Kind, List, Rest, Rule, Text};
use crate::shape::schema::Compiler;
use crate::shape::schema::keywords::{RULES, form, size, strings, text, words};

impl Compiler<'_> {
    pub(crate) fn list(
        &mut self,
        object: &Object<String, Json>,
        path: &str,
        depth: usize,
    ) -> Result<Kind, String> {
        let items = match object.get("items") {
            Some(items) => Some(self.rule(items, &format!("{path}/items"), depth + 1)?),
            None => None,
        };
        let unique = object.get("uniqueItems") == Some(&Json::Bool(true));
        Ok(Kind::List(List {
            items,
            unique,
            min: size(object, "minItems"),
            max: size(object, "maxItems"),
        }))
    }

    pub(crate) fn map(
        &mut self,
        object: &Object<String, Json>,
        path: &str,
        depth: usize,
    ) -> Result<Kind, String> {
        let mut fields = Fields {
            required: strings(object.get("required")),
            min: size(object, "minProperties"),
            max: size(object, "maxProperties"),
            ..Fields::default()
        };
        for (key, schema) in object
            .get("properties")
            .and_then(Json::as_object)
            .into_iter()
            .flatten()
        {
            let rule = self.rule(schema, &format!("{path}/{key}"), depth + 1)?;
            fields.order.push(key.clone());
            fields.known.insert(key.clone(), rule);
        }
        for (key, others) in object
            .get("dependentRequired")
            .and_then(Json::as_object)
            .into_iter()
            .flatten()
        {
            fields.needs.push((key.clone(), strings(Some(others))));
        }
        let rest = object
            .get("additionalProperties")
            .or_else(|| object.get("unevaluatedProperties"));
        fields.rest = match rest {
            None | Some(Json::Bool(true)) => Rest::Open,
            Some(Json::Bool(false)) => Rest::Closed,
            Some(schema) => Rest::Each(self.rule(schema, &format!("{path}/*"), depth + 1)?),
        };
        if let Some(names) = object.get("propertyNames") {
            let mut names = names;
            while let Some(name) = names.get("$ref").and_then(Json::as_str) {
                names = self.resolve(name, path)?;
            }
            fields.names = Some(text(
                names
                    .as_object()
                    .ok_or_else(|| format!("{path}: names without a schema"))?,
                path,
            )?);
        }
        fields.not_covered = not_covered(object, path)?;
        let patterns = object.get("patternProperties").and_then(Json::as_object);
        for (n, (pattern, schema)) in patterns.into_iter().flatten().enumerate() {
            if n == 0 && allows_anything(schema) {
                fields.ignored = Some(regex(pattern, path)?);
                continue;
            }
            if n > 0 || !matches!(fields.rest, Rest::Closed | Rest::Open) {
                return Err(format!("{path}: only one patternProperties is supported"));
            }
            fields.rest = Rest::Each(self.rule(schema, &format!("{path}/*"), depth + 1)?);
            let names = fields.names.get_or_insert_with(Text::default);
            if names.pattern.is_none() {
                names.pattern = Some(form(pattern, schema.get("x-name-message"), path)?);
            }
        }
        Ok(Kind::Map(Box::new(fields)))
    }

    pub(crate) fn either(
        &mut self,
        forms: &[Json],
        object: &Object<String, Json>,
        path: &str,
        depth: usize,
    ) -> Result<Rule, String> {
        let mut nullable = false;
        let mut rules = Vec::new();
        let mut named: Vec<String> = Vec::new();
        // Keywords beside the alternatives hold for each of them.
        let mut beside = object.clone();
        for key in [
            "anyOf",
            "oneOf",
            "title",
            "description",
            "default",
            "examples",
        ] {
            beside.remove(key);
        }
        beside.retain(|key, _| RULES.contains(&key.as_str()));
        for (n, form) in forms.iter().enumerate() {
            let place = format!("{path}/{n}");
            if form.get("type").and_then(Json::as_str) == Some("null") {
                nullable = true;
                continue;
            }
            match form.as_object().and_then(words) {
                Some(Rule {
                    kind: Kind::Words(words),
                    nullable: also,
                    ..
                }) => {
                    named.extend(words);
                    nullable |= also;
                }
                _ if beside.is_empty() => rules.push(self.rule(form, &place, depth + 1)?),
                _ => {
                    let parts = Json::Array(vec![form.clone(), Json::Object(beside.clone())]);
                    let both = Object::from_iter([("allOf".to_owned(), parts)]);
                    rules.push(self.rule(&Json::Object(both), &place, depth + 1)?);
                }
            }
        }
        if !named.is_empty() {
            let words = Rule {
                kind: Kind::Words(named),
                ..Rule::default()
            };
            if rules.is_empty() {
                return Ok(Rule { nullable, ..words });
            }
            rules.insert(0, self.add(words));
        }
        let kind = match rules.as_slice() {
            [] => Kind::Nothing,
            [one] => Kind::Same(*one),
            _ => Kind::Either(rules),
        };
        Ok(Rule {
            nullable,
            kind,
            ..Rule::default()
        })
    }
}

/// Whether a schema only describes.
fn allows_anything(schema: &Json) -> bool {
    match schema {
        Json::Bool(all) => *all,
        Json::Object(object) => !object.keys().any(|key| RULES.contains(&key.as_str())),
        _ => false,
    }
}

/// The keys under `x-not-covered`: a map from a pattern of keys to the help about them.
fn not_covered(object: &Object<String, Json>, path: &str) -> Result<Vec<(Regex, String)>, String> {
    let groups = object.get("x-not-covered").and_then(Json::as_object);
    let mut found = Vec::new();
    for (pattern, help) in groups.into_iter().flatten() {
        let help = help.as_str().ok_or_else(|| format!("{path}: not a text"))?;
        found.push((regex(pattern, path)?, help.to_owned()));
    }
    Ok(found)
}

fn regex(pattern: &str, path: &str) -> Result<Regex, String> {
    Regex::new(pattern).map_err(|e| format!("{path}: {e}"))
}
