//! Reading a policy: text to rules with their places, or every problem at its place.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use schemars::generate::SchemaSettings;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::document::{Document, SetName};
use super::formats::PolicyFormats;
use super::layer::{Layer, Origin, Place, Policy};
use super::sets;
use crate::model::{Code, FindingCode, hex};
use crate::yaml::{self, Diagnostic, Findings, Node, Shape, Sources, Value as Yaml, diagnostic};

/// The JSON Schema (draft-07) as the types declare it. A key without a value is an error: a rule that
/// was left empty by mistake would otherwise be no rule.
pub fn declared_schema() -> Value {
    let mut schema = SchemaSettings::draft07()
        .into_generator()
        .into_root_schema_for::<Document>()
        .to_value();
    without_null(&mut schema);
    schema
}

/// Takes null out of the values that a schema allows. It is there because a key may be absent.
fn without_null(schema: &mut Value) {
    let is_null = |one: &Value| {
        one.is_null() || one == "null" || one.get("type").is_some_and(|kind| kind == "null")
    };
    match schema {
        Value::Object(map) => {
            for key in ["type", "enum", "anyOf"] {
                if let Some(Value::Array(all)) = map.get_mut(key) {
                    all.retain(|one| !is_null(one));
                }
            }
            if let Some(Value::Array(all)) = map.get("type")
                && let [only] = all.as_slice()
            {
                let only = only.clone();
                map.insert("type".to_owned(), only);
            }
            if map
                .get("anyOf")
                .and_then(Value::as_array)
                .is_some_and(|all| all.len() == 1)
                && let Some(only) = map.remove("anyOf")
            {
                map.insert("allOf".to_owned(), only);
            }
            map.values_mut().for_each(without_null);
        }
        Value::Array(all) => all.iter_mut().for_each(without_null),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn shape() -> Result<&'static Shape, String> {
    static SHAPE: OnceLock<Result<Shape, String>> = OnceLock::new();
    SHAPE
        .get_or_init(|| Shape::compile(&declared_schema()))
        .as_ref()
        .map_err(Clone::clone)
}

/// Reads a policy. `name` is the file as people know it, and `codes` are the codes that a finding can
/// have. The file is added to the sources, so that a diagnostic can show a rule beside what violates
/// it. The error holds every problem, in the order of their places.
pub fn load(
    name: &str,
    bytes: Vec<u8>,
    codes: &[Code],
    sources: &mut Sources,
) -> Result<Policy, Vec<Diagnostic>> {
    let sha256 = hex(&Sha256::digest(&bytes));
    let (document, tree) = document(name, bytes, codes, sources)?;
    let mut places = BTreeMap::new();
    gather(&tree, &mut String::new(), sources, &mut places);
    let mut below = Vec::new();
    for (at, set) in document.r#use.iter().enumerate().rev() {
        let used = places.get(&format!("use.{at}")).copied();
        add_set(*set, used, codes, &mut below)?;
    }
    let mut layers = vec![Layer {
        document,
        origin: Origin::File(places),
        shown: true,
    }];
    layers.append(&mut below);
    Ok(Policy {
        file: name.to_owned(),
        sha256,
        layers,
    })
}

/// Adds a set, and below it those that it uses. No set uses itself.
fn add_set(
    set: SetName,
    used: Option<Place>,
    codes: &[Code],
    layers: &mut Vec<Layer>,
) -> Result<(), Vec<Diagnostic>> {
    let text = sets::text(set).into();
    let (document, _) = document(set.as_str(), text, codes, &mut Sources::default())?;
    let inner = document.r#use.clone();
    layers.push(Layer {
        document,
        origin: Origin::Set(set.as_str(), used),
        shown: true,
    });
    for set in inner.into_iter().rev() {
        add_set(set, used, codes, layers)?;
    }
    Ok(())
}

