//! Edits of texts: every case with the whole text before and after.

use spanned_yaml::{Draft, DraftList, DraftMap, Edit, Part, Reason, Spot, edit};

use super::drafts::tree;

fn path(path: &str) -> Vec<&str> {
    path.split('.').collect()
}

fn set(at: &str, value: impl Into<Draft>) -> Edit {
    Edit::set(path(at), value)
}

fn insert(at: &str, part: impl Into<Part>) -> Edit {
    Edit::insert(path(at), part)
}

fn append(at: &str, part: impl Into<Part>) -> Edit {
    Edit::append(path(at), part)
}

fn remove(at: &str) -> Edit {
    Edit::remove(path(at))
}

fn quote(at: &str) -> Edit {
    Edit::quote(path(at))
}

/// The number, as an import adds it.
fn number() -> DraftMap {
    DraftMap::new()
        .with("phone_number", "+15017122661")
        .with("url", "https://x.example/sms")
}

/// Makes edits in a text, in both orders of lines: LF and CRLF, with and without a byte-order mark.
#[track_caller]
fn becomes(before: &str, edits: &[Edit], after: &str) {
    assert_eq!(edit(before, edits).as_deref(), Ok(after), "\n{before}");
    let windows = |text: &str| format!("\u{feff}{}", text.replace('\n', "\r\n"));
    if before.contains('\n') {
        let edited = edit(&windows(before), edits);
        assert_eq!(edited, Ok(windows(after)), "CRLF\n{before}");
    }
    let (_, new) = tree(after);
    let (_, old) = tree(before);
    let more: Vec<_> = new.iter().filter(|code| !old.contains(code)).collect();
    assert!(more.is_empty(), "{more:?}\n{after}");
}

#[track_caller]
fn refused(before: &str, one: Edit, reason: Reason) {
    let refused = edit(before, &[one]).expect_err(before);
    let reasons: Vec<_> = refused.iter().map(|refused| refused.reason).collect();
    assert_eq!(reasons, [reason], "{before}");
    assert!(!reason.help().is_empty() && !reason.to_string().is_empty());
}

#[test]
fn a_scalar_is_replaced_where_it_is() {
    for (before, after) in [
        ("a: old\nb: 1\n", "a: new\nb: 1\n"),
        ("a: old # c\n", "a: new # c\n"),
        ("a:   \"old\"\t# c\n", "a:   \"new\"\t# c\n"),
        ("a: 'it''s'\n", "a: 'new'\n"),
        ("a:\n  old  # c\n", "a:\n  new  # c\n"),
        ("a: one\n  two # c\n", "a: new # c\n"),
        (
            "a: |  # c\n  one\n\n  two\n\nb: 1\n",
            "a: new  # c\n\nb: 1\n",
        ),
        ("a: >+\n  one\n\nb: 1\n", "a: new\n\nb: 1\n"),
        ("a: |-\n  one", "a: new"),
        ("a:\nb: 1\n", "a: new\nb: 1\n"),
        ("a: # c\nb: 1\n", "a: new # c\nb: 1\n"),
        ("a: ~ # c\n", "a: new # c\n"),
        ("{a: old, b: 1}", "{a: new, b: 1}"),
        ("{a, b: 1}\n", "{a: new, b: 1}\n"),
        ("{a: , b: 1}\n", "{a: new , b: 1}\n"),
        ("{\"a\":1}\n", "{\"a\":new}\n"),
        ("a: &x old\n", "a: &x new\n"),
        ("x: &x 1\na: *x # c\n", "x: &x 1\na: new # c\n"),
        ("a:\n  b: 1\n  # c\n\n# d\nc: 2\n", "a: new\n\n# d\nc: 2\n"),
        ("a: # c\n  # d\n  - b\nc: 2\n", "a: new # c\nc: 2\n"),
        ("a: [1,\n 2] # c\n", "a: new # c\n"),
        (
            "---\n? x\n: y\na: old\n...\n",
            "---\n? x\n: y\na: new\n...\n",
        ),
    ] {
        becomes(before, &[set("a", "new")], after);
    }
    becomes(
        "a: http://x #b\n",
        &[set("a", "https://y")],
        "a: \"https://y\" #b\n",
    );
    becomes("a: x\n", &[set("a", "no")], "a: \"no\"\n");
    becomes("a: x\n", &[set("a", 5)], "a: 5\n");
    becomes(
        "a: 'x'\n",
        &[set("a", "+15017122661")],
        "a: \"+15017122661\"\n",
    );
    becomes("a: 'x'\n", &[set("a", "x")], "a: 'x'\n");
    becomes("a: 5\n", &[set("a", "5")], "a: \"5\"\n");
    becomes("- a\n- b # c\n", &[set("1", true)], "- a\n- true # c\n");
    becomes(
        "- - a\n  - b\n-\n  c: 1\n",
        &[set("0.1", "x"), set("1.c", "w")],
        "- - a\n  - x\n-\n  c: w\n",
    );
}

