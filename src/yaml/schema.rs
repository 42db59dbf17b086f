//! JSON Schema, as schemars writes it, into the rules of a [`Shape`].

use std::collections::HashMap;

use serde_json::{Map as Object, Value as Json};

use super::pattern::Pattern;
use super::shape::{Fields, Form, Kind, List, Rest, Rule, Shape, Text};

/// Keywords that only describe.
const REMARKS: &[&str] = &[
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
const RULES: &[&str] = &[
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

pub(super) fn compile(schema: &Json) -> Result<Shape, String> {
    let mut compiler = Compiler {
        whole: schema,
        rules: Vec::new(),
        done: HashMap::new(),
    };
    let root = compiler.rule(schema, "#", 0)?;
    Ok(Shape {
        rules: compiler.rules,
        root,
    })
}

struct Compiler<'a> {
    whole: &'a Json,
    rules: Vec<Rule>,
    /// Definitions that have a rule already; it may still be under construction.
    done: HashMap<String, usize>,
}

impl Compiler<'_> {
    fn add(&mut self, rule: Rule) -> usize {
        self.rules.push(rule);
        self.rules.len() - 1
    }

    fn rule(&mut self, schema: &Json, path: &str, depth: usize) -> Result<usize, String> {
        if depth > 100 {
            return Err(format!("{path}: the schema is nested too deep"));
        }
        let object = match schema {
            Json::Bool(true) => {
                return Ok(self.add(Rule {
                    nullable: true,
                    ..Rule::default()
                }));
            }
            Json::Object(object) => object,
            _ => return Err(format!("{path}: not a schema")),
        };
        for key in object.keys() {
            if !REMARKS.contains(&key.as_str())
                && !RULES.contains(&key.as_str())
                && !key.starts_with("x-")
            {
                return Err(format!("{path}: `{key}` is not supported"));
            }
        }
        let secret = object.get("x-secret-reference") == Some(&Json::Bool(true));
        let merged = self.merged(object, path)?;
        if let (None, Some(name)) = (&merged, object.get("$ref").and_then(Json::as_str)) {
            let target = self.definition(name, path, depth)?;
            return Ok(match secret {
                true => self.add(Rule {
                    nullable: false,
                    secret,
                    kind: Kind::Same(target),
                }),
                false => target,
            });
        }
        let object = merged.as_ref().unwrap_or(object);
        let mut rule = self.kind(object, path, depth)?;
        rule.secret |= secret;
        Ok(self.add(rule))
    }

    fn definition(&mut self, name: &str, path: &str, depth: usize) -> Result<usize, String> {
        if let Some(rule) = self.done.get(name) {
            return Ok(*rule);
        }
        let holder = self.add(Rule::default());
        self.done.insert(name.to_owned(), holder);
        let target = self.resolve(name, path)?.clone();
        let rule = self.rule(&target, name, depth + 1)?;
        if let Some(holder) = self.rules.get_mut(holder) {
            holder.kind = Kind::Same(rule);
        }
        Ok(holder)
    }

    fn resolve(&self, name: &str, path: &str) -> Result<&Json, String> {
        let pointer = name
            .strip_prefix('#')
            .ok_or_else(|| format!("{path}: `{name}` is in another file"))?;
        self.whole
            .pointer(pointer)
            .ok_or_else(|| format!("{path}: `{name}` is not defined"))
    }

    /// A schema with what `$ref` and `allOf` add to its own keywords; `None` when there is
    /// nothing to add, or nothing but a reference.
    fn merged(
        &self,
        object: &Object<String, Json>,
        path: &str,
    ) -> Result<Option<Object<String, Json>>, String> {
        let own = |key: &&String| {
            RULES.contains(&key.as_str()) && !matches!(key.as_str(), "$ref" | "allOf")
        };
        let parts = object.get("allOf").and_then(Json::as_array);
        let alone = object.keys().filter(own).count() == 0;
        let mut sources: Vec<&Json> = Vec::new();
        match (object.get("$ref").and_then(Json::as_str), parts) {
            (None, None) => return Ok(None),
            (Some(_), None) if alone => return Ok(None),
            (reference, parts) => {
                if let Some(name) = reference {
                    sources.push(self.resolve(name, path)?);
                }
                sources.extend(parts.into_iter().flatten());
            }
        }
        let mut merged = object.clone();
        merged.remove("$ref");
        merged.remove("allOf");
        for source in sources {
            let mut source = source
                .as_object()
                .ok_or_else(|| format!("{path}: not a schema"))?;
            let deeper;
            for _ in 0..16 {
                match source.get("$ref").and_then(Json::as_str) {
                    Some(name) if source.keys().filter(own).count() == 0 => {
                        source = self
                            .resolve(name, path)?
                            .as_object()
                            .ok_or("not a schema")?;
                    }
                    _ => break,
                }
            }
            if let Some(found) = self.merged(source, path)? {
                deeper = found;
                source = &deeper;
            }
            merge(&mut merged, source);
        }
        Ok(Some(merged))
    }

    fn kind(
        &mut self,
        object: &Object<String, Json>,
        path: &str,
        depth: usize,
    ) -> Result<Rule, String> {
        if let Some(rule) = words(object) {
            return Ok(rule);
        }
        for key in ["anyOf", "oneOf"] {
            if let Some(forms) = object.get(key).and_then(Json::as_array) {
                return self.either(forms, object, path, depth);
            }
        }
        let (types, nullable) = types(object, path)?;
        let kind = match types.as_slice() {
            [] if nullable => Kind::Nothing,
            [] if object.contains_key("properties") => self.map(object, path, depth)?,
            [] if object.contains_key("items") => self.list(object, path, depth)?,
            [] => {
                return Ok(Rule {
                    nullable: true,
                    ..Rule::default()
                });
            }
            [one] => self.typed(one, object, path, depth)?,
            several => {
                let mut rules = Vec::new();
                for one in several {
                    let kind = self.typed(one, object, path, depth)?;
                    rules.push(self.add(Rule {
                        kind,
                        ..Rule::default()
                    }));
                }
                Kind::Either(rules)
            }
        };
        Ok(Rule {
            nullable,
            secret: false,
            kind,
        })
    }

    fn typed(
        &mut self,
        kind: &str,
        object: &Object<String, Json>,
        path: &str,
        depth: usize,
    ) -> Result<Kind, String> {
        Ok(match kind {
            "string" => Kind::Text(text(object, path)?),
            "integer" => Kind::Integer {
                min: bound(object, "minimum", "exclusiveMinimum", 1),
                max: bound(object, "maximum", "exclusiveMaximum", -1),
            },
            "number" => Kind::Number {
                min: object.get("minimum").and_then(Json::as_f64),
                max: object.get("maximum").and_then(Json::as_f64),
            },
            "boolean" => Kind::Boolean,
            "array" => self.list(object, path, depth)?,
            "object" => self.map(object, path, depth)?,
            other => return Err(format!("{path}: the type `{other}` is not supported")),
        })
    }

    fn list(
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

    fn map(
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
        let patterns = object.get("patternProperties").and_then(Json::as_object);
        for (n, (pattern, schema)) in patterns.into_iter().flatten().enumerate() {
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

    fn either(
        &mut self,
        forms: &[Json],
        object: &Object<String, Json>,
        path: &str,
        depth: usize,
    ) -> Result<Rule, String> {
        let mut nullable = false;
        let mut rules = Vec::new();
        let mut named: Vec<String> = Vec::new();
        // What stands beside the alternatives holds for each of them.
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
            secret: false,
            kind,
        })
    }
}

/// Adds the keywords of one schema to another: properties and required keys add up, a bound on
/// other keys holds for both, the first speaker wins otherwise.
fn merge(into: &mut Object<String, Json>, from: &Object<String, Json>) {
    for (key, value) in from {
        match (into.get_mut(key), value) {
            (None, _) => {
                into.insert(key.clone(), value.clone());
            }
            (Some(Json::Object(mine)), Json::Object(theirs)) => {
                for (name, schema) in theirs {
                    mine.entry(name.clone()).or_insert_with(|| schema.clone());
                }
            }
            (Some(Json::Array(mine)), Json::Array(theirs)) if key == "required" => {
                mine.extend(theirs.iter().cloned());
            }
            (Some(_), _) => {}
        }
    }
}

/// An enum or a const: the words it allows.
fn words(object: &Object<String, Json>) -> Option<Rule> {
    let values = match (object.get("enum"), object.get("const")) {
        (Some(Json::Array(values)), _) => values.clone(),
        (_, Some(value)) => vec![value.clone()],
        _ => return None,
    };
    let nullable = values.iter().any(Json::is_null);
    let words = values
        .iter()
        .filter(|v| !v.is_null())
        .map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned))
        .collect();
    Some(Rule {
        nullable,
        secret: false,
        kind: Kind::Words(words),
    })
}

