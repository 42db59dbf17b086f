//! Random edits of random texts: the tree is the expected one, and nothing else changes.

use proptest::prelude::*;
use proptest::test_runner::Config;
use spanned_yaml::{Draft, Edit, Node, Reason, Value, edit};

use super::drafts::{draft, is, tree};
use super::written::{Doc, Entry, Form, Pen, file};

/// A value that is expected.
#[derive(Debug, Clone)]
enum Want {
    Null,
    /// A null that is quoted is a text.
    QuotedNull,
    Text(String),
    Map(Vec<(String, Want)>),
    List(Vec<Want>),
    New(Draft),
}

#[derive(Debug, Clone)]
enum Kind {
    Set(Draft),
    Insert(Draft),
    Append(Draft),
    Remove,
    Quote,
}

/// An edit of the node with a number, by all paths of the text.
fn random_edit() -> impl Strategy<Value = (usize, Kind)> {
    let kind = prop_oneof![
        draft().prop_map(Kind::Set),
        draft().prop_map(Kind::Insert),
        draft().prop_map(Kind::Append),
        Just(Kind::Remove),
        Just(Kind::Quote),
    ];
    (any::<usize>(), kind)
}

fn want(doc: &Doc) -> Want {
    match doc {
        Doc::Null(_) => Want::Null,
        Doc::Text(text, _) => Want::Text(text.clone()),
        Doc::Map(entries, _) => Want::Map(
            entries
                .iter()
                .map(|(key, e)| (key.clone(), want(&e.value)))
                .collect(),
        ),
        Doc::List(items, _) => Want::List(items.iter().map(|e| want(&e.value)).collect()),
    }
}

/// The paths of all nodes.
fn paths(want: &Want, path: &[String], found: &mut Vec<Vec<String>>) {
    found.push(path.to_vec());
    let below: Vec<(String, &Want)> = match want {
        Want::Map(entries) => entries.iter().map(|(k, v)| (k.clone(), v)).collect(),
        Want::List(items) => items
            .iter()
            .enumerate()
            .map(|(n, v)| (n.to_string(), v))
            .collect(),
        _ => return,
    };
    for (step, value) in below {
        paths(value, &[path, &[step]].concat(), found);
    }
}

/// What is at a path after the edits; `None` if it is removed.
fn after(old: &Want, path: &[String], edits: &[(Vec<String>, Kind)]) -> Option<Want> {
    let here = || edits.iter().filter(|(at, _)| at == path);
    for (_, kind) in here() {
        match kind {
            Kind::Set(draft) => return Some(Want::New(draft.clone())),
            Kind::Remove => return None,
            _ => {}
        }
    }
    let inserts: Vec<(String, Want)> = edits
        .iter()
        .filter_map(|(at, kind)| match (at.split_last()?, kind) {
            ((key, above), Kind::Insert(draft)) if above == path => {
                Some((key.clone(), Want::New(draft.clone())))
            }
            _ => None,
        })
        .collect();
    let items: Vec<Want> = here()
        .filter_map(|(_, kind)| match kind {
            Kind::Append(draft) => Some(Want::New(draft.clone())),
            _ => None,
        })
        .collect();
    let child =
        |step: &str, value: &Want| after(value, &[path, &[step.to_owned()]].concat(), edits);
    Some(match old {
        Want::Map(entries) => {
            let kept = entries
                .iter()
                .filter_map(|(k, v)| Some((k.clone(), child(k, v)?)));
            Want::Map(kept.chain(inserts).collect())
        }
        Want::List(old) => {
            let kept = old
                .iter()
                .enumerate()
                .filter_map(|(n, v)| child(&n.to_string(), v));
            Want::List(kept.chain(items).collect())
        }
        Want::Null if here().any(|(_, kind)| matches!(kind, Kind::Quote)) => Want::QuotedNull,
        Want::Null if !inserts.is_empty() => Want::Map(inserts),
        Want::Null if !items.is_empty() => Want::List(items),
        other => other.clone(),
    })
}

