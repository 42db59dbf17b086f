//! The forms that a schema allows at one place, with references, `allOf` and alternatives followed.

use serde_json::{Map, Value};

/// One form: a schema without alternatives.
pub(super) struct Form<'a> {
    /// The keywords.
    pub leaf: &'a Map<String, Value>,
    /// The name of the definition, if it has one.
    pub definition: Option<&'a str>,
}

/// The forms that are allowed at a place, and what the schemas on the way to them say. Of two
/// schemas that say the same thing, the outer one is right: it knows the place.
#[derive(Default)]
pub(super) struct Forms<'a> {
    /// The forms, without null.
    pub all: Vec<Form<'a>>,
    /// Whether null is allowed.
    pub nullable: bool,
    remarks: Vec<&'a Map<String, Value>>,
}

/// Values that a place allows, each with its description.
pub(super) type Words<'a> = Vec<(Value, &'a str)>;

impl<'a> Forms<'a> {
    /// The forms of a schema.
    pub(super) fn of(root: &'a Value, schema: &'a Value) -> Self {
        let mut forms = Self::default();
        forms.gather(root, schema, None, 0);
        forms
    }

    fn gather(&mut self, root: &'a Value, schema: &'a Value, name: Option<&'a str>, depth: usize) {
        // A definition that refers to itself has no form of its own.
        let Some(keywords) = schema.as_object().filter(|_| depth < 16) else {
            return;
        };
        self.remarks.push(keywords);
        if let Some(reference) = keywords.get("$ref").and_then(Value::as_str) {
            let target = reference.strip_prefix('#').and_then(|to| root.pointer(to));
            let name = reference.rsplit('/').next();
            if let Some(target) = target {
                self.gather(root, target, name, depth + 1);
            }
            return;
        }
        for key in ["allOf", "anyOf", "oneOf"] {
            let Some(parts) = keywords.get(key).and_then(Value::as_array) else {
                continue;
            };
            let only = parts.len() == 1;
            for part in parts {
                self.gather(root, part, name.filter(|_| only), depth + 1);
            }
            return;
        }
        match keywords.get("type") {
            Some(Value::String(only)) if only == "null" => self.nullable = true,
            _ => self.all.push(Form {
                leaf: keywords,
                definition: name,
            }),
        }
    }

    /// The value of a keyword that only describes.
    pub(super) fn remark(&self, key: &str) -> Option<&'a Value> {
        self.remarks.iter().find_map(|keywords| keywords.get(key))
    }

    /// The text of a keyword that only describes.
    pub(super) fn text(&self, key: &str) -> Option<&'a str> {
        self.remark(key).and_then(Value::as_str)
    }

    /// The fixed values among the forms.
    pub(super) fn words(&self) -> Words<'a> {
        let mut words = Vec::new();
        for form in &self.all {
            words.extend(words_of(form.leaf));
        }
        words
    }
}

/// The fixed values that a form consists of, if it does.
pub(super) fn words_of(leaf: &Map<String, Value>) -> Words<'_> {
    let about = leaf.get("description").and_then(Value::as_str);
    match (leaf.get("const"), leaf.get("enum"), leaf.get("x-words")) {
        (Some(word), _, _) => vec![(word.clone(), about.unwrap_or_default())],
        (_, Some(Value::Array(words)), _) => words.iter().map(|word| (word.clone(), "")).collect(),
        (_, _, Some(Value::Object(words))) => words
            .iter()
            .map(|(word, about)| (word.as_str().into(), about.as_str().unwrap_or_default()))
            .collect(),
        _ => Vec::new(),
    }
}

/// The types that a form allows, without null, and whether null is allowed too.
pub(super) fn types(leaf: &Map<String, Value>) -> (Vec<&str>, bool) {
    let named: Vec<&str> = match leaf.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ if leaf.contains_key("properties") => vec!["object"],
        _ => Vec::new(),
    };
    let others: Vec<&str> = named.iter().copied().filter(|t| *t != "null").collect();
    let nullable = others.len() < named.len();
    (others, nullable)
}
