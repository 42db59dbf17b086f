//! Several files joined, overlays, and vars.

use std::collections::BTreeMap;

use super::sample::{expect, read_files};
use spanned_yaml::{Findings, Sources, from_node, lookup, overlay, parse};

fn files(files: &[(&str, &str)]) -> super::sample::Read {
    let files: Vec<_> = files
        .iter()
        .map(|(name, text)| (*name, text.as_bytes()))
        .collect();
    read_files(&files, &[])
}

#[test]
fn files_are_joined_by_key() {
    let a = "version: 1\nproviders:\n  a: {type: azure, endpoint: x}\n";
    let b = "version: 1\nproviders:\n  b: {type: azure, endpoint: y}\nkeywords: [STOP]\n";
    let config = files(&[("a.yaml", a), ("b.yaml", b), ("c.yaml", "# empty\n")]).config();
    assert_eq!((config.providers.len(), config.keywords.len()), (2, 1));
}

#[test]
fn a_key_in_two_files_shows_both() {
    let read = files(&[
        ("a.yaml", "version: 1\nproject: x\n"),
        ("b.yaml", "version: 2\nproject: x\n"),
    ]);
    assert_eq!(read.places(), ["E0503 1:1", "E0503 2:1"]);
    let shown = read.human();
    assert!(
        shown.contains("a.yaml:2:1") && shown.contains("b.yaml:2:1"),
        "{shown}"
    );
    assert!(shown.contains("`project` is given in two files"), "{shown}");
}

#[test]
fn one_entry_in_two_files_is_one_error() {
    let number = "{phone_number: \"+1\", friendly_name: x}";
    let a = format!(
        "version: 1\nproviders:\n  p:\n    type: twilio\n    numbers:\n      shop: {number}\n"
    );
    let b =
        format!("providers:\n  p:\n    numbers:\n      shop: {number}\n      other: {number}\n");
    let read = files(&[("a.yaml", &a), ("b.yaml", &b)]);
    assert_eq!(read.places(), ["E0503 4:7"], "{}", read.human());
    assert!(
        read.human()
            .contains("both with `phone_number`, `friendly_name`"),
        "{}",
        read.human()
    );
    assert_eq!(
        read.diagnostics[0].address.as_deref(),
        Some("providers.p.numbers.shop")
    );
    let whole = files(&[
        ("a.yaml", &a),
        (
            "b.yaml",
            &a.replace(
                "    type: twilio\n",
                "    type: twilio\n    description: x\n",
            ),
        ),
    ]);
    assert_eq!(
        whole.places(),
        ["E0503 4:5", "E0503 7:7"],
        "{}",
        whole.human()
    );
}

#[test]
fn an_overlay_merges_replaces_and_removes() {
    let mut sources = Sources::default();
    let mut findings = Findings::default();
    let mut tree = |name: &str, text: &str| {
        let id = sources.add(name, text.as_bytes().to_vec()).unwrap();
        parse(&mut sources, id, &mut Findings::default()).unwrap()
    };
    let base = tree("base", "a: {x: 1, y: 2}\nl: [1, 2]\ngone: {z: 1}\n");
    let over = tree(
        "over",
        "a: {y: 3, n: 4}\nl: [9]\ngone: null\nnope: ~\nnew: {k: v, q: null}\n",
    );
    let merged = overlay(base, over, &mut findings);
    let value: BTreeMap<String, serde_json::Value> = from_node(&merged).unwrap();
    let expected =
        serde_json::json!({"a": {"x": "1", "y": "3", "n": "4"}, "l": ["9"], "new": {"k": "v"}});
    assert_eq!(serde_json::to_value(value).unwrap(), expected);
    let codes: Vec<_> = findings
        .diagnostics
        .iter()
        .map(|d| (d.code.as_str(), d.address.clone().unwrap()))
        .collect();
    assert_eq!(
        codes,
        [("W0504", "nope".to_owned()), ("W0504", "new.q".to_owned())]
    );
    let (_, x) = lookup(&merged, &["a", "x"]).unwrap();
    let (_, y) = lookup(&merged, &["a", "y"]).unwrap();
    assert_eq!(
        (sources.name(x.span.source), sources.name(y.span.source)),
        ("base", "over")
    );
}

#[test]
fn vars_are_filled_in_as_text() {
    let text = "version: 1\nvars: {host: h.example, url: \"https://${host}/x\", dollar: $$}\nnote: ${url}?a=$${b}&c=$5 ${dollar}\nproject: \"${host}\"\n";
    let config = super::sample::read(text).config();
    assert_eq!(
        config.note.as_deref(),
        Some("https://h.example/x?a=${b}&c=$5 $")
    );
    assert_eq!(config.vars["url"], "https://h.example/x");
    // A substituted value is never read as YAML.
    expect("version: 1\nvars: {n: 5}\nsmall: ${n}\n", &["E0204 3:8"]);
    expect("version: 1\nvars: {n: ~}\nnote: x\n", &["E0508 2:8"]);
}

#[test]
fn vars_that_cannot_be_filled() {
    expect(
        "version: 1\nvars: {host: x}\nnote: https://${hots}/\n",
        &["E0505 3:15"],
    );
    expect(
        "version: 1\nnote: \"${\"\nproject: ${a b}\n",
        &["E0506 2:8", "E0506 3:10"],
    );
    expect(
        "version: 1\nvars: {a: \"${b}\", b: \"${c}\", c: \"${a}\", d: \"${a}\"}\nnote: ${d}\n",
        &["E0507 2:11"],
    );
    expect("version: 1\nvars: {a: \"${a}\"}\n", &["E0507 2:11"]);
    expect("version: 1\nvars: [a]\n", &["E0204 2:1", "E0508 2:7"]);
    let mut bomb = "version: 1\nvars:\n  v0: 0123456789\n".to_owned();
    for n in 1..40 {
        bomb += &format!("  v{n}: \"${{v{}}}${{v{}}}\"\n", n - 1, n - 1);
    }
    assert_eq!(
        super::sample::read(&bomb).diagnostics[0].code.as_str(),
        "E0510"
    );
    let mut chain = "version: 1\nvars:\n  v0: x\n".to_owned();
    for n in 1..20_000 {
        chain += &format!("  v{n}: \"${{v{}}}\"\n", n - 1);
    }
    assert_eq!(super::sample::read(&chain).config().vars["v19999"], "x");
}

#[test]
fn overrides_win_and_must_be_used() {
    let text = b"version: 1\nvars: {host: a}\nnote: ${host} ${extra}\n";
    let read = read_files(&[("a.yaml", text)], &[("host", "b"), ("extra", "${host}")]);
    assert_eq!(read.config().note.as_deref(), Some("b ${host}"));
    let read = read_files(
        &[("a.yaml", b"version: 1\nvars: {host: a}\n")],
        &[("hots", "b")],
    );
    assert_eq!(read.places(), ["E0509"]);
    assert!(read.human().contains("did you mean `host`?"));
}
