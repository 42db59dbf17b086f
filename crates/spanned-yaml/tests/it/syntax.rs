//! Syntax, encodings and the parts of YAML that are not allowed.

use super::sample::{expect, read, read_files};

/// Checks the code and place of the one error, and a word of its text.
#[track_caller]
fn one(text: &str, place: &str, says: &str) {
    let read = expect(text, &[place]);
    let shown = read.human();
    assert!(shown.contains(says), "{says:?} is not in\n{shown}");
    assert!(shown.contains("help:"), "{shown}");
}

#[test]
fn unsupported_yaml_is_named() {
    one("version: 1\nversion: 2\n", "E0202 2:1", "first here");
    one(
        "version: 1\n\"version\": 2\n",
        "E0202 2:1",
        "in this map twice",
    );
    one(
        "version: 1\nproviders:\n  <<: *x\n",
        "E0112 3:7",
        "no anchor",
    );
    one(
        "version: 1\nproviders:\n  <<: text\n",
        "E0120 3:7",
        "this is none",
    );
    one("version: 1\nnote: *nope\n", "E0112 2:7", "no anchor `nope`");
    one(
        "version: 1\nkeywords: &k [*k]\n",
        "E0113 2:15",
        "inside the value that it names",
    );
    one("version: 1\nnote: !include x\n", "E0116 2:7", "`!include`");
    one(
        "version: 1\nnote: !!binary aGk=\n",
        "E0116 2:7",
        "`!!binary`",
    );
    one(
        "version: 1\n---\nnote: x\n",
        "E0114 2:1",
        "more than one document",
    );
    one("version: 1\n---\n", "E0114 2:1", "more than one document");
    one("version: 1\n? [a]\n: b\n", "E0117 2:3", "a list or a map");
    one("version: 1\n{a: b}: c\n", "E0117 2:1", "a list or a map");
}

#[test]
fn broken_syntax_is_placed_and_explained() {
    one(
        "version: 1\nnote: \"abc\nproject: x\n",
        "E0106 2:7",
        "never closed",
    );
    one(
        "version: 1\nkeywords: [a, b\n",
        "E0107 2:11",
        "never closed",
    );
    one("version: 1\nkeywords: [a}\n", "E0107 2:11", "closed by `}`");
    one("version: 1\nnote: a: b\n", "E0108 2:8", "quote");
    one(
        "version: 1\nnote: @x\n",
        "E0108 2:7",
        "cannot begin with `@`",
    );
    one("version: 1\nnote: `x`\n", "E0108 2:7", "quote");
    one("version: 1\nnote: %x\n", "E0108 2:7", "quote");
    one(
        "version: 1\nnote: 'a' b\n",
        "E0108 2:11",
        "inside the quotes",
    );
    one("version: 1\nproviders:\n\ta: b\n", "E0105 3:1", "spaces");
    one("version: 1\nnote\n", "E0104 2:1", "`:` is missing");
    one("version: 1\nnote: \"\\q\"\n", "E0104 2:7", "backslash");
    one("version: 1\nnote: - a\n", "E0104 2:7", "list item");
    one(
        "version: 1\nnote:\u{a0}x\n",
        "E0109 2:6",
        "no-break space (U+00A0)",
    );
    one(
        "version: 1\nnote: \u{200b}x\n",
        "E0109 2:7",
        "zero-width space",
    );
    let long = format!("version: 1\n{}: x\n", "k".repeat(1100));
    assert_eq!(read(&long).diagnostics.len(), 1);
}

#[test]
fn oddities_are_warned_about() {
    one("version: 1\nnote: https://x/ #a\n", "W0121 2:18", "comment");
    one("version: 1\nnote: Store #5\n", "W0121 2:13", "comment");
    one(
        "version: 1\nnote: https://x/ #/a\n",
        "W0121 2:18",
        "comment",
    );
    for comment in ["# also fine", "#", "## fine", "#\tfine"] {
        let text = format!("version: 1 # fine\nnote: https://x/#a {comment}\n");
        expect(&text, &[]);
    }
    expect("version: 1 # fine\nnote: text # also fine\n", &[]);
    one(
        "version: 1\nnote: a\n  - b\n",
        "W0124 3:3",
        "continues the text above",
    );
    one(
        "version: 1\nnote: &a x\nproject: &a y\n",
        "W0122 3:10",
        "first here",
    );
    one("%YAML 1.1\n---\nversion: 1\n", "W0123 1:1", "1.2");
}

#[test]
fn spelling_is_kept() {
    let text = "---\nversion: 1\nkeywords: [STOP, NO, yes, on, 0123, 1.10, y, \"null\", !!str 123, 0x1]\n...\n";
    let words: Vec<String> = read(text)
        .config()
        .keywords
        .into_iter()
        .map(|k| format!("{k:?}").replace("Word(\"", "").replace("\")", ""))
        .collect();
    assert_eq!(
        words,
        [
            "STOP", "NO", "yes", "on", "0123", "1.10", "y", "null", "123", "0x1"
        ]
    );
    expect("version: 1\nkeywords: [STOP, null]\n", &["E0206 2:18"]);
}

