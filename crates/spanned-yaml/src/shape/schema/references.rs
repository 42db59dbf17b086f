//! The meaning of `$ref` and `allOf` in a JSON Schema: another schema, or one merged into its own
//! keywords.

use serde_json::{Map as Object, Value as Json};

use crate::shape::rules::{Kind, Rule};
use crate::shape::schema::Compiler;
use crate::shape::schema::keywords::RULES;

impl Compiler<'_> {
    pub(crate) fn definition(
        &mut self,
        name: &str,
        path: &str,
        depth: usize,
    ) -> Result<usize, String> {
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

    pub(crate) fn resolve(&self, name: &str, path: &str) -> Result<&Json, String> {
        let pointer = name
            .strip_prefix('#')
            .ok_or_else(|| format!("{path}: `{name}` is in another file"))?;
        self.whole
            .pointer(pointer)
            .ok_or_else(|| format!("{path}: `{name}` is not defined"))
    }

    /// A schema with what `$ref` and `allOf` add to its own keywords; `None` when there is
    /// nothing to add, or nothing but a reference.
    pub(crate) fn merged(
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
}

/// Adds the keywords of one schema to another. Properties and required keys add up, and a bound on
/// other keys holds for both; otherwise the first schema wins.
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