fn holds(node: &Node, want: &Want) -> bool {
    match (&node.value, want) {
        (_, Want::New(draft)) => is(node, draft),
        (Value::Null, Want::Null) => true,
        (Value::Scalar(scalar), Want::QuotedNull) => ["null", "~"].contains(&scalar.text.as_str()),
        // The last line of a block of text may end with a line break.
        (Value::Scalar(scalar), Want::Text(text)) => scalar.text.trim_end() == text,
        (Value::List(nodes), Want::List(items)) => {
            nodes.len() == items.len() && nodes.iter().zip(items).all(|(n, w)| holds(n, w))
        }
        (Value::Map(nodes), Want::Map(entries)) => {
            nodes.len() == entries.len()
                && nodes
                    .iter()
                    .zip(entries)
                    .all(|((key, entry), (name, want))| key == name && holds(&entry.value, want))
        }
        _ => false,
    }
}

/// Whether one text is another with bytes left out.
fn is_part_of(part: &str, whole: &str) -> bool {
    let mut bytes = whole.bytes();
    part.bytes().all(|wanted| bytes.any(|b| b == wanted))
}

/// The text of a file, with other line ends, a mark, and no last line break.
fn dressed(doc: &Doc, crlf: bool, mark: bool, open: bool) -> String {
    let mut text = Pen::file(doc);
    if open {
        text.truncate(text.trim_end_matches('\n').len());
    }
    if crlf {
        text = text.replace('\n', "\r\n");
    }
    if mark {
        format!("\u{feff}{text}")
    } else {
        text
    }
}

fn request((path, kind): &(Vec<String>, Kind)) -> Edit {
    match kind.clone() {
        Kind::Set(draft) => Edit::set(path, draft),
        Kind::Insert(draft) => Edit::insert(path, draft),
        Kind::Append(draft) => Edit::append(path, draft),
        Kind::Remove => Edit::remove(path),
        Kind::Quote => Edit::quote(path),
    }
}

/// The edits with their paths, without those that cannot be made.
fn possible(text: &str, old: &Want, random: Vec<(usize, Kind)>) -> Vec<(Vec<String>, Kind)> {
    let mut all = Vec::new();
    paths(old, &[], &mut all);
    let mut edits: Vec<(Vec<String>, Kind)> = random
        .into_iter()
        .enumerate()
        .map(|(n, (number, kind))| {
            let mut path = all[number % all.len()].clone();
            if matches!(kind, Kind::Insert(_)) {
                path.push(format!("new {n}"));
            }
            (path, kind)
        })
        .collect();
    loop {
        let requests: Vec<Edit> = edits.iter().map(request).collect();
        let Err(refused) = edit(text, &requests) else {
            return edits;
        };
        for one in &refused {
            let expected = matches!(
                one.reason,
                Reason::Overlaps(_)
                    | Reason::NotAMap
                    | Reason::NotAList
                    | Reason::NotPlain
                    | Reason::NotHere
                    | Reason::NoPath
            );
            assert!(expected, "{one} {:?}\n{text}\n{edits:?}", one.reason);
        }
        for one in refused.iter().rev() {
            edits.remove(one.edit);
        }
    }
}

