//! Drafts written as YAML.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::Config;
use spanned_yaml::{
    Draft, DraftList, DraftMap, Findings, Part, Sources, Unwritable, emit, escape_vars, layout,
    parse, substitute,
};

use super::drafts::{HOSTILE, is, text, tree, whole};

fn cases(cases: u32) -> Config {
    Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    }
}

/// The text of a draft, after all that must hold for it was checked.
#[track_caller]
fn checked(draft: &Draft) -> String {
    let text = emit(draft.clone()).unwrap();
    let (read, codes) = tree(&text);
    assert_eq!(codes, Vec::<&str>::new(), "{text}\n{draft:?}");
    assert!(is(&read.unwrap(), draft), "{text}\n{draft:?}");
    let mut sources = Sources::default();
    let id = sources.add("x.yaml", text.clone().into_bytes()).unwrap();
    let laid_out = layout(&sources, id).map_err(|refused| refused.summary);
    assert_eq!(laid_out.as_deref(), Ok(text.as_str()), "{draft:?}");
    assert_eq!(emit(draft.clone()).unwrap(), text);
    text
}

#[test]
fn every_hostile_text_is_a_key_and_a_value_and_an_item_and_a_comment() {
    for text in HOSTILE {
        let part = Part::new(text).above(text).beside(text);
        let item: DraftList = [Part::new(text).above(text).beside(text)]
            .into_iter()
            .collect();
        let map = DraftMap::new()
            .with(text, part)
            .with("items", item)
            .below(text);
        checked(&map.clone().into());
        checked(
            &DraftMap::new()
                .with("k", DraftMap::new().with(text, text).inline())
                .into(),
        );
        checked(
            &DraftList::new()
                .with(map)
                .with(DraftList::new().with(text))
                .into(),
        );
    }
}

#[test]
fn comments_and_nested_values_are_where_a_reader_expects_them() {
    let number = DraftMap::new()
        .with(
            "phone_number",
            Part::new("+15017122661").above("one\ntwo").beside("a\nb"),
        )
        .with("short_code", "74454")
        .with(
            "incoming",
            DraftMap::new().with("url", Part::new("https://x/").beside("u")),
        );
    let nested = DraftList::new()
        .with(Part::new(DraftList::new().with(Part::new("a").above("a")).with("b")).beside("list"))
        .with(Part::new(number.clone()).above("map").beside("m"))
        .with(DraftMap::new())
        .with(DraftList::new())
        .below("the end");
    let map = DraftMap::new()
        .with(
            "numbers",
            Part::new(DraftMap::new().with("a", number)).beside("x"),
        )
        .with(
            "list",
            Part::new(nested).after_a_blank_line().above("The list."),
        )
        .with("flag", true)
        .with("rate", 0.5)
        .below("");
    assert_eq!(
        checked(&map.into()),
        r#"numbers: # x
  a:
    # one
    # two
    phone_number: "+15017122661" # a b
    short_code: "74454"
    incoming:
      url: "https://x/" # u

# The list.
list:
  # list
  # a
  - - a
    - b
  # map
  # m
  # one
  # two
  - phone_number: "+15017122661" # a b
    short_code: "74454"
    incoming:
      url: "https://x/" # u
  - {}
  - []
  # the end
flag: true
rate: 0.5
#
"#
    );
}

#[test]
fn plain_is_what_no_reader_takes_for_something_else() {
    let plain = [
        "store-line",
        "Support (toll-free)",
        "it's",
        "POST",
        "MG00000000000000000000000000000001",
        "https://x.example/a?b=c&d",
        "日本語",
        "a/b",
        "3rd",
        "Zoë",
        "a - b",
        "_x",
    ];
    for text in plain {
        assert_eq!(
            checked(&DraftMap::new().with("k", text).into()),
            format!("k: {text}\n")
        );
    }
    let quoted = [
        "+15017122661",
        "no",
        "1e3",
        "0x1F",
        "2001-12-14",
        "a: b",
        "a #b",
        "😀",
        "x, y",
    ];
    for text in &quoted {
        assert_eq!(
            checked(&DraftMap::new().with("k", *text).into()),
            format!("k: \"{text}\"\n")
        );
    }
    let escaped = checked(
        &DraftMap::new()
            .with("k", "\n\t\r\u{85}\u{2028}\u{feff}\0\u{7f}\"\\")
            .into(),
    );
    assert_eq!(
        escaped,
        "k: \"\\n\\t\\r\\u0085\\u2028\\uFEFF\\u0000\\u007F\\\"\\\\\"\n"
    );
}

#[test]
fn what_no_file_may_hold_is_refused() {
    let twice = DraftMap::new().with("a", 1).with("a", 2);
    assert_eq!(emit(twice), Err(Unwritable::DuplicateKey));
    assert_eq!(emit(f64::NAN), Err(Unwritable::NotFinite));
    for (piece, most) in [("k", 1024), ("\u{200b}", 170), ("😀", 1022)] {
        let key = piece.repeat(most);
        checked(&DraftMap::new().with(key.as_str(), 1).into());
        let long = DraftMap::new().with(key + piece, 1);
        assert_eq!(emit(long), Err(Unwritable::KeyTooLong));
    }
    let nest = |levels: usize| {
        (0..levels).fold(Draft::from(1), |draft, _| {
            DraftList::new().with(draft).into()
        })
    };
    checked(&nest(64));
    assert_eq!(emit(nest(65)), Err(Unwritable::TooDeep));
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn what_is_written_is_read_alike_and_laid_out(draft in whole()) {
        checked(&draft);
    }

    #[test]
    fn escaped_text_survives_substitution(text in prop_oneof![text(), "[a$ {}]{0,12}"]) {
        let draft = DraftMap::new().with("k", escape_vars(&text).as_ref());
        let written = emit(draft).unwrap();
        let mut sources = Sources::default();
        let mut findings = Findings::default();
        let id = sources.add("x.yaml", written.into_bytes()).unwrap();
        let mut tree = parse(&mut sources, id, &mut findings).unwrap();
        substitute(&mut tree, &BTreeMap::new(), &sources, &mut findings);
        prop_assert_eq!(tree.get("k").and_then(|k| k.text()), Some(text.as_str()));
        prop_assert_eq!(findings.diagnostics.len(), 0);
    }
}
