//! Properties of every text that is given as a configuration.

use proptest::prelude::*;
use switchboard::config::{Input, Loaded, Text, load};
use switchboard::report::diagnostics::{human, json};

use super::cases;

const VALID: [&str; 2] = [
    include_str!("../../../examples/quickstart/switchboard.yaml"),
    "version: 1\nvars: { a: &x text, b: \"${a}$$\" }\nproviders:\n  us: { type: twilio, description: *x, auth_token: { env: T }, region: ie1, edge: dublin }\nkeywords: [NO, {keyword: 'YES', description: \"\\u00e9\"}]\n",
];

fn read(base: &[&[u8]], overlay: Option<&[u8]>) -> Loaded {
    let text = |(at, bytes): (usize, &&[u8])| Text {
        name: format!("{at}.yaml"),
        bytes: bytes.to_vec(),
    };
    load(Input {
        base: base.iter().enumerate().map(text).collect(),
        overlays: overlay.iter().enumerate().map(text).collect(),
        ..Input::default()
    })
}

/// Asserts that the reader returns a configuration or says why not, and that its report can be
/// shown.
fn answers(loaded: &Loaded) -> Result<(), TestCaseError> {
    prop_assert_ne!(loaded.configuration.is_some(), loaded.has_errors());
    let sources = &loaded.origins.sources;
    let shown = human(&loaded.diagnostics, sources, false);
    for diagnostic in &loaded.diagnostics {
        prop_assert_ne!(diagnostic.code.as_str(), "E0499", "{}", diagnostic.summary);
        prop_assert!(
            !diagnostic.summary.is_empty() && !diagnostic.help.is_empty(),
            "{diagnostic:?}"
        );
        let document = json(diagnostic, sources);
        let range = &document["range"];
        if range.is_object() {
            let place = |end: &str| {
                (
                    range[end]["line"].as_u64().unwrap(),
                    range[end]["column"].as_u64().unwrap(),
                )
            };
            prop_assert!(
                place("start") >= (1, 1) && place("start") <= place("end"),
                "{document}"
            );
        }
    }
    let foreign = |c: char| c.is_control() && c != '\n';
    prop_assert!(!shown.contains(foreign), "{shown:?}");
    Ok(())
}

/// A few changes to a text: at a place, this many bytes are replaced by these.
fn changes() -> impl Strategy<Value = Vec<(f64, usize, Vec<u8>)>> {
    let pieces: &[&[u8]] = &[
        b"",
        b"\n",
        b" ",
        b":",
        b": ",
        b"- ",
        b"'",
        b"\"",
        b"{",
        b"}",
        b"[",
        b"]",
        b"&x ",
        b"*x",
        b"#",
        b" #",
        b"!!int ",
        b"|\n",
        b">-\n",
        b"\t",
        b"\r",
        b"?",
        b"---\n",
        b"%",
        b"${",
        b"}",
        b"$",
        b"null",
        b"1",
        b"\0",
        b"\xff",
        b"\xc2\xa0",
        b"\xe2\x80\xae",
        b"\xef\xbb\xbf",
        b"<<: ",
        b"version: 1\n",
        b"providers:\n",
    ];
    let piece = prop_oneof![
        4 => proptest::sample::select(pieces).prop_map(<[u8]>::to_vec),
        1 => proptest::collection::vec(any::<u8>(), 0..6),
    ];
    proptest::collection::vec((0.0..1.0, 0..12_usize, piece), 1..5)
}

fn changed(text: &str, changes: &[(f64, usize, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for (place, gone, new) in changes {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            clippy::cast_sign_loss,
            reason = "a share of a short text"
        )]
        let start = (place * bytes.len() as f64) as usize;
        let end = (start + gone).min(bytes.len());
        bytes.splice(start..end, new.iter().copied());
    }
    bytes
}

#[test]
fn the_texts_that_are_changed_are_valid() {
    for text in VALID {
        let loaded = read(&[text.as_bytes()], None);
        assert!(loaded.configuration.is_some(), "{:?}", loaded.diagnostics);
    }
}