/// 1,500 cases, or as many as `PROPTEST_CASES` says, and no files about those that failed.
fn config() -> Config {
    let asked = std::env::var("PROPTEST_CASES").ok();
    Config {
        cases: asked.and_then(|text| text.parse().ok()).unwrap_or(1500),
        failure_persistence: None,
        ..Config::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn edits_of_any_text_make_exactly_the_edits(
        doc in file(),
        random in prop::collection::vec(random_edit(), 1..6),
        crlf: bool,
        mark: bool,
        open: bool,
    ) {
        let text = dressed(&doc, crlf, mark, open);
        let old = want(&doc);
        let (node, codes) = tree(&text);
        prop_assert!(holds(&node.unwrap(), &old), "{}", text);
        let edits = possible(&text, &old, random);
        let requests: Vec<Edit> = edits.iter().map(request).collect();
        let edited = edit(&text, &requests).unwrap();
        let expected = after(&old, &[], &edits).unwrap();
        let (node, now) = tree(&edited);
        prop_assert!(
            holds(&node.unwrap(), &expected), "{}\n{:?}\n{}\n{:?}", text, edits, edited, expected
        );
        prop_assert!(now.iter().all(|code| codes.contains(code)), "{:?}\n{}", now, edited);
        let end = |text: &str| text.ends_with('\n');
        // Without its last entry, a text may end with the blank line above that entry.
        let removes = edits.iter().any(|(_, kind)| matches!(kind, Kind::Remove));
        prop_assert!(end(&text) == end(&edited) || (removes && end(&edited)), "{}\n{:?}\n{}", text, edits, edited);
        prop_assert_eq!(mark, edited.starts_with('\u{feff}'));
        prop_assert!(!text.contains("\r\n") || edited.matches('\n').count() == edited.matches("\r\n").count());
    }

    #[test]
    fn one_edit_leaves_every_other_byte(doc in file(), random in random_edit(), crlf: bool, open: bool) {
        let text = dressed(&doc, crlf, false, open);
        let old = want(&doc);
        let edits = possible(&text, &old, vec![random]);
        let Some((path, kind)) = edits.first() else {
            return Ok(());
        };
        let edited = edit(&text, &[request(&edits[0])]).unwrap();
        let at: Vec<&str> = path.iter().map(String::as_str).collect();
        let (node, _) = tree(&text);
        let node = node.unwrap();
        match kind {
            // Only `{}`, `[]` and `null` make room.
            Kind::Insert(_) | Kind::Append(_) => {
                let hole = ["{}", "[]", "null", "~", "{\n", "[\n", "{\r", "[\r"].iter().any(|hole| text.contains(hole));
                prop_assert!(hole || is_part_of(&text, &edited), "{}\n{:?}\n{}", text, edits, edited);
            }
            Kind::Remove => {
                let hole = edited.contains("{}") || edited.contains("[]");
                prop_assert!(hole || is_part_of(&edited, &text), "{}\n{:?}\n{}", text, edits, edited);
            }
            Kind::Quote | Kind::Set(Draft::Text(_)) => {
                let (_, value) = spanned_yaml::lookup(&node, &at).unwrap();
                let scalar = value.scalar().is_some_and(|s| s.style != spanned_yaml::Style::Block);
                if scalar {
                    let span = value.span;
                    let before = &text[..span.start as usize];
                    let behind = &text[span.end as usize..];
                    prop_assert!(edited.starts_with(before), "{}\n{}", text, edited);
                    prop_assert!(edited.ends_with(behind), "{}\n{}", text, edited);
                }
            }
            Kind::Set(_) => {}
        }
    }
}

#[test]
fn the_random_texts_are_of_every_kind() {
    let entry = |value: Doc| Entry {
        value,
        above: true,
        beside: true,
        blank: true,
        anchor: true,
    };
    let word = || Doc::Text("x".to_owned(), super::written::Notation::Literal);
    let list = Doc::List(vec![entry(word()), entry(Doc::Null(""))], Form::Block(0));
    let text = Pen::file(&Doc::Map(
        vec![("a".to_owned(), entry(list))],
        Form::Block(2),
    ));
    assert_eq!(
        text,
        "\n# c1\na: &a2  # c3\n\n# c4\n- &a5 |-  # c6\n   x\n\n# c7\n-  # c8\n"
    );
}

/// Run it with `--ignored --nocapture` in release mode.
#[test]
#[ignore = "prints times of a file of 25 MB"]
fn thousands_of_edits_of_a_large_file_take_time_linear_in_it() {
    let entry = |n: usize| {
        format!(
            "  n{n}: # number {n}\n    phone_number: +1501{n:07}\n    incoming: {{url: \"https://x/{n}\"}}\n"
        )
    };
    let text = (0..280_000).fold("numbers:\n".to_owned(), |text, n| text + &entry(n));
    let edits: Vec<Edit> = (0..280_000)
        .step_by(10)
        .flat_map(|n| {
            let key = format!("n{n}");
            [
                Edit::quote(["numbers", key.as_str(), "phone_number"]),
                Edit::insert(["numbers", key.as_str(), "incoming", "method"], "POST"),
                Edit::insert(["numbers".to_owned(), format!("new{n}")], "x"),
            ]
        })
        .collect();
    let start = std::time::Instant::now();
    let (node, _) = tree(&text);
    let parsed = start.elapsed();
    drop(node);
    let start = std::time::Instant::now();
    let edited = edit(&text, &edits).unwrap();
    let took = start.elapsed();
    println!(
        "{} bytes: parse {parsed:?}, {} edits {took:?}",
        text.len(),
        edits.len()
    );
    assert!(edited.len() > text.len());
}
