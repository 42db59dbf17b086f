//! The output of `switchboard validate` for a configuration with a secret in a place that allows
//! none.

use switchboard::config::{Input, Loaded, Text, load};
use switchboard::report::diagnostics::{human, json};

const SECRET: &str = "SEKRET";

fn read(text: &str) -> Loaded {
    load(Input {
        base: vec![Text {
            name: "s.yaml".to_owned(),
            bytes: text.as_bytes().to_vec(),
        }],
        ..Input::default()
    })
}

/// All diagnostics, for people and for programs.
fn said(loaded: &Loaded) -> String {
    let sources = &loaded.origins.sources;
    let mut text = human(&loaded.diagnostics, sources, false);
    for diagnostic in &loaded.diagnostics {
        text.push_str(&json(diagnostic, sources).to_string());
        text.push('\n');
    }
    text
}

/// The entry alone, with other errors around it, and with invalid YAML below it.
fn around(entry: &str) -> [String; 3] {
    let head = "version: 1\nproviders:\n  us:\n    type: twilio\n    account_sid: { env: SID }\n";
    [
        format!("{head}{entry}\n"),
        format!("{head}{entry}\n    nope: 1\n  us: 3\nkeywords: [a b]\n"),
        format!("{head}{entry}\n    description: [x\n"),
    ]
}

#[track_caller]
fn silent(entry: &str) {
    for text in around(entry) {
        let said = said(&read(&text));
        assert!(!said.contains(SECRET), "{text}\n{said}");
    }
    let text = &around(entry)[0];
    assert!(read(text).has_errors(), "{text}");
}

#[test]
fn a_secret_in_or_beside_a_reference() {
    for value in [
        "[SEKRET]",
        "{SEKRET: 1}",
        "{SEKRET}",
        "{? SEKRET : 1}",
        "{env: [SEKRET]}",
        "{ env: [ [SEKRET] ] }",
        "{env: {x: SEKRET}}",
        "{env: {SEKRET: x}}",
        "{file: {SEKRET: x}}",
        "{file: [SEKRET]}",
        "{env: A, value: SEKRET}",
        "{env: A, SEKRET: x}",
        "{SEKRET: x, env: A}",
        "{env: A,\n      value: SEKRET}",
        "{env: A,\n      SEKRET: x}",
        "{\n      env: A,\n      value: SEKRET\n    }",
        "{\n      env: [\n      SEKRET ] }",
        "{env:\n      [SEKRET]}",
        "{command: SEKRET}",
        "{command: \"echo SEKRET\"}",
        "{command: {x: SEKRET}}",
        "{command: [[SEKRET]]}",
        "{command: [{SEKRET: x}]}",
        "{ environment: [SEKRET] }",
        "{ environment: SEKRET }",
        "${SEKRET}",
        "\"x${SEKRET}\"",
        "${SEKRET",
        "\n      env: A\n      value: SEKRET",
        "\n      env: A\n      SEKRET: x",
        "\n      # note\n      env: A\n      SEKRET: x",
        "\n      value: SEKRET\n      env: A",
        "\n      env:\n        - SEKRET",
        "\n      env:\n      - SEKRET",
        "\n      env:\n        SEKRET: x",
        "\n      command: SEKRET",
        "\n      command: |\n        SEKRET",
        "\n      - env: SEKRET",
        "!x SEKRET",
    ] {
        silent(&format!("    auth_token: {value}"));
        silent(&format!("    \"api_secret\": {value}"));
    }
}

#[test]
fn a_password_in_an_invalid_url() {
    for url in [
        "\"https://u:SEKRET @h/\"",
        "https://u:SEKRET @h/",
        "https://u:x SEKRET@h/",
        "//u:SEKRET@h",
        "u:SEKRET@h",
        "SEKRET@h",
        "http:u:SEKRET@h",
        "https:\\\\u:SEKRET@h",
        "'http://u:it''sSEKRET@h/'",
        "http://u:a\"SEKRET@h/",
        "http://u:a'SEKRET@h/",
        "http://u:a<SEKRET@h/",
        "\"http://u:SEKRET\\u0040h.example/\"",
        "\"http://u:SEKRET\\x40h.example/\"",
        "\"http:\\/\\/u:SEKRET@h.example/\"",
        "\"http://u:SEK\\\n      RET@h.example/\"",
        "\"http://u:SEKRET\n      @h.example/\"",
        "\"http://u:\n      SEKRET@h.example/\"",
        "http://u:\n      SEKRET@h.example/",
        ">-\n      http://u:\n      SEKRET@h.example/",
        "|\n      http://u:\n      SEKRET@h.example/",
        "[\"http://u:SEKRET @h/\"]",
        "{x: \"http://u:SEKRET @h/\"}",
    ] {
        silent(&format!("    callback_url: {url}"));
        let line =
            format!("    numbers: {{ a: {{ phone_number: x, incoming: {{ url: {url} }} }} }}");
        if !url.contains('|') && !url.contains('>') && !url.contains(": ") {
            silent(&line);
        }
    }
    silent(
        "    callback_method: https://u:SEKRET0123456789012345678901234567890123456789012345678901234567890@h/",
    );
    silent("    callback_method: \"https://u:x SEKRET@h/\"");
    silent("    callback_url: ${base}\nvars: { base: \"u:SEKRET@h\" }");
    silent("    callback_url: \"https://u:${base}@10.0.0.1/\"\nvars: { base: SEKRET }");
}