/// Common slips are explained, and none of them is called a mistake of the program.
#[test]
fn ordinary_mistakes_are_answered() {
    let head = "version: 1\nproviders:\n  us:\n    type: twilio\n";
    for wrong in [
        "     auth_token: { env: A }",
        "   auth_token: { env: A }",
        "\tauth_token: { env: A }",
        "    auth_token:\t{ env: }",
        "    - auth_token: x",
        "    auth_token: !!binary aGk=",
        "    auth_token: !secret x",
        "    auth_token: a: b",
        "    auth_token: *x",
        "    auth_token:\u{a0}{ env: A }",
        "    auth_token: {file: \"a${nope}b\"}",
        "    auth_token: ${x}",
        "    auth_token: { env: ~ }",
        "    auth_token: { command: [] }",
        "    auth_token: { command: ~ }",
        "    auth_token: { command: [1, ~] }",
        "    purpose: [transactional, transactional, x]",
        "    purpose: transactional",
        "    numbers: []",
        "    numbers: { a: ~ }",
        "    numbers: { A B: { phone_number: x } }",
        "    numbers: { ~: { phone_number: x } }",
        "    region: !!str",
        "    type: twilio",
    ] {
        let loaded = read(&[format!("{head}{wrong}\n").as_bytes()], None);
        assert!(loaded.has_errors(), "{wrong}");
        answers(&loaded).unwrap();
    }
    for version in [
        "2",
        "1.0",
        "\"1\"",
        "'1'",
        "!!str 1",
        "!!int \"1\"",
        "01",
        "one",
        "~",
        "[1]",
        "|\n  1",
        "${v}",
    ] {
        let text = format!("version: {version}\nvars: {{ v: 1 }}\nkeywords: [A]\n");
        let loaded = read(&[text.as_bytes()], None);
        assert!(loaded.has_errors(), "{version}");
        answers(&loaded).unwrap();
    }
}

/// A valid configuration with one of its values, or one piece, in place of another.
fn exchanged() -> impl Strategy<Value = String> {
    let pieces = [
        "1",
        "\"1\"",
        "'1'",
        "1.0",
        "~",
        "null",
        "true",
        "\"\"",
        "[]",
        "{}",
        "[~]",
        "x",
        "twilio",
        "{ env: A }",
        "!!int 1",
        "!!str 1",
        "!!null ''",
        "${v}",
        "&a x",
        "*a",
        "|\n      1",
        "{ a: { phone_number: \"+15017122661\" } }",
    ];
    let value = proptest::sample::select(pieces.to_vec());
    let key = proptest::sample::select(vec![
        "version",
        "project",
        "environment",
        "vars",
        "providers",
        "keywords",
        "us",
        "type",
        "description",
        "purpose",
        "account_sid",
        "auth_token",
        "api_key",
        "api_secret",
        "region",
        "edge",
        "callback_url",
        "callback_method",
        "numbers",
        "messaging_services",
        "a",
        "phone_number",
        "incoming",
        "url",
        "method",
        "fallback_url",
    ]);
    let indent = proptest::sample::select(vec!["", "  ", "    ", "      ", "        "]);
    proptest::collection::vec((indent, key, value), 1..4).prop_map(|lines| {
        let valid = "version: 1\nvars: { v: \"1\" }\nproviders:\n  us:\n    type: twilio\n    numbers:\n      a:\n        phone_number: \"+15017122661\"\n        incoming:\n          url: https://h.example/\n    messaging_services:\n      m:\n        numbers: [a]\nkeywords: [A]\n";
        let mut text = valid.to_owned();
        for (indent, key, value) in lines {
            let old = text.lines().find(|line| line.trim_start().starts_with(&format!("{key}:"))).map(str::to_owned);
            match old {
                Some(old) => {
                    let indent = &old[..old.len() - old.trim_start().len()];
                    text = text.replacen(&format!("{old}\n"), &format!("{indent}{key}: {value}\n"), 1);
                }
                None => text.push_str(&format!("{indent}{key}: {value}\n")),
            }
        }
        text
    })
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn other_values_are_answered(text in exchanged()) {
        answers(&read(&[text.as_bytes()], None))?;
    }

    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        answers(&read(&[&bytes], None))?;
    }

    #[test]
    fn any_text_is_answered(text in "(version: 1\n)?([ -~\n]|[{}\\[\\]:,#&*!|>'\"%@`?\n -]|\\PC){0,120}") {
        answers(&read(&[text.as_bytes()], None))?;
    }

    #[test]
    fn a_changed_configuration_is_answered(which in 0..VALID.len(), changes in changes()) {
        answers(&read(&[&changed(VALID[which], &changes)], None))?;
    }

    #[test]
    fn two_files_and_an_overlay_are_answered(first in changes(), second in changes(), third in changes()) {
        let (first, second) = (changed(VALID[0], &first), changed("keywords: [HELP]\nproject: x\n", &second));
        let overlay = changed("providers:\n  marketing: { description: x, numbers: null }\nkeywords: [A]\n", &third);
        answers(&read(&[&first, &second], Some(&overlay)))?;
    }
}
