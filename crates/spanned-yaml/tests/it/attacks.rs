//! Hostile and huge inputs: a clear error, in bounded time and memory.

use std::time::{Duration, Instant};

use spanned_yaml::{Findings, Node, Sources, Value, YamlCode, parse};

use super::sample::{read, read_files};

/// A longer time than this is not bounded, even on the busiest machine: quadratic growth takes
/// hours on these inputs, an early refusal takes moments.
const HANGS: Duration = Duration::from_mins(2);

/// Reads, renders, and asserts the first code and a generous time.
#[track_caller]
fn bounded(text: &str, code: &str) {
    let start = Instant::now();
    let read = read(text);
    let shown = read.human();
    let elapsed = start.elapsed();
    let codes: Vec<_> = read.diagnostics.iter().map(|d| d.code.as_str()).collect();
    let head: String = shown.chars().take(2_000).collect();
    assert!(codes.contains(&code), "{code}\n{head}");
    assert!(shown.len() < 1 << 20, "{} bytes", shown.len());
    assert!(elapsed < HANGS, "{elapsed:?}\n{head}");
}

#[test]
fn nesting() {
    for text in [
        "[".repeat(10_000),
        "[".repeat(100_000),
        "{a: ".repeat(10_000),
        "{a: ".repeat(100_000),
        "- ".repeat(20_000),
        "? ".repeat(20_000),
        (0..1_000)
            .map(|n| format!("{}k:\n", " ".repeat(n)))
            .collect(),
    ] {
        bounded(&text, "E0110");
    }
    let levels = |n: usize| {
        (0..n)
            .map(|n| format!("{}k:\n", " ".repeat(n)))
            .collect::<String>()
    };
    assert!(
        !read(&levels(64))
            .diagnostics
            .iter()
            .any(|d| d.code == YamlCode::TooDeep)
    );
    assert!(
        read(&levels(65))
            .diagnostics
            .iter()
            .any(|d| d.code == YamlCode::TooDeep)
    );
}

#[test]
fn aliases() {
    let mut laughs = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n".to_owned();
    for n in 1..10 {
        let list = vec![format!("*a{}", n - 1); 9].join(",");
        laughs += &format!("a{n}: &a{n} [{list}]\n");
    }
    bounded(&laughs, "E0111");
    let items = vec!["x"; 20_000].join(",");
    let uses = vec!["*a"; 2_000].join(",");
    bounded(&format!("a: &a [{items}]\nb: [{uses}]\n"), "E0111");
    bounded(
        &format!("a: &a {}\nb: [{uses}]\n", "x".repeat(1 << 20)),
        "E0111",
    );
    let anchors: String = (0..100_000).map(|n| format!("k{n}: &a{n} x\n")).collect();
    bounded(&anchors, "E0111");
    bounded(
        &format!("a: &a x\nb: [{}]\n", vec!["*a"; 100_000].join(",")),
        "E0111",
    );
    let mut deep = "a0: &a0 [x]\n".to_owned();
    for n in 1..100 {
        deep += &format!("a{n}: &a{n} [*a{}]\n", n - 1);
    }
    bounded(&deep, "E0110");
    let deep: String =
        (0..60).map(|n| format!("&a{n} [")).collect::<String>() + &items + &"]".repeat(60);
    bounded(&deep, "E0111");
}

#[test]
fn sizes() {
    bounded(&"x".repeat(10 << 20), "E0501");
    bounded(
        &format!("version: 1\nsmall: {}\n", "x".repeat(10 << 20)),
        "E0204",
    );
    bounded(
        &format!("version: 1\n{}", "a: b\n".repeat(300_000)),
        "E0202",
    );
    bounded(&"- x\n".repeat(1_000_000), "E0501");
    bounded(
        &format!("version: 1\nkeywords: [{}]", "[],".repeat(100_000)),
        "E0204",
    );
    bounded(
        &format!("version: 1\nx: {{{}", "a_token: \"y\", ".repeat(100_000)),
        "E0202",
    );
    bounded(&"\"".repeat(1 << 20), "E0108");
    bounded(&"a: 'x".repeat(200_001), "E0108");
    bounded(&"&a ".repeat(200_000), "E0104");
    bounded(&"%A ".repeat(200_000), "E0104");
    let read = read_files(&[("big.yaml", &vec![b'#'; (64 << 20) + 1])], &[]);
    assert_eq!(read.places(), ["E0101"]);
}