/// The types a schema names, and whether null is one of them.
fn types(object: &Object<String, Json>, path: &str) -> Result<(Vec<String>, bool), String> {
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

fn text(object: &Object<String, Json>, path: &str) -> Result<Text, String> {
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

fn form(source: &str, message: Option<&Json>, path: &str) -> Result<Form, String> {
    let pattern = Pattern::compile(source).map_err(|e| format!("{path}: {e}"))?;
    let message = message.and_then(Json::as_str).map(str::to_owned);
    Ok(Form {
        pattern,
        source: source.to_owned(),
        message,
    })
}

fn size(object: &Object<String, Json>, key: &str) -> Option<usize> {
    object
        .get(key)
        .and_then(Json::as_u64)
        .and_then(|n| usize::try_from(n).ok())
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "schemars writes whole bounds as 0.0 at times"
)]
fn bound(object: &Object<String, Json>, key: &str, exclusive: &str, step: i128) -> Option<i128> {
    let whole = |v: &Json| {
        v.as_i64()
            .map(i128::from)
            .or_else(|| v.as_u64().map(i128::from))
            .or_else(|| v.as_f64().map(|f| f as i128))
    };
    let beyond = object.get(exclusive).and_then(whole).map(|n| n + step);
    object.get(key).and_then(whole).or(beyond)
}

fn strings(list: Option<&Json>) -> Vec<String> {
    let list = list.and_then(Json::as_array).into_iter().flatten();
    list.filter_map(Json::as_str).map(str::to_owned).collect()
}
