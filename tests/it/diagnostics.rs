//! The problem reports for people: no empty parts, and no long list without a total.

use switchboard::config::{Input, Loaded, Text, load};
use switchboard::model::FindingCode;
use switchboard::report::diagnostics::{human, json};
use switchboard::yaml::{Diagnostic, Sources, YamlCode};

fn read(text: &str) -> Loaded {
    load(Input {
        base: vec![Text {
            name: "a.yaml".to_owned(),
            bytes: text.as_bytes().to_vec(),
        }],
        ..Input::default()
    })
}

#[test]
fn a_diagnostic_without_a_place_has_no_gutter() {
    let without_a_place =
        || Diagnostic::error(YamlCode::UnusedOverride, "a var is not used").help("leave it out");
    let in_a_file = || {
        Diagnostic::error(FindingCode::NoConfiguration, "nothing here")
            .help("name it")
            .in_file("a.yaml")
    };
    for color in [false, true] {
        for one in [without_a_place(), in_a_file()] {
            let drawn = human(std::slice::from_ref(&one), &Sources::default(), color);
            assert!(!drawn.contains('|'), "{drawn:?}");
            assert!(
                drawn.contains(&one.help) && drawn.contains(&one.summary),
                "{drawn}"
            );
        }
    }
}

#[test]
fn a_place_has_a_gutter_that_ends_with_its_last_line() {
    let read = read("version: 1\nnope: x\n");
    let drawn = human(&read.diagnostics, &read.origins.sources, false);
    assert!(drawn.contains("nope: x"), "{drawn}");
    assert!(!drawn.trim_end().ends_with('|'), "{drawn}");
}

#[test]
fn omitted_diagnostics_are_counted() {
    let mut all = vec![Diagnostic::error(YamlCode::UnusedOverride, "wrong"); 204];
    all.push(Diagnostic::warning(YamlCode::RemovesNothing, "odd"));
    let drawn = human(&all, &Sources::default(), false);
    assert!(
        drawn.ends_with("… and 5 more: 204 errors and 1 warning in all\n\n"),
        "{drawn}"
    );
}

#[test]
fn json_has_the_agreed_form() {
    let read = read("version: 1\nversion: 2\nnope: x\n");
    let json: Vec<_> = read
        .diagnostics
        .iter()
        .map(|d| json(d, &read.origins.sources))
        .collect();
    assert_eq!(
        json[0]["range"],
        serde_json::json!({"filename": "a.yaml",
        "start": {"line": 2, "column": 1}, "end": {"line": 2, "column": 8}})
    );
    assert_eq!(json[0]["related"][0]["range"]["start"]["line"], 1);
    assert_eq!(json[1]["address"], "nope");
    assert_eq!(json[1]["severity"], "error");
    assert!(json[1]["help"].as_str().unwrap().contains("allowed here"));
}
