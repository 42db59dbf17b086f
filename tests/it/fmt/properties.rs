//! Properties of every text: the layout keeps its meaning and its comments, and a second layout
//! changes nothing.

use std::fmt::Write as _;

use proptest::prelude::*;
use switchboard::yaml::{Findings, Node, Sources, Value, parse};

use super::golden::{formatted, settled};

/// A configuration's value, and the noise with which it is written.
#[derive(Debug, Clone)]
enum Drawn {
    Scalar(&'static str),
    Block(&'static str, Vec<&'static str>),
    Flow(&'static str),
    List(Vec<(Drawn, Noise)>),
    Map(Vec<(&'static str, Drawn, Noise)>),
}

/// Blanks, blank lines and comments around one entry.
#[derive(Debug, Clone)]
struct Noise {
    step: usize,
    blanks: &'static str,
    before: Vec<(usize, &'static str)>,
    behind: Option<(usize, &'static str)>,
    own_line: bool,
}

const SCALARS: &[&str] = &[
    "text",
    "two  words",
    "\"+15017122661\"",
    "'it''s'",
    "NO",
    "~",
    "",
    "https://${host}/a#b",
    "&a x",
    "*a",
    "!!str 5",
    "\"\\u00e9 # no\"",
    "Grüße",
    "-1",
    "a, b] }",
    "&b",
    "!!str",
];
const FLOWS: &[&str] = &[
    "{}",
    "[]",
    "{ env: A }",
    "{env: A,  b:   [c,d]}",
    "[ a , \"b\" ]",
    "{a: , \"b\":1}",
    "[a: b, {c: d}]",
    "[\n        a,  # x\n     b ]",
    "{ a:\n       1 }",
    "[ -a, ?b, a: ]",
];

fn noise() -> impl Strategy<Value = Noise> {
    let comment = || {
        proptest::sample::select(
            &[
                "# note", "#bare", "#", "#   a: 1", "# - item", "#\ttab  ", "",
            ][..],
        )
    };
    let blanks = proptest::sample::select(&[" ", "  ", "     ", "\t", " \t "][..]);
    (
        1..6_usize,
        blanks,
        proptest::collection::vec((0..9_usize, comment()), 0..3),
        proptest::option::of((1..12_usize, comment())),
        any::<bool>(),
    )
        .prop_map(|(step, blanks, before, behind, own_line)| Noise {
            step,
            blanks,
            before,
            behind,
            own_line,
        })
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let header = proptest::sample::select(&["|", ">", "|-", "|+", ">+", "|2", ">1-"][..]);
    let line =
        proptest::sample::select(&["one", "  more", "", "# text", "   ", "- a: 1", "\ttab"][..]);
    let leaf = prop_oneof![
        4 => proptest::sample::select(SCALARS).prop_map(Drawn::Scalar),
        2 => proptest::sample::select(FLOWS).prop_map(Drawn::Flow),
        1 => (header, proptest::collection::vec(line, 0..4)).prop_map(|(h, l)| Drawn::Block(h, l)),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let key = proptest::sample::select(&["a", "b", "\"c d\"", "e-f", "providers", "?x"][..]);
        prop_oneof![
            proptest::collection::vec((inner.clone(), noise()), 1..4).prop_map(Drawn::List),
            proptest::collection::vec((key, inner, noise()), 1..4).prop_map(Drawn::Map),
        ]
    })
}

/// Writes the noise before an entry, and its indentation.
fn begin(text: &mut String, noise: &Noise, column: usize) {
    for (at, comment) in &noise.before {
        let _ = writeln!(text, "{:at$}{comment}", "");
    }
    let _ = write!(text, "{:column$}", "");
}

/// Writes a value after its key or dash; a key's list may begin in the key's own column.
fn value(text: &mut String, drawn: &Drawn, noise: &Noise, column: usize, of_key: bool) {
    let end = |text: &mut String| {
        if let Some((blanks, comment)) = &noise.behind {
            let _ = write!(text, "{:blanks$}{comment}", "");
        }
        text.push('\n');
    };
    let inner = column + noise.step;
    match drawn {
        Drawn::Scalar(scalar) | Drawn::Flow(scalar) => {
            if noise.own_line && !scalar.is_empty() {
                let _ = write!(text, "\n{:inner$}{scalar}", "");
            } else {
                let _ = write!(text, "{}{scalar}", noise.blanks);
            }
            end(text);
        }
        Drawn::Block(header, lines) => {
            let _ = write!(text, "{}{header}", noise.blanks);
            end(text);
            let more = header.chars().find_map(|c| c.to_digit(10));
            let at = more.map_or(inner, |more| column + more as usize);
            for line in lines {
                let _ = writeln!(text, "{:at$}{line}", "");
            }
        }
        Drawn::List(items) => {
            let at = if of_key && noise.own_line {
                column
            } else {
                inner
            };
            end(text);
            list(text, items, at);
        }
        Drawn::Map(_) => {
            end(text);
            map(text, drawn, inner);
        }
    }
}

fn list(text: &mut String, items: &[(Drawn, Noise)], column: usize) {
    for (item, noise) in items {
        begin(text, noise, column);
        text.push('-');
        if let (Drawn::Map(entries), false) = (item, noise.own_line) {
            // On the line of the dash.
            let mut inner = String::new();
            let at = column + 1 + noise.step;
            let mut entries = entries.clone();
            entries[0].2.before.clear();
            map(&mut inner, &Drawn::Map(entries), at);
            let blanks = noise.step;
            let _ = write!(text, "{:blanks$}{}", "", inner.trim_start_matches(' '));
        } else {
            value(text, item, noise, column, false);
        }
    }
}

fn map(text: &mut String, drawn: &Drawn, column: usize) {
    let Drawn::Map(entries) = drawn else { return };
    for (key, inner, noise) in entries {
        begin(text, noise, column);
        let _ = write!(text, "{key}:");
        value(text, inner, noise, column, true);
    }
}

/// The tree without its places.
fn bare(node: &Node) -> String {
    match &node.value {
        Value::List(items) => format!("[{}]", items.iter().map(bare).collect::<Vec<_>>().join(",")),
        Value::Map(map) => {
            let entries = map
                .iter()
                .map(|(key, entry)| format!("{key:?}: {}", bare(&entry.value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
        }
        other => format!("{other:?}"),
    }
}

fn read(text: &str) -> (Option<String>, Vec<&'static str>) {
    let mut sources = Sources::default();
    let id = sources.add("a", text.as_bytes().to_vec()).unwrap();
    let mut findings = Findings::default();
    let tree = parse(&mut sources, id, &mut findings);
    let codes = findings
        .diagnostics
        .iter()
        .map(|d| d.code.as_str())
        .collect();
    (tree.as_ref().map(bare), codes)
}

/// The text after the last `#` of each line, whether in a comment or not.
fn remarks(text: &str) -> Vec<String> {
    let lines = text
        .split(['\n', '\r'])
        .filter_map(|line| line.rsplit_once('#'));
    lines
        .map(|(_, remark)| remark.trim_end().to_owned())
        .collect()
}

fn holds(text: &str) -> Result<bool, TestCaseError> {
    let Some(now) = settled(text.as_bytes()) else {
        return Ok(false);
    };
    prop_assert_eq!(read(text), read(&now), "{}\n---\n{}", text, now);
    prop_assert_eq!(remarks(text), remarks(&now), "{}\n---\n{}", text, now);
    prop_assert!(now.is_empty() || now.ends_with('\n'));
    prop_assert!(!now.contains('\r'));
    prop_assert!(now.matches('\t').count() <= text.matches('\t').count());
    Ok(true)
}

fn cases(number: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok();
    ProptestConfig {
        cases: asked.and_then(|asked| asked.parse().ok()).unwrap_or(number),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Tokens of YAML, and blanks.
const TOKENS: &[&str] = &[
    "a",
    "b: ",
    "c:",
    "- ",
    "-",
    "\n",
    "\n",
    "\n  ",
    "\n    ",
    "\n\n",
    " ",
    "  ",
    "{",
    "}",
    "[",
    "]",
    ", ",
    ",",
    ": ",
    ":",
    "? ",
    "&x ",
    "*x",
    "!!str ",
    "\"q\"",
    "'s'",
    "|\n",
    "|+\n",
    ">-\n",
    "|2\n",
    " # c\n",
    "# d\n",
    "---\n",
    "...\n",
    "--- ",
    "\t",
    "\r\n",
    "é",
    "\"two\n  lines\"",
    "plain\n  more",
    "<<: ",
    "~",
];

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn noise_goes_and_meaning_stays(entries in proptest::collection::vec((proptest::sample::select(&["a", "b", "c d", "keywords"][..]), drawn(), noise()), 1..5)) {
        let mut text = String::new();
        map(&mut text, &Drawn::Map(entries), 0);
        holds(&text)?;
    }

    #[test]
    fn any_tokens_keep_their_meaning(tokens in proptest::collection::vec(proptest::sample::select(TOKENS), 1..16)) {
        holds(&tokens.concat())?;
    }
}

#[test]
fn most_random_texts_are_yaml() {
    use proptest::strategy::ValueTree as _;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let entries = proptest::collection::vec(
        (proptest::sample::select(&["a", "b"][..]), drawn(), noise()),
        1..5,
    );
    let good = (0..200).filter(|_| {
        let entries = entries.new_tree(&mut runner).unwrap().current();
        let mut text = String::new();
        map(&mut text, &Drawn::Map(entries), 0);
        formatted(text.as_bytes()).is_ok()
    });
    let good = good.count();
    assert!(good > 100, "{good} of 200");
}