#[test]
fn a_value_becomes_a_map_or_list() {
    let map = || {
        DraftMap::new()
            .with("x", 1)
            .with("v", DraftList::new().with("z"))
    };
    for (before, after) in [
        (
            "a: old # c\nb: 1\n",
            "a: # c\n  x: 1\n  v:\n    - z\nb: 1\n",
        ),
        ("a: {b: 1}\n", "a:\n  x: 1\n  v:\n    - z\n"),
        ("a: [1,\n  2] # c\n", "a: # c\n  x: 1\n  v:\n    - z\n"),
        ("a:\n  old\n", "a:\n  x: 1\n  v:\n    - z\n"),
        ("a:\n  old # c\n", "a:\n  # c\n  x: 1\n  v:\n    - z\n"),
        (
            "a: | # c\n  one\n  two\n",
            "a: # c\n  x: 1\n  v:\n    - z\n",
        ),
        (
            "a: # c\n  - old # d\n  - e\nb: 1",
            "a: # c\n  x: 1\n  v:\n    - z\nb: 1",
        ),
        ("a:\n  # c\n  b: 1", "a:\n  # c\n  x: 1\n  v:\n    - z"),
        ("{a: {b: 1}}\n", "{a: { x: 1, v: [z] }}\n"),
        (
            "q:\n   r: 1\ns:\n- t\na: 1\n",
            "q:\n   r: 1\ns:\n- t\na:\n   x: 1\n   v:\n   - z\n",
        ),
    ] {
        becomes(before, &[set("a", map())], after);
    }
    becomes(
        "- a\n- b # c\n",
        &[set("0", map())],
        "- x: 1\n  v:\n    - z\n- b # c\n",
    );
    becomes(
        "- a: 1\n  b: 2\n- b\n",
        &[set("0", map())],
        "- x: 1\n  v:\n    - z\n- b\n",
    );
    becomes(
        "- a # c\n- b\n",
        &[set("0", map())],
        "- # c\n  x: 1\n  v:\n    - z\n- b\n",
    );
    becomes("a: 1\n", &[set("a", DraftMap::new())], "a: {}\n");
    let inline = DraftMap::new().with("env", "NAME").inline();
    becomes("a: x # c\n", &[set("a", inline)], "a: { env: NAME } # c\n");
}

