//! Random drafts, and the values that a reader must find in what they become.

use proptest::prelude::*;
use spanned_yaml::{
    Draft, DraftList, DraftMap, Findings, Node, Part, Sources, Style, Value, looks_secret, parse,
};

/// Texts that YAML might take for something else.
pub const HOSTILE: [&str; 84] = [
    "",
    " ",
    "  a",
    "a  ",
    "a  b",
    "#",
    "a #b",
    "a# b",
    "#a",
    ": ",
    "a: b",
    "a:",
    ":a",
    "a:b",
    "- ",
    "-",
    "- a",
    "-a",
    "--- a",
    "---",
    "...",
    "? ",
    "?",
    "?a",
    "'",
    "\"",
    "it's",
    "a \"b\" c",
    "\\",
    "a\\nb",
    "\\u0041",
    "{",
    "}",
    "[",
    "]",
    "a, b",
    "{a: 1}",
    "[a]",
    "&a",
    "*a",
    "!a",
    "!!str a",
    "|",
    ">",
    "%",
    "%YAML 1.2",
    "@",
    "`",
    "no",
    "YES",
    "on",
    "Off",
    "y",
    "N",
    "true",
    "False",
    "null",
    "Null",
    "~",
    "1",
    "-1",
    "+1",
    "1.5",
    ".5",
    ".inf",
    ".NaN",
    "1e3",
    "0x1F",
    "0o17",
    "1_000",
    "12:30:45",
    "2001-12-14",
    "2001-12-14t21:59:43.10-05:00",
    "<<",
    "=",
    "+15017122661",
    "3rd",
    "deadbeef",
    "0b1010",
    "https://x.example/#a?b=c&d=$5",
    "${host}",
    "$$",
    "===",
    "a\u{a0}b",
];

/// Pieces of such texts.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(HOSTILE.to_vec()).prop_map(str::to_owned),
        "[a-z]{1,8}",
        "[ -~]{0,6}",
        prop::sample::select(vec![
            "\n",
            "\r",
            "\r\n",
            "\t",
            "\u{85}",
            "\u{2028}",
            "\u{2029}",
            "\u{feff}",
            "\0",
            "\u{7}",
            "\u{1b}",
            "\u{7f}",
            "\u{9f}",
            "\u{fffe}",
            "\u{ffff}",
            "\u{200b}",
            "\u{200d}",
            "\u{202e}",
            "é",
            "日本語",
            "Ωμέγα",
            "עברית",
            "عربى",
            "हिन्दी",
            "😀",
            "👨\u{200d}👩",
            "🏴\u{e0067}",
            "e\u{301}",
            "\u{d7ff}",
            "\u{e000}",
            "\u{10ffff}",
            "٣",
            "　",
        ])
        .prop_map(str::to_owned),
        any::<char>().prop_map(|c| c.to_string()),
    ]
}

pub fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => piece(),
        1 => prop::collection::vec(piece(), 0..5).prop_map(|pieces| pieces.concat()),
        1 => "[a-zA-Z0-9 ]{64}",
    ]
}

fn part(value: impl Strategy<Value = Draft>) -> impl Strategy<Value = Part> {
    (
        value,
        prop::collection::vec(text(), 0..2),
        prop::option::weighted(0.2, text()),
        prop::bool::weighted(0.2),
    )
        .prop_map(|(value, above, beside, blank)| {
            let mut part = Part::new(value);
            for comment in above {
                part = part.above(comment);
            }
            if let Some(comment) = beside {
                part = part.beside(comment);
            }
            if blank {
                part.after_a_blank_line()
            } else {
                part
            }
        })
}

/// Whether a key holds a URL, which may have a password, or the name of a secret.
fn holds_a_secret(key: &str) -> bool {
    let mut words = key.split(|c: char| !c.is_alphanumeric() && !"_-.".contains(c));
    key.contains("://") || looks_secret(key) || words.any(looks_secret)
}

fn map(value: impl Strategy<Value = Draft>) -> impl Strategy<Value = Draft> {
    (
        // A key that holds a secret would be hidden.
        prop::collection::btree_map(
            text().prop_filter("shown", |key| !holds_a_secret(key)),
            part(value),
            0..5,
        ),
        prop::bool::weighted(0.3),
        prop::option::weighted(0.2, text()),
    )
        .prop_map(|(entries, inline, below)| {
            let mut map: DraftMap = entries.into_iter().collect();
            if inline {
                map = map.inline();
            }
            if let Some(comment) = below {
                map = map.below(comment);
            }
            Draft::Map(map)
        })
}

fn list(value: impl Strategy<Value = Draft>) -> impl Strategy<Value = Draft> {
    (
        prop::collection::vec(part(value), 0..5),
        prop::bool::weighted(0.3),
        prop::option::weighted(0.2, text()),
    )
        .prop_map(|(items, inline, below)| {
            let mut list: DraftList = items.into_iter().collect();
            if inline {
                list = list.inline();
            }
            if let Some(comment) = below {
                list = list.below(comment);
            }
            Draft::List(list)
        })
}

pub fn draft() -> impl Strategy<Value = Draft> {
    let leaf = prop_oneof![
        6 => text().prop_map(Draft::Text),
        1 => any::<i64>().prop_map(Draft::Number),
        1 => any::<f64>().prop_filter("finite", |n| n.is_finite()).prop_map(Draft::Decimal),
        1 => any::<bool>().prop_map(Draft::Flag),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![map(inner.clone()), list(inner)]
    })
}

pub fn whole() -> impl Strategy<Value = Draft> {
    prop_oneof![4 => map(draft()), 1 => list(draft())]
}

/// The tree of a text, and the codes of everything that is wrong with it.
pub fn tree(text: &str) -> (Option<Node>, Vec<&'static str>) {
    let mut sources = Sources::default();
    let mut findings = Findings::default();
    let tree = match sources.add("x.yaml", text.as_bytes().to_vec()) {
        Ok(id) => parse(&mut sources, id, &mut findings),
        Err(refused) => {
            findings.push(*refused);
            None
        }
    };
    let codes = findings.diagnostics.iter().map(|d| d.code.as_str());
    (tree, codes.collect())
}

/// Whether a node is what a draft says, in the same order.
pub fn is(node: &Node, draft: &Draft) -> bool {
    match (&node.value, draft) {
        (Value::Scalar(scalar), Draft::Text(text)) => {
            let plain = scalar.style == Style::Plain;
            let other = scalar.as_number().is_some() || scalar.as_boolean().is_some();
            scalar.text == *text && !(plain && other)
        }
        (Value::Scalar(scalar), Draft::Number(number)) => {
            scalar.as_integer() == Some(i128::from(*number))
        }
        (Value::Scalar(scalar), Draft::Decimal(number)) => scalar.as_number() == Some(*number),
        (Value::Scalar(scalar), Draft::Flag(flag)) => scalar.as_boolean() == Some(*flag),
        (Value::List(nodes), Draft::List(list)) => {
            nodes.len() == list.items().len()
                && nodes
                    .iter()
                    .zip(list.items())
                    .all(|(node, part)| is(node, part.value()))
        }
        (Value::Map(nodes), Draft::Map(map)) => {
            nodes.len() == map.entries().len()
                && nodes
                    .iter()
                    .zip(map.entries())
                    .all(|((key, entry), (wanted, part))| {
                        key == wanted && is(&entry.value, part.value())
                    })
        }
        _ => false,
    }
}