fn document(
    name: &str,
    bytes: Vec<u8>,
    codes: &[Code],
    sources: &mut Sources,
) -> Result<(Document, Node), Vec<Diagnostic>> {
    let mut findings = Findings::default();
    let tree = match sources.add(name, bytes) {
        Ok(id) => yaml::parse(sources, id, &mut findings),
        Err(refused) => return Err(vec![*refused]),
    };
    if let Some(tree) = &tree {
        match shape() {
            Ok(shape) => shape.check(tree, &PolicyFormats { codes }, &mut findings),
            Err(why) => findings.push(ours(name, &why)),
        }
    }
    let wrong = findings.has_errors();
    sources.conceal(findings.concealed);
    let mut diagnostics = findings.diagnostics;
    let read = tree.filter(|_| !wrong).map(|tree| {
        let document = yaml::from_node::<Document>(&tree);
        document.map(|document| (document, tree))
    });
    match read {
        Some(Ok(read)) => return Ok(read),
        Some(Err(error)) => diagnostics.push(ours(name, &error.to_string())),
        // Without a tree there is an error that says why.
        None => {}
    }
    diagnostic::sort(&mut diagnostics);
    Err(diagnostics)
}

/// The place of each value by its dotted path: that of its key, and of a list's item itself.
fn gather(node: &Node, path: &mut String, sources: &Sources, found: &mut BTreeMap<String, Place>) {
    let length = path.len();
    let mut add = |path: &mut String, step: &str, span, inner: &Node| {
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(step);
        let start = sources.position(span).0;
        let (line, column) = (start.line, start.column);
        found.insert(path.clone(), Place { span, line, column });
        gather(inner, path, sources, found);
        path.truncate(length);
    };
    match &node.value {
        Yaml::Map(map) => {
            for (key, entry) in map {
                add(path, key, entry.key, &entry.value);
            }
        }
        Yaml::List(items) => {
            for (at, item) in items.iter().enumerate() {
                add(path, &at.to_string(), item.span, item);
            }
        }
        Yaml::Null | Yaml::Unread | Yaml::Scalar(_) => {}
    }
}

/// An error that only a mistake in Switchboard can cause. It is reported rather than hidden.
fn ours(name: &str, why: &str) -> Diagnostic {
    Diagnostic::error(
        FindingCode::ConfigurationNotRead,
        format!("this policy could not be read: {why}"),
    )
    .help("the file passed every check, so this is a bug in switchboard: please report it")
    .in_file(name)
}

#[cfg(test)]
mod tests {
    use super::{load, shape};
    use crate::model::PolicyCode;
    use crate::policy::document::SetName;
    use crate::yaml::Sources;

    #[test]
    fn the_types_compile_to_a_shape_and_every_set_is_a_policy() {
        shape().unwrap();
        for set in [SetName::Recommended, SetName::InboundOnly, SetName::Strict] {
            let text = crate::policy::set_text(set);
            let codes = [];
            let read = load(set.as_str(), text.into(), &codes, &mut Sources::default());
            assert!(read.is_ok(), "{read:?}");
        }
    }

    #[test]
    fn a_key_without_a_value_and_a_number_that_is_too_large_are_errors() {
        for (text, code) in [
            ("callbacks:\n", "E0206"),
            ("callbacks: { allow: null }\n", "E0206"),
            ("changes: { at_most: }\n", "E0206"),
            ("findings:\n", "E0206"),
            ("approval: { auto: ~ }\n", "E0206"),
            ("requires: { keywords: [~] }\n", "E0206"),
            ("changes: { at_most: 99999999999999999999999 }\n", "E0208"),
            ("purchases: { at_most: 18446744073709551616 }\n", "E0208"),
        ] {
            let text = format!("version: 1\n{text}");
            let found = load("p.yaml", text.clone().into(), &[], &mut Sources::default());
            let found: Vec<String> = found
                .err()
                .into_iter()
                .flatten()
                .map(|one| one.code.to_string())
                .collect();
            assert_eq!(found, [code], "{text}");
        }
    }