#[test]
fn a_key_is_added_to_a_map_of_lines() {
    for (before, after) in [
        ("a: 1\n", "a: 1\nk: 1\n"),
        ("a: 1", "a: 1\nk: 1"),
        ("a: 1\n\n# end\n", "a: 1\nk: 1\n\n# end\n"),
        ("a: |\n  x\n\n\n", "a: |\n  x\nk: 1\n\n\n"),
        ("a: |+\n  x\n\n", "a: |+\n  x\n\nk: 1\n"),
        ("a: |\n  x\n     \n", "a: |\n  x\n     \nk: 1\n"),
        ("a: >\n  x", "a: >\n  x\nk: 1"),
        ("a:\n", "a:\nk: 1\n"),
        ("a: # c\n  # d\n", "a: # c\n  # d\nk: 1\n"),
        ("a: 1\n...\n", "a: 1\nk: 1\n...\n"),
        ("a: 1\n\nb: 2\n", "a: 1\n\nb: 2\n\nk: 1\n"),
        ("{a: 1}", "{a: 1, k: 1}"),
        ("{}\n", "k: 1\n"),
        ("", "k: 1\n"),
        ("# c\n", "# c\nk: 1\n"),
        ("# c", "# c\nk: 1"),
        ("---\n# c\n...\n", "---\n# c\nk: 1\n...\n"),
        ("---  {} # c\n", "--- # c\nk: 1\n"),
        ("{} # c\n", "# c\nk: 1\n"),
    ] {
        becomes(before, &[insert("k", 1)], after);
    }
    for (before, after) in [
        (
            "m:\n    a: 1 # c\nz: 1\n",
            "m:\n    a: 1 # c\n    k: 1\nz: 1\n",
        ),
        (
            "m:\n  a: 1\n\n# z\nz: 1\n",
            "m:\n  a: 1\n  k: 1\n\n# z\nz: 1\n",
        ),
        (
            "m:\n  a: 1\n  # b: 2\nz: 1\n",
            "m:\n  a: 1\n  # b: 2\n  k: 1\nz: 1\n",
        ),
        (
            "m:\n  a:\n    b: 1\n    # more\nz: 1\n",
            "m:\n  a:\n    b: 1\n    # more\n  k: 1\nz: 1\n",
        ),
        ("m:\nz: 1\n", "m:\n  k: 1\nz: 1\n"),
        ("m: # c\n  # d\nz: 1\n", "m: # c\n  # d\n  k: 1\nz: 1\n"),
        ("m: ~ # c\nz: 1\n", "m: # c\n  k: 1\nz: 1\n"),
        ("m: {} # c\nz: 1\n", "m: # c\n  k: 1\nz: 1\n"),
        ("m: { }\n", "m:\n  k: 1\n"),
        ("m: &m\nz: 1\n", "m: &m\n  k: 1\nz: 1\n"),
        ("m: {a: 1}\n", "m: {a: 1, k: 1}\n"),
        ("m: { a: 1 } # c\n", "m: { a: 1, k: 1 } # c\n"),
        ("m: { a: 1, }\n", "m: { a: 1, k: 1, }\n"),
        ("m: {a: *x }\n", "m: {a: *x , k: 1 }\n"),
        ("m: {a: }\n", "m: {a: , k: 1 }\n"),
        ("m: {a}\n", "m: {a, k: 1}\n"),
        (
            "m: {\n  a: 1, # c\n  b: 2 # d\n}\n",
            "m: {\n  a: 1, # c\n  b: 2, # d\n  k: 1\n}\n",
        ),
        ("m: {\n  a: 1, # c\n}\n", "m: {\n  a: 1, # c\n  k: 1,\n}\n"),
        ("z: 1\n", "z: 1\nm:\n  k: 1\n"),
        ("z:\n   a: 1", "z:\n   a: 1\nm:\n   k: 1"),
    ] {
        becomes(before, &[insert("m.k", 1)], after);
    }
    becomes(
        "- a: 1\n  b: 2\n- c\n",
        &[insert("0.k", 1)],
        "- a: 1\n  b: 2\n  k: 1\n- c\n",
    );
    becomes("-\n- c\n", &[insert("0.k", 1)], "- k: 1\n- c\n");
    becomes(
        "- # c\n-   # d\n",
        &[insert("0.k", 1), insert("1.k", 2)],
        "- # c\n  k: 1\n-   # d\n  k: 2\n",
    );
    becomes("- {}\n", &[insert("0.k", 1)], "- k: 1\n");
    becomes(
        "[{}, {a: 1}]\n",
        &[insert("0.k", 1), insert("1.k", 2)],
        "[{ k: 1 }, {a: 1, k: 2}]\n",
    );
}