#[test]
fn junk() {
    let mut state = 1_u32;
    let mut next = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    let bytes: Vec<u8> = (0..50 << 20).map(|_| next()).collect();
    let start = Instant::now();
    let read = read_files(&[("junk", &bytes)], &[]);
    assert!(read.diagnostics[0].code.as_str().starts_with("E010"));
    let alphabet = b"abc:-[]{},&*#?|>'\"%@!` \n\t\\$~<";
    let text: Vec<u8> = (0..1 << 20)
        .map(|_| alphabet[next() as usize % alphabet.len()])
        .collect();
    let read = read_files(&[("junk", &text)], &[]);
    assert!(!read.human().is_empty());
    assert!(start.elapsed() < HANGS, "{:?}", start.elapsed());
}

#[test]
fn a_large_configuration_is_read() {
    let mut text = "version: 1\nproviders:\n  t:\n    type: twilio\n    numbers:\n".to_owned();
    for n in 0..20_000 {
        text += &format!(
            "      n{n}:\n        phone_number: \"+1555{n:07}\"\n        friendly_name: Number {n}\n"
        );
    }
    let start = Instant::now();
    let config = read(&text).config();
    assert_eq!(config.providers.len(), 1);
    assert!(start.elapsed() < HANGS, "{:?}", start.elapsed());
}

fn values(node: &Node) -> usize {
    let below = match &node.value {
        Value::List(items) => items.iter().map(values).sum(),
        Value::Map(map) => map.iter().map(|(_, entry)| values(&entry.value)).sum(),
        _ => 0,
    };
    below + 1
}

/// Reads some texts as the files of one configuration: the codes, and the number of values.
fn together(texts: &[String]) -> (Vec<&'static str>, usize) {
    let mut sources = Sources::default();
    let mut findings = Findings::default();
    let mut count = 0;
    for (at, text) in texts.iter().enumerate() {
        let name = format!("{at}.yaml");
        let id = sources.add(name, text.clone().into_bytes()).unwrap();
        count += parse(&mut sources, id, &mut findings).map_or(0, |tree| values(&tree));
    }
    let codes = findings.diagnostics.iter().map(|one| one.code.as_str());
    (codes.collect(), count)
}

/// All files share one allowance for what aliases add, counted in values, and the first
/// error that says so is the only one.
#[test]
fn aliases_of_all_files_share_one_allowance() {
    let doubling = |levels: usize| {
        let mut text = "a0: &a0 {x: 1}\n".to_owned();
        for n in 1..levels {
            text += &format!("a{n}: &a{n} {{p: *a{0}, q: *a{0}}}\n", n - 1);
        }
        text
    };
    for files in [1, 4, 12] {
        let (codes, count) = together(&vec![doubling(30); files]);
        assert_eq!(codes, ["E0111"], "{files}");
        assert!(count < 110_000, "{files}: {count}");
    }
    // Each is small enough by itself; together they are not.
    let (codes, count) = together(&vec![doubling(12); 12]);
    assert_eq!(codes, ["E0111"]);
    assert!(count < 110_000, "{count}");
    assert!(together(&[doubling(12)]).0.is_empty());
    // Realistic sharing is far below it.
    let shared: String = (0..2_000).map(|n| format!("n{n}: *shared\n")).collect();
    let (codes, _) = together(&[format!(
        "x: &shared {{ a: 1, b: [2, 3], c: {{ d: 4 }} }}\n{shared}"
    )]);
    assert!(codes.is_empty(), "{codes:?}");
}
