//! Every shape error of a tree, at its place, in one run.

use super::sample::{Provider, expect, read};

#[test]
fn all_errors_come_in_one_run() {
    let text = r#"version: "1"
projct: x
providers:
  Marketing_US: { type: twilio, callback_method: post }
  two: { type: twlio }
  three: { endpoint: x }
  four:
    type: twilio
    description: [x]
    numbers:
      store: { friendly_name: x }
      shop: ~
keywords: [STOP, { keyword: A, descr: x }, { }, [a]]
strict: yes
small: 256
"#;
    let read = expect(
        text,
        &[
            "E0204 1:10",
            "E0201 2:1",
            "E0210 4:3",
            "E0205 4:50",
            "E0205 5:16",
            "E0203 6:3",
            "E0204 9:5",
            "E0203 11:7",
            "E0206 12:7",
            "E0201 13:32",
            "E0203 13:44",
            "E0204 13:49",
            "E0204 14:9",
            "E0208 15:8",
        ],
    );
    let shown = read.human();
    for says in [
        "write `1` without quotes",
        "did you mean `project`?",
        "did you mean `POST`?",
        "did you mean `twilio`?",
        "add `type`: one of `twilio`, `azure`",
        "`store` lacks the key `phone_number`",
        "write `true`",
        "write a number from 0 to 255",
    ] {
        assert!(shown.contains(says), "{says:?} is not in\n{shown}");
    }
    let addresses: Vec<_> = read
        .diagnostics
        .iter()
        .filter_map(|d| d.address.as_deref())
        .collect();
    assert!(
        addresses.contains(&"providers.four.numbers.store"),
        "{addresses:?}"
    );
    assert!(addresses.contains(&"keywords[3]"), "{addresses:?}");
}

#[test]
fn whole_numbers_are_plain_decimal_digits() {
    for wrong in [
        "1_000", "1e3", "1.0", "\"5\"", "010", "0x10", "0o10", "+5", "five", "''",
    ] {
        expect(&format!("version: 1\nsmall: {wrong}\n"), &["E0204 2:8"]);
    }
    for out in ["-1", "256", "99999999999999999999999999999999999999"] {
        expect(&format!("version: 1\nsmall: {out}\n"), &["E0208 2:8"]);
    }
    let far = "9".repeat(60);
    expect(&format!("version: 1\nsmall: {far}\n"), &["E0204 2:8"]);
    assert_eq!(read("version: 1\nsmall: 0\n").config().small, Some(0));
}

#[test]
fn truth_values_are_true_and_false() {
    for wrong in ["yes", "on", "NO", "1", "\"true\"", "tRue"] {
        expect(&format!("version: 1\nstrict: {wrong}\n"), &["E0204 2:9"]);
    }
    assert_eq!(
        read("version: 1\nstrict: true\n").config().strict,
        Some(true)
    );
}

#[test]
fn null_is_unset_where_a_key_is_optional() {
    let config = read("version: 1\nproject: ~\nnote:\nstrict: null\n").config();
    assert!(config.project.is_none() && config.note.is_none() && config.strict.is_none());
    assert_eq!(
        read("version: 1\nnote: \"\"\n").config().note.as_deref(),
        Some("")
    );
    expect(
        "version: 1\nkeywords:\nproviders:\n",
        &["E0206 2:1", "E0206 3:1"],
    );
}

#[test]
fn unions_read_by_their_type() {
    let text = "version: 1\nproviders:\n  a: {type: azure, endpoint: 0123, y: no}\n  t: {type: twilio, callback_method: GET}\n";
    let config = read(text).config();
    let azure = config.providers.values().next().unwrap();
    let Provider::Azure(azure) = azure else {
        panic!("{azure:?}")
    };
    assert_eq!(
        (azure.endpoint.as_str(), azure.y.as_deref()),
        ("0123", Some("no"))
    );
}

#[test]
fn formats_can_return_warnings() {
    let text = "version: 1\nproviders:\n  t:\n    type: twilio\n    numbers:\n      a: {phone_number: +15551234567}\n      b: {phone_number: \"+15551234567\"}\n      c: {phone_number: 15551234567}\n";
    expect(text, &["E0301 8:25", "W0301 6:25"]);
}

#[test]
fn a_long_text_and_a_dependent_key() {
    let text = format!(
        "version: 1\nproviders:\n  t: {{type: twilio, description: {}}}\n",
        "x".repeat(101)
    );
    expect(&text, &["E0207 3:34"]);
    let schema = serde_json::json!({
        "type": "object", "additionalProperties": false,
        "properties": {"region": {"type": "string"}, "edge": {"type": "string"},
            "list": {"type": "array", "items": {"type": "string"}, "uniqueItems": true, "minItems": 1}},
        "dependentRequired": {"region": ["edge"]},
    });
    let shape = spanned_yaml::Shape::compile(&schema).unwrap();
    let mut sources = spanned_yaml::Sources::default();
    let id = sources
        .add("x", b"region: a\nlist: [a, b, a]\n".to_vec())
        .unwrap();
    let tree = spanned_yaml::parse(&mut sources, id, &mut spanned_yaml::Findings::default());
    let mut findings = spanned_yaml::Findings::default();
    shape.check(&tree.unwrap(), &spanned_yaml::NoFormats, &mut findings);
    let codes: Vec<_> = findings
        .diagnostics
        .iter()
        .map(|d| d.code.as_str())
        .collect();
    assert_eq!(codes, ["E0209", "E0203"]);
}

#[test]
fn schemas_that_cannot_be_checked_do_not_compile() {
    for schema in [
        serde_json::json!({"not": {}}),
        serde_json::json!({"type": "string", "pattern": "(?=x)"}),
        serde_json::json!({"$ref": "#/$defs/nope"}),
        serde_json::json!({"type": "date"}),
    ] {
        assert!(spanned_yaml::Shape::compile(&schema).is_err(), "{schema}");
    }
}

#[test]
fn a_type_that_disagrees_with_its_schema_is_placed() {
    type Lists = std::collections::BTreeMap<String, Vec<Vec<u8>>>;
    let mut sources = spanned_yaml::Sources::default();
    let id = sources
        .add("x", b"a:\n  - [1, x]\nb: {type: t}\n".to_vec())
        .unwrap();
    let tree = spanned_yaml::parse(&mut sources, id, &mut spanned_yaml::Findings::default());
    let tree = tree.unwrap();
    let wrong = spanned_yaml::from_node::<Lists>(&tree).unwrap_err();
    assert_eq!(wrong.address, "a[0][1]");
    assert_eq!(sources.slice(wrong.span.unwrap()), "x");
    assert!(wrong.to_string().contains("`x`"), "{wrong}");
}