#[test]
fn a_key_is_added_at_a_place() {
    let at = |spot: Spot| insert("m.k", Part::new(1).above("new")).at(spot);
    let before = "m:\n  # the first\n  a: 1\n  # the second\n  b:\n    c: 1\nz: 1\n";
    for (spot, after) in [
        (
            Spot::First,
            "m:\n  # new\n  k: 1\n  # the first\n  a: 1\n  # the second\n  b:\n    c: 1\nz: 1\n",
        ),
        (
            Spot::After("a".to_owned()),
            "m:\n  # the first\n  a: 1\n  # new\n  k: 1\n  # the second\n  b:\n    c: 1\nz: 1\n",
        ),
        (
            Spot::Before("b".to_owned()),
            "m:\n  # the first\n  a: 1\n  # new\n  k: 1\n  # the second\n  b:\n    c: 1\nz: 1\n",
        ),
        (
            Spot::After("b".to_owned()),
            "m:\n  # the first\n  a: 1\n  # the second\n  b:\n    c: 1\n  # new\n  k: 1\nz: 1\n",
        ),
    ] {
        becomes(before, &[at(spot)], after);
    }
    let flow = |spot: Spot| insert("m.k", 1).at(spot);
    let before = "m: {a: 1, b: 2}\n";
    becomes(before, &[flow(Spot::First)], "m: {k: 1, a: 1, b: 2}\n");
    becomes(
        before,
        &[flow(Spot::After("a".to_owned()))],
        "m: {a: 1, k: 1, b: 2}\n",
    );
    becomes(
        before,
        &[flow(Spot::Before("b".to_owned()))],
        "m: {a: 1, k: 1, b: 2}\n",
    );
    becomes(
        "# schema\na: 1\n",
        &[insert("k", 1).at(Spot::First)],
        "# schema\nk: 1\na: 1\n",
    );
    becomes(
        "- a: 1\n  b: 2\n",
        &[insert("0.k", 1).at(Spot::First)],
        "- k: 1\n  a: 1\n  b: 2\n",
    );
    refused(
        before,
        flow(Spot::After("q".to_owned())),
        Reason::NoNeighbour,
    );
    let order = [
        insert("m.x", 1),
        insert("m.v", 2).at(Spot::First),
        insert("m.z", 3),
    ];
    becomes(
        "m:\n  a: 0\n",
        &order,
        "m:\n  v: 2\n  a: 0\n  x: 1\n  z: 3\n",
    );
}

#[test]
fn missing_maps_are_created_once() {
    let edits = [
        insert("p.numbers.a", number()),
        insert("p.numbers.b", number()),
        append("p.list", "x"),
    ];
    becomes(
        "version: 1\n",
        &edits,
        "version: 1\np:\n  numbers:\n    a:\n      phone_number: \"+15017122661\"\n      url: https://x.example/sms\n    b:\n      phone_number: \"+15017122661\"\n      url: https://x.example/sms\n  list:\n    - x\n",
    );
    let comment = insert("m.k", Part::new(number()).above("demo URL").beside("old"));
    becomes(
        "m: {a: {}} # c\n",
        &[comment],
        "# k: demo URL\n# k: old\nm: {a: {}, k: { phone_number: \"+15017122661\", url: https://x.example/sms }} # c\n",
    );
}

