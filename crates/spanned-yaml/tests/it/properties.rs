//! Properties of any input: no panic, no secret shown, and agreement with another reader.

use proptest::prelude::*;
use proptest::test_runner::Config;
use serde_json::{Value as Json, json};
use spanned_yaml::{Findings, Node, Sources, Value, parse};

use super::sample::{read, read_files};

const SECRET: &str = "s3cr3t0f2c9d";

/// The parts that stay in place when the text is broken.
const KEPT: [&str; 6] = [
    SECRET,
    "my_token",
    "auth_token",
    "api_secret: |\n      s3cr3t0f2c9d",
    "password:\n      s3cr3t0f2c9d",
    "https://me:s3cr3t0f2c9d@",
];

const VALID: &str = r#"version: 1
project: contoso
vars: { host: h.example, my_token: "s3cr3t0f2c9d" }
providers:
  t:
    type: twilio
    description: &d US texts
    auth_token: s3cr3t0f2c9d
    api_key: { env: NAME }
    callback_url: https://me:s3cr3t0f2c9d@${host}/x
    numbers:
      store-line: { phone_number: "+15017122661" }
  u:
    type: azure
    endpoint: *d
    api_secret: |
      s3cr3t0f2c9d
    password:
      s3cr3t0f2c9d
keywords: [STOP, { keyword: JOIN, description: 'it''s' }]
"#;

/// A modest number of cases; no file is written beside the tests.
fn cases(cases: u32) -> Config {
    Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    }
}

/// Words that mean something to YAML.
fn token() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "a",
        "b: ",
        ": ",
        "- ",
        "[",
        "]",
        "{",
        "}",
        ",",
        "\n",
        "\n  ",
        "\n    ",
        "#",
        " # ",
        "&a ",
        "*a",
        "!x ",
        "!!str ",
        "|\n",
        ">-\n",
        "'",
        "\"",
        "\\",
        "\t",
        "? ",
        "<<: ",
        "---\n",
        "...\n",
        "~",
        "null",
        "${a}",
        "$",
        "\u{a0}",
        "é😀",
        "%YAML 1.2\n",
        "@",
        "`",
        "version: 1\n",
        "auth_token: ",
        "providers:\n",
        "keywords: ",
        "vars: ",
    ])
}

/// The value of a tree, the way `serde_yaml` reads it into texts, lists and maps.
fn plain(node: &Node) -> Json {
    match &node.value {
        Value::Null | Value::Unread => Json::Null,
        Value::Scalar(scalar) => json!(scalar.text.as_str()),
        Value::List(items) => items.iter().map(plain).collect(),
        Value::Map(map) => Json::Object(
            map.iter()
                .map(|(key, entry)| (key.to_owned(), plain(&entry.value)))
                .collect(),
        ),
    }
}

/// Texts, lists and maps. Every reader takes each of the texts for a text.
fn document() -> impl Strategy<Value = Json> {
    let word = "[ -~é😀\\n\\t]{0,12}".prop_map(|text| json!(format!("x{text}")));
    let leaf = prop_oneof![4 => word, 1 => Just(Json::Null), 1 => Just(json!(""))];
    let value = leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Json::Array),
            map(inner),
        ]
    });
    map(value)
}

fn map(value: impl Strategy<Value = Json>) -> impl Strategy<Value = Json> {
    let key = "k[ -~é]{0,8}";
    prop::collection::btree_map(key, value, 0..5)
        .prop_map(|entries| Json::Object(entries.into_iter().collect()))
}

fn parsed(text: &str) -> (Option<Node>, usize) {
    let mut sources = Sources::default();
    let id = sources.add("x.yaml", text.as_bytes().to_vec()).unwrap();
    let mut findings = Findings::default();
    let tree = parse(&mut sources, id, &mut findings);
    let errors = findings.diagnostics.iter().filter(|d| d.is_error()).count();
    (tree, errors)
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        read_files(&[("x.yaml", &bytes)], &[]).human();
    }

    #[test]
    fn any_tokens_are_read_without_panic(tokens in prop::collection::vec(token(), 0..40)) {
        let read = read(&tokens.concat());
        let _ = read.human();
    }

    #[test]
    fn a_broken_file_never_shows_its_secrets(
        cuts in prop::collection::vec((0..VALID.len(), 0..3_usize, token()), 1)
    ) {
        let mut text = VALID.to_owned();
        for (at, length, with) in cuts {
            let at = at.min(text.len());
            let end = (at + length).min(text.len());
            // Secrets and the names that give them away stay whole; all else may break.
            if text.is_char_boundary(at) && text.is_char_boundary(end) {
                let mut changed = text.clone();
                changed.replace_range(at..end, with);
                if KEPT.iter().all(|kept| changed.matches(kept).count() == VALID.matches(kept).count()) {
                    text = changed;
                }
            }
        }
        let read = read(&text);
        let shown = read.human();
        prop_assert!(!shown.contains(SECRET), "{}\n{}", text, shown);
    }

    #[test]
    fn what_serde_yaml_writes_is_read_alike(document in document()) {
        let text = serde_yaml::to_string(&document).unwrap();
        let (tree, errors) = parsed(&text);
        prop_assert_eq!(errors, 0, "{}", text);
        let tree = tree.unwrap();
        let other: Json = serde_yaml::from_str(&text).unwrap();
        prop_assert_eq!(plain(&tree), other, "{}", text);
    }

    #[test]
    fn json_is_yaml(document in document()) {
        let text = document.to_string();
        let (tree, errors) = parsed(&text);
        prop_assert_eq!(errors, 0, "{}", text);
        prop_assert_eq!(plain(&tree.unwrap()), document, "{}", text);
    }
}