#[test]
fn encodings() {
    let read = read_files(&[("a.yaml", b"\xEF\xBB\xBFversion: x\n")], &[]);
    assert_eq!(read.places(), ["E0204 1:10"]);
    let read = read_files(&[("a.yaml", b"version: 1\n# caf\xE9\nnote: x\n")], &[]);
    assert_eq!(read.places()[0], "E0102 2:6");
    assert!(read.human().contains("0xE9"));
    let utf16: Vec<u8> = "version: 1"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let read = read_files(&[("a.yaml", &utf16)], &[]);
    assert!(read.human().contains("UTF-16") && read.human().contains("a.yaml:1:1"));
    for (bytes, place) in [
        (&b"note: a\0b"[..], "E0103 1:8"),
        (b"\n\x07", "E0103 2:1"),
        (b"a: \x1b[1m", "E0103 1:4"),
    ] {
        let read = read_files(&[("a.yaml", bytes)], &[]);
        assert_eq!(read.places(), [place]);
        assert!(
            !read.human().contains(['\0', '\x07', '\x1b']),
            "{:?}",
            read.human()
        );
    }
}

#[test]
fn positions_count_characters_and_any_line_break() {
    expect("version: 1\r\nnope: x\r\n", &["E0201 2:1"]);
    expect("version: 1\rnope: x\r", &["E0201 2:1"]);
    let read = expect(
        "version: 1\nproviders: {\"é😀\": {type: azure, endpoint: x}}\n",
        &["E0210 2:13"],
    );
    assert!(
        read.human().contains("switchboard.yaml:2:13"),
        "{}",
        read.human()
    );
    expect(
        "version: 1\nnote: \"😀\"\nkeywords: [😀, {x: y}]\n",
        &["E0203 3:15", "E0201 3:16"],
    );
}

#[test]
fn empty_files_and_other_roots() {
    for text in ["", "# nothing\n", "---\n", "\u{feff}"] {
        one(text, "E0502 1:1", "nothing is configured");
    }
    one("- a\n", "E0501 1:1", "a list, not a map");
    one("text\n", "E0501 1:1", "not a map");
}

#[test]
fn aliases_are_read_at_their_place() {
    let text = "version: 1\nnote: &n hello\nproject: *n\n";
    assert_eq!(read(text).config().project.as_deref(), Some("hello"));
    expect("version: 1\nnote: &n hello\nsmall: *n\n", &["E0204 3:8"]);
}

#[test]
fn blocks_and_flow_keep_their_spans() {
    expect("version: 1\nsmall: |\n  one\n  two\n", &["E0204 3:3"]);
    expect("version: 1\nsmall: >2-\n    one\n", &["E0204 3:3"]);
    expect(
        "{version: 1, small: x, strict: on}\n",
        &["E0204 1:21", "E0204 1:32"],
    );
}

#[test]
fn what_was_read_before_a_syntax_error_is_checked_too() {
    let text = "version: one\nprojct: x\nproviders:\n  a: {type: azure}\nnote: \"open\n";
    expect(text, &["E0204 1:10", "E0201 2:1", "E0203 4:3", "E0106 5:7"]);
}

#[test]
fn the_character_that_an_error_is_about_is_shown_and_no_text_around_it() {
    for (text, line) in [
        ("bad: [", "bad: ["),
        ("bad: [s3cret, s3cret", "bad: [***"),
        ("bad: { s3cret: s3cret", "bad: { ***"),
        ("bad: [s3cret}", "bad: [***"),
        ("bad: s3cret: s3cret", "bad: ***: ***"),
        ("bad: \"s3cret", "bad: \"***"),
        ("bad: 's3cret", "bad: '***"),
        ("bad: - s3cret", "bad: - ***"),
        ("bad: @s3cret", "bad: @***"),
        ("bad: `s3cret`", "bad: `***"),
        ("bad: %s3cret", "bad: %***"),
        // What follows may be the rest of the value.
        ("bad: 's3cret'@s3cret", "bad: ***"),
        ("bad: [a, b] ]", "bad: *** ]"),
        ("a:\n  - s3cret: [", "  - s3cret: ["),
    ] {
        let shown = read_files(&[("a.yaml", text.as_bytes())], &[]).human();
        assert!(
            shown.contains(&format!(" | {line}\n")),
            "{line:?} in\n{shown}"
        );
        assert!(
            !shown.contains("s3cret,") && !shown.contains("@s3cret"),
            "{shown}"
        );
    }
}