#[test]
fn a_comment_moves_with_its_line_up_to_a_dash() {
    let noted = || DraftMap::new().with("x", Part::new(1).beside("note"));
    for (before, edits, after) in [
        (
            "l:\n- one\n- a: one\n  b: [one, two]\n",
            vec![set("l.1.b.0", noted()), remove("l.1.a")],
            "l:\n- one\n- # x: note\n  b: [{ x: 1 }, two]\n",
        ),
        (
            "- a: 1\n  b: [one]\n",
            vec![remove("0.a"), append("0.b", noted())],
            "- # x: note\n  b: [one, { x: 1 }]\n",
        ),
        (
            "- a: 1\n  # b\n  b: {c: 1}\n",
            vec![remove("0.a"), insert("0.b.d", noted())],
            "- # b\n  # d.x: note\n  b: {c: 1, d: { x: 1 }}\n",
        ),
        (
            "- - a\n  - [one]\n",
            vec![remove("0.0"), set("0.1.0", noted())],
            "- # x: note\n  - [{ x: 1 }]\n",
        ),
        (
            "- - one\n  - - a\n    - [one]\n",
            vec![remove("0.0"), remove("0.1.0"), set("0.1.1.0", noted())],
            "- - # x: note\n    - [{ x: 1 }]\n",
        ),
        (
            "- a: 1\n  b:\n    [one]\n",
            vec![remove("0.a"), set("0.b.0", noted())],
            "- b:\n    # x: note\n    [{ x: 1 }]\n",
        ),
        (
            "- a: 1\n  b: [one]\n",
            vec![
                remove("0.a"),
                set("0.b.0", noted()),
                insert("0.k", 1).at(Spot::First),
            ],
            "- k: 1\n  # x: note\n  b: [{ x: 1 }]\n",
        ),
        (
            "m:\n  a: 1\n  b: [one]\n",
            vec![
                set("m.b.0", noted()),
                insert("m.k", 1).at(Spot::Before("b".to_owned())),
                insert("m.j", 2).at(Spot::After("a".to_owned())),
            ],
            "m:\n  a: 1\n  j: 2\n  k: 1\n  # x: note\n  b: [{ x: 1 }]\n",
        ),
    ] {
        becomes(before, &edits, after);
    }
}

#[test]
fn a_new_entry_in_the_place_of_another_adds_no_blank_line_to_a_text() {
    for (before, edits, after) in [
        (
            "a:\n  b: |+\n    x\n  c: 1\n\nd: 1\n",
            vec![insert("k", 1), remove("d"), remove("a.c")],
            "a:\n  b: |+\n    x\nk: 1\n",
        ),
        (
            "- - |+\n    x\n  - 1\n\n- 2\n",
            vec![
                Edit::append(Vec::<String>::new(), 3),
                remove("1"),
                remove("0.1"),
            ],
            "- - |+\n    x\n- 3\n",
        ),
        (
            "a: |+\n  x\nb: 1\n\nc: 2\n",
            vec![remove("b"), remove("c"), insert("k", 1)],
            "a: |+\n  x\nk: 1\n",
        ),
        (
            "a: |+\n  x\nb: 1\n\nc: 2\n",
            vec![
                remove("b"),
                insert("k", 1).at(Spot::After("b".to_owned())),
                insert("j", 1).at(Spot::Before("c".to_owned())),
            ],
            "a: |+\n  x\nk: 1\nj: 1\n\nc: 2\n",
        ),
    ] {
        becomes(before, &edits, after);
    }
}

#[test]
fn items_are_added_to_lists() {
    for (before, after) in [
        (
            "l:\n  - a # c\n  - b\nz: 1\n",
            "l:\n  - a # c\n  - b\n  - k\nz: 1\n",
        ),
        ("l:\n- a\n# z\nz: 1\n", "l:\n- a\n- k\n# z\nz: 1\n"),
        ("l: [a, b] # c\n", "l: [a, b, k] # c\n"),
        ("l: [a, b, ]\n", "l: [a, b, k, ]\n"),
        ("l: [*a]\n", "l: [*a , k]\n"),
        ("l: [\n  a,\n  b\n]\n", "l: [\n  a,\n  b,\n  k\n]\n"),
        ("l: []\n", "l: [k]\n"),
        ("l:\n", "l:\n  - k\n"),
        ("z: 1\n", "z: 1\nl:\n  - k\n"),
        ("l:\n  - - a\n    - b", "l:\n  - - a\n    - b\n  - k"),
        ("l:\n  -\n", "l:\n  -\n  - k\n"),
    ] {
        becomes(before, &[append("l", "k")], after);
    }
    becomes(
        "l: []\n",
        &[append("l", number())],
        "l:\n  - phone_number: \"+15017122661\"\n    url: https://x.example/sms\n",
    );
    becomes(
        "l:\n- a\n- b\n",
        &[append("l", number()).at(Spot::Before("1".to_owned()))],
        "l:\n- a\n- phone_number: \"+15017122661\"\n  url: https://x.example/sms\n- b\n",
    );
    becomes(
        "- a\n",
        &[Edit::append(Vec::<String>::new(), "k")],
        "- a\n- k\n",
    );
    refused("l: {a: 1}\n", append("l", "k"), Reason::NotAList);
    refused("l: a\n", append("l", "k"), Reason::NotAList);
    refused("l: [a]\n", insert("l.x", "k"), Reason::NotAMap);
}

