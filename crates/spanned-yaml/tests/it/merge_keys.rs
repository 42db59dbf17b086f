//! Merge keys: which entries a map gets, and where they are.

use spanned_yaml::{Findings, Node, Sources, lookup, parse};

/// The tree of a text, and the codes of its problems.
fn read(text: &str) -> (Node, Vec<String>) {
    let (mut sources, mut findings) = (Sources::default(), Findings::default());
    let id = sources.add("t.yaml".to_owned(), text.into()).unwrap();
    let tree = parse(&mut sources, id, &mut findings).unwrap();
    let codes = findings.diagnostics.iter().map(|one| one.code.to_string());
    (tree, codes.collect())
}

fn text<'a>(tree: &'a Node, path: &[&str]) -> Option<&'a str> {
    lookup(tree, path).and_then(|(_, node)| node.text())
}

#[test]
fn explicit_keys_win_and_earlier_maps_over_later_ones() {
    let (tree, codes) = read(
        "a: &a { one: a, two: a }\nb: &b { two: b, three: b }\nc:\n  one: own\n  <<: [*a, *b]\nd: { <<: *b, three: own }\n",
    );
    assert!(codes.is_empty(), "{codes:?}");
    assert_eq!(text(&tree, &["c", "one"]), Some("own"));
    assert_eq!(text(&tree, &["c", "two"]), Some("a"));
    assert_eq!(text(&tree, &["c", "three"]), Some("b"));
    assert_eq!(text(&tree, &["c", "<<"]), None);
    assert_eq!(text(&tree, &["d", "two"]), Some("b"));
    assert_eq!(text(&tree, &["d", "three"]), Some("own"));
}

#[test]
fn a_merged_entry_is_where_it_is_written() {
    let (tree, _) = read("a: &a { one: x }\nb:\n  <<: *a\n");
    let written = lookup(&tree, &["a", "one"]).unwrap().0;
    assert_eq!(lookup(&tree, &["b", "one"]).unwrap().0, written);
}

#[test]
fn merged_maps_merge_further() {
    let (tree, codes) = read("a: &a { one: x }\nb: &b { <<: *a, two: y }\nc: { <<: *b }\n");
    assert!(codes.is_empty(), "{codes:?}");
    assert_eq!(text(&tree, &["c", "one"]), Some("x"));
    assert_eq!(text(&tree, &["c", "two"]), Some("y"));
}

#[test]
fn what_is_no_map_is_refused_and_a_quoted_key_is_a_key() {
    let codes = |text: &str| read(text).1;
    assert_eq!(codes("a: { <<: text }\n"), ["E0120"]);
    assert_eq!(codes("a: { <<: }\n"), ["E0120"]);
    assert_eq!(codes("a: { <<: [{ b: c }, d] }\n"), ["E0120"]);
    assert_eq!(codes("a: &a { <<: *a }\n"), ["E0113"]);
    assert_eq!(codes("a: { <<: { b: c }, <<: { d: e } }\n"), ["E0202"]);
    assert!(codes("a: { '<<': text }\n").is_empty());
}

#[test]
fn merging_costs_as_much_as_copying() {
    let mut bomb = "a0: &a0 { k0: [x, x, x, x, x, x, x, x, x, x] }\n".to_owned();
    for n in 1..30 {
        let last = n - 1;
        bomb += &format!("a{n}: &a{n} {{ <<: *a{last}, k{n}: [*a{last}, *a{last}] }}\n");
    }
    assert_eq!(read(&bomb).1, ["E0111"]);
}