    #[test]
    fn each_wrong_value_is_one_error_that_says_what_is_allowed() {
        let codes = [PolicyCode::CallbackForbidden.code()];
        for (text, code, help) in [
            ("changes: { at_most: -1 }", "E0208", "from 0 to 1000000000"),
            (
                "changes: { at_most: 1000000001 }",
                "E0208",
                "from 0 to 1000000000",
            ),
            ("purchases: { at_most: 2e9 }", "E0204", "decimal digits"),
            ("purchases: { at_most: 1.5 }", "E0204", "decimal digits"),
            ("purchases: { at_most: 50% }", "E0204", "decimal digits"),
            (
                "purchases: { at_most: \"2\" }",
                "E0204",
                "write `2` without quotes",
            ),
            (
                "purchases: { monthly_cost: { USD: 20 } }",
                "E0314",
                "write \"20\"",
            ),
            (
                "purchases: { monthly_cost: { USD: \"-1\" } }",
                "E0314",
                "\"20.00\"",
            ),
            (
                "purchases: { monthly_cost: { USD: \"20 %\" } }",
                "E0314",
                "\"20.00\"",
            ),
            (
                "purchases: { monthly_cost: { USD: \"1,50\" } }",
                "E0314",
                "\"20.00\"",
            ),
            (
                "purchases: { monthly_cost: { USD: \".5\" } }",
                "E0314",
                "\"20.00\"",
            ),
            (
                "purchases: { monthly_cost: { USD: \"5.\" } }",
                "E0314",
                "\"20.00\"",
            ),
            (
                "purchases: { monthly_cost: { USD: \"1_000\" } }",
                "E0314",
                "\"20.00\"",
            ),
            (
                "purchases: { monthly_cost: { USD: \"\" } }",
                "E0314",
                "\"20.00\"",
            ),
            (
                "purchases: { monthly_cost: { USD: \"9999999999999\" } }",
                "E0314",
                "12 digits",
            ),
            (
                "purchases: { monthly_cost: { USD: \"0.1234567890123\" } }",
                "E0314",
                "12 digits",
            ),
            (
                "purchases: { monthly_cost: { USD: \"99999999999999999999999999999999\" } }",
                "E0314",
                "12 digits",
            ),
            (
                "purchases: { monthly_cost: { US: \"1\" } }",
                "E0314",
                "such as USD",
            ),
            ("approval: { auto: never }", "E0205", "`safe`"),
            ("findings: { W9999: error }", "E0315", "docs/findings.md"),
            ("findings: { E0931: note }", "E0315", "the rule itself"),
            ("findings: { E0931: ignore }", "E0315", "the rule itself"),
        ] {
            let text = format!("version: 1\n{text}\n");
            let found = load(
                "p.yaml",
                text.clone().into(),
                &codes,
                &mut Sources::default(),
            );
            let found = found.err().unwrap_or_default();
            let [first, ..] = found.as_slice() else {
                panic!("nothing is reported: {text}");
            };
            assert_eq!(first.code.as_str(), code, "{text}");
            assert!(first.help.contains(help), "{text}: {}", first.help);
            assert!(first.span().is_some(), "{text}");
            // The level is wrong as well.
            let on_level: bool = text.contains("ignore");
            assert_eq!(found.len(), 1 + usize::from(on_level), "{text}: {found:?}");
        }
    }

    #[test]
    fn a_key_of_the_file_wins_and_a_later_set_wins_over_an_earlier_one() {
        let read = |text: &str| load("p.yaml", text.into(), &[], &mut Sources::default()).unwrap();
        let auto = |text: &str| {
            let policy = read(text);
            let rule = policy.rule("approval.auto", |d| d.approval.as_ref()?.auto.as_ref());
            rule.map(|rule| format!("{:?} {}", rule.value, rule.layer.said(rule.path)))
        };
        assert_eq!(auto("version: 1\n"), None);
        assert_eq!(
            auto("version: 1\nuse: [recommended]\napproval: { auto: all }\n").unwrap(),
            "All `approval.auto`"
        );
        assert_eq!(
            auto("version: 1\nuse: [recommended, strict]\n").unwrap(),
            "None `approval.auto` of the set `strict`"
        );
        assert_eq!(
            auto("version: 1\nuse: [strict, recommended]\n").unwrap(),
            "Safe `approval.auto` of the set `recommended`"
        );
    }
}