#[test]
fn an_entry_is_removed_with_its_lines() {
    for (before, after) in [
        ("# a\na: 1 # c\nb: 2\n", "# a\nb: 2\n"),
        (
            "b: 2\na:\n  x: 1\n  # c\n\n# d\nc: 1\n",
            "b: 2\n\n# d\nc: 1\n",
        ),
        ("b: 2\na: 1", "b: 2"),
        ("b: 2\na: |\n  x\n", "b: 2\n"),
        ("{a: 1, b: 2}\n", "{b: 2}\n"),
        ("{b: 2, a: 1}\n", "{b: 2}\n"),
        ("{ a: 1 }\n", "{}\n"),
        ("a: 1\n", "{}\n"),
        ("# c\n---\n# d\na:\n  b: 1 # e\n", "# c\n---\n# d\n{} # e\n"),
        ("{\n  a: 1, # c\n  b: 2\n}\n", "{\n  b: 2\n}\n"),
        ("{\n  b: 2,\n  a: 1 # c\n}\n", "{\n  b: 2,\n}\n"),
    ] {
        becomes(before, &[remove("a")], after);
    }
    becomes("m:\n  a: 1 # c\nz: 1\n", &[remove("m.a")], "m: {}\nz: 1\n");
    becomes("m:\n  - a\nz: 1\n", &[remove("m.0")], "m: []\nz: 1\n");
    becomes(
        "- a: 1 # c\n  # d\n  b: 2\n",
        &[remove("0.a")],
        "- # d\n  b: 2\n",
    );
    becomes(
        "- a: 1\n  b: 2\n  c: 3\n",
        &[remove("0.a"), remove("0.b")],
        "- c: 3\n",
    );
    becomes(
        "- a: 1\n  b: 2\n",
        &[remove("0.a"), insert("0.k", 1)],
        "- b: 2\n  k: 1\n",
    );
    becomes(
        "- a: 1\n  b: 2\n",
        &[remove("0.a"), remove("0.b"), insert("0.k", 1)],
        "- k: 1\n",
    );
    becomes(
        "- a: 1\n  b: 2\n",
        &[remove("0.a"), insert("0.k", 1).at(Spot::First)],
        "- k: 1\n  b: 2\n",
    );
    becomes(
        "- - a\n  - b\n- c\n",
        &[remove("0.0"), remove("1")],
        "- - b\n",
    );
    becomes("[a, b, c, d]\n", &[remove("1"), remove("3")], "[a, c]\n");
    becomes(
        "[a, b, c, d]\n",
        &[remove("2"), remove("3"), append("0", "x")][..2],
        "[a, b]\n",
    );
    becomes("a: 1\nb: 2", &[remove("b"), insert("k", 1)], "a: 1\nk: 1");
    // A blank line that came to follow a text after `|+` would be part of it.
    let kept = "l:\n- |+\n  x\n- y\n\nz: 1\n";
    becomes(kept, &[remove("l.1")], "l:\n- |+\n  x\nz: 1\n");
    becomes(
        kept,
        &[remove("l.1"), append("l", "k")],
        "l:\n- |+\n  x\n- k\nz: 1\n",
    );
    becomes(
        "m:\n  a: |+\n    x\n  b: 1",
        &[remove("m.b"), insert("k", 1)],
        "m:\n  a: |+\n    x\nk: 1",
    );
}

