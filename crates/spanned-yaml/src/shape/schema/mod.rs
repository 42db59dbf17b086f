//! JSON Schema, as schemars writes it, into the rules of a [`Shape`].

mod containers;
mod keywords;
mod references;

use std::collections::HashMap;

use serde_json::{Map as Object, Value as Json};

use crate::shape::rules::{Kind, Rule, Shape};
use crate::shape::schema::keywords::{REMARKS, RULES, bound, text, types, words};

impl Shape {
    /// Compiles the subset of JSON Schema that schemars writes for our kind of types. A keyword
    /// that cannot be checked is an error, so that no rule is lost unnoticed.
    pub fn compile(schema: &Json) -> Result<Shape, String> {
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
}

pub(crate) struct Compiler<'a> {
    pub whole: &'a Json,
    pub rules: Vec<Rule>,
    /// Definitions that already have a rule, which may still be under construction.
    pub done: HashMap<String, usize>,
}

impl Compiler<'_> {
    pub(crate) fn add(&mut self, rule: Rule) -> usize {
        self.rules.push(rule);
        self.rules.len() - 1
    }

    pub(crate) fn rule(
        &mut self,
        schema: &Json,
        path: &str,
        depth: usize,
    ) -> Result<usize, String> {
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
            return Ok(if secret {
                self.add(Rule {
                    secret,
                    kind: Kind::Same(target),
                    ..Rule::default()
                })
            } else {
                target
            });
        }
        let object = merged.as_ref().unwrap_or(object);
        let mut rule = self.kind(object, path, depth)?;
        rule.secret |= secret;
        let remark = |key| object.get(key).and_then(Json::as_str).map(str::to_owned);
        rule.variable = remark("x-variable");
        rule.forms = remark("x-forms");
        Ok(self.add(rule))
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
            kind,
            ..Rule::default()
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
}