#[test]
fn a_plain_scalar_is_quoted() {
    for (before, after) in [
        ("a: +15017122661 # c\n", "a: \"+15017122661\" # c\n"),
        ("a: NO\n", "a: \"NO\"\n"),
        ("a: null\n", "a: \"null\"\n"),
        ("a: one\n  two\n", "a: \"one two\"\n"),
        ("{a: x\\y}\n", "{a: \"x\\\\y\"}\n"),
        ("a: 'x'\n", "a: 'x'\n"),
        ("a: \"x\"\n", "a: \"x\"\n"),
        ("a: &x y\n", "a: &x \"y\"\n"),
    ] {
        becomes(before, &[quote("a")], after);
    }
    refused("a: |\n  x\n", quote("a"), Reason::NotPlain);
    refused("a:\n", quote("a"), Reason::NotPlain);
    refused("a: {}\n", quote("a"), Reason::NotPlain);
}

#[test]
fn a_scalar_is_quoted_where_it_begins() {
    let at = |before: &str| Edit::quote_at(before.find("+1").unwrap());
    for (before, after) in [
        (
            "# c\na: [x, {b: +1, c: 2}]\n",
            "# c\na: [x, {b: \"+1\", c: 2}]\n",
        ),
        (
            "# c\na: [x, {b: 2, c: &d +1}]\n",
            "# c\na: [x, {b: 2, c: &d \"+1\"}]\n",
        ),
        (
            "a:\n  - x\n  -\n    - b: {}\n      c: +1\n",
            "a:\n  - x\n  -\n    - b: {}\n      c: \"+1\"\n",
        ),
        (
            "? [a, b]\n: c\nd: {<<: {e: +1}}\n",
            "? [a, b]\n: c\nd: {<<: {e: \"+1\"}}\n",
        ),
    ] {
        assert_eq!(edit(before, &[at(before)]).as_deref(), Ok(after));
        let marked = format!("\u{feff}{before}");
        assert_eq!(edit(&marked, &[at(before)]), Ok(format!("\u{feff}{after}")));
    }
    for (byte, reason) in [
        (0, Reason::NotHere),
        (2, Reason::NotHere),
        (99, Reason::NotHere),
    ] {
        refused("a: b\n", Edit::quote_at(byte), reason);
    }
    refused("x: &x 1\na: *x\n", Edit::quote_at(11), Reason::Alias);
    for before in ["x: &x +1\na: *x\n", "x: &x {y: +1}\na: *x\n"] {
        refused(before, at(before), Reason::Anchored);
    }
    refused("a: 1\na: +1\n", at("a: 1\na: +1\n"), Reason::DuplicateKey);
}

#[test]
fn what_would_touch_something_else_is_refused() {
    let anchored = "a: &x {b: 1}\nc: *x\nd: {e: &y 1, f: *y }\n";
    for one in [
        set("a.b", 2),
        set("a", 2),
        insert("a.k", 2),
        remove("a.b"),
        remove("a"),
        quote("a.b"),
        set("d.e", 2),
    ] {
        refused(anchored, one, Reason::Anchored);
    }
    becomes(
        anchored,
        &[set("c", 2), remove("d")],
        "a: &x {b: 1}\nc: 2\n",
    );
    refused(anchored, set("c.b", 2), Reason::Alias);
    refused(anchored, insert("c.k", 2), Reason::Alias);
    let merged = "x: &x {b: 1}\na:\n  <<: *x\n  c: 2\n";
    for one in [set("a.b", 2), remove("a.b"), insert("a.b", 2), quote("a.b")] {
        refused(merged, one, Reason::Merged);
    }
    becomes(
        merged,
        &[set("a.c", 3), insert("a.k", 1)],
        "x: &x {b: 1}\na:\n  <<: *x\n  c: 3\n  k: 1\n",
    );
    for one in [set("a", "x"), quote("a"), set("m", "x")] {
        refused(
            "a: https://${host}/x\nm: {b: '${v}'}\n",
            one,
            Reason::HasVar,
        );
    }
    becomes("a: ${v}\nb: 1\n", &[remove("a")], "b: 1\n");
    refused("a: 1\n---\nb: 2\n", set("a", 2), Reason::SeveralDocuments);
    refused("a: [1\n", set("a", 2), Reason::Unreadable);
    refused("a: \u{7}\n", set("a", 2), Reason::Unreadable);
    refused("a: 1\na: 2\n", set("a", 3), Reason::DuplicateKey);
    refused("a: 1\n", set("b", 2), Reason::NotHere);
    refused("a: 1\n", remove("b.c"), Reason::NotHere);
    refused("a: [1]\n", set("a.1", 2), Reason::NotHere);
    refused("a: [1]\n", set("a.00", 2), Reason::NotHere);
    refused("a: 1\n", insert("a", 2), Reason::Exists);
    refused("a: 1\n", insert("a.b", 2), Reason::NotAMap);
    refused("a: !!str 1\n", set("a", 2), Reason::Tagged);
    refused("? a\n: 1\n", set("a", 2), Reason::UnusualKey);
    refused("[a: 1]\n", insert("0.b", 2), Reason::UnusualKey);
    refused("[a: 1]\n", remove("0.a"), Reason::UnusualKey);
    refused("a: 1\n", Edit::set(Vec::<String>::new(), 1), Reason::NoPath);
    becomes("[a: 1]\n", &[set("0.a", 2)], "[a: 2]\n");
}

#[test]
fn an_entry_with_a_question_mark_is_named_where_its_neighbours_cannot_be_placed() {
    for before in [
        "? a\n: 1\n",
        "?\n  a\n: 1\n",
        "{? a : 1}\n",
        "b: 1\n? a\n: 1\n",
    ] {
        match edit(before, &[insert("k", 2)]) {
            Ok(after) => assert!(after.contains("k: 2"), "{after}"),
            Err(why) => assert!(
                why.iter().all(|one| one.reason == Reason::UnusualKey),
                "{before}: {why:?}"
            ),
        }
    }
}

#[test]
fn edits_of_one_place_are_refused_and_nothing_is_edited() {
    let text = "a: {b: 1}\nc: 2\n";
    for (one, other) in [
        (set("a", 1), set("a", 2)),
        (remove("a"), set("a.b", 2)),
        (set("a.b", 2), remove("a")),
        (insert("k", 1), insert("k.m", 1)),
        (remove("c"), insert("c", 1)),
    ] {
        let refused = edit(text, &[set("c", 3), one, other][..]);
        let refused = refused.expect_err("an overlap");
        assert!(
            refused
                .iter()
                .any(|r| matches!(r.reason, Reason::Overlaps(_))),
            "{refused:?}"
        );
    }
    let both = edit(text, &[set("x.y", 1), set("c", 1), set("z", 1)]).expect_err("missing");
    let places: Vec<_> = both.iter().map(|r| (r.edit, r.address.as_str())).collect();
    assert_eq!(places, [(0, "x.y"), (2, "z")]);
    assert_eq!(both[0].to_string(), "`x.y`: the path is not in this file");
}

#[test]
fn mixed_and_lone_line_breaks_stay() {
    let edited = edit("a: 1\rb:\r  c: 1\r", &[insert("b.k", 1)]);
    assert_eq!(edited.as_deref(), Ok("a: 1\rb:\r  c: 1\r  k: 1\r"));
    let edited = edit("a: 1\r\nb: 2\nc: 3\r\n", &[set("b", 4), insert("k", 5)]);
    assert_eq!(edited.as_deref(), Ok("a: 1\r\nb: 4\nc: 3\r\nk: 5\r\n"));
}
