//! Reads typed values from a tree with errors in it, by leaving out what is wrong.
//!
//! One run reports everything: a number declared twice is reported even if a key elsewhere is
//! misspelt. What was left out is remembered, so that its absence is not reported. No other finding
//! is withheld.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::formats;
use crate::config::document::Document;
use crate::model::Name;
use crate::yaml::{
    self, Diagnostic, Entry, Findings, Map, Node, Scalar, Shape, Span, Value, YamlCode,
};

/// How often the rest of the tree is checked again. Leaving out a value may make its parent wrong,
/// and parents are nested no deeper than this.
const ROUNDS: usize = 16;
/// How often the first value that has the right shape but cannot be read is left out.
const TRIES: usize = 64;

/// The values that could be read.
pub(super) struct Salvaged<'a> {
    /// The document, without what was wrong.
    pub document: Option<Document>,
    /// The tree that it was read from.
    pub tree: Cow<'a, Node>,
    /// Why there is no document.
    pub why_not: String,
    /// What was left out.
    pub lost: Lost,
}

/// The parts that were left out.
#[derive(Default)]
pub(super) struct Lost {
    /// Dotted paths, including those of the declared keys that misspelt keys were meant to be.
    paths: BTreeSet<String>,
    /// Dotted paths of maps that were read only in part.
    partial: BTreeSet<String>,
}

impl Lost {
    /// Whether a value at this path may have been left out. Its absence can then not be reported.
    pub fn misses(&self, path: &str) -> bool {
        let parts: Vec<&str> = path.split('.').collect();
        let above = |n: usize| parts.iter().take(n).copied().collect::<Vec<_>>().join(".");
        let gone = (1..=parts.len()).any(|n| self.paths.contains(&above(n)));
        let in_part = (0..parts.len()).any(|n| self.partial.contains(&above(n)));
        gone || in_part || self.outside(&parts) || self.renamed(&parts)
    }

    /// Whether the key was left out because it was written one level too far out, beside the entry
    /// that it belongs to.
    fn outside(&self, parts: &[&str]) -> bool {
        let [above @ .., _, key] = parts else {
            return false;
        };
        self.paths.contains(&[above, &[*key]].concat().join("."))
    }

    /// Whether a number was left out because its name is invalid. The corrected name may be this
    /// one.
    fn renamed(&self, parts: &[&str]) -> bool {
        let [above @ .., "numbers", name] = parts else {
            return false;
        };
        let above = format!("{}.numbers.", above.join("."));
        let lost = self
            .paths
            .iter()
            .filter_map(|lost| lost.strip_prefix(&above));
        let mut no_names = lost.filter(|lost| Name::parse(lost).is_err());
        no_names.any(|lost| yaml::nearest(lost, [*name]).is_some())
    }
}

/// Reads what can be read around the given errors.
pub(super) fn typed<'a>(root: &'a Node, shape: &Shape, wrong: &[&Diagnostic]) -> Salvaged<'a> {
    let mut lost = Lost::default();
    let mut tree = Cow::Borrowed(root);
    let mut bad: BTreeMap<Span, Loss> = wrong.iter().filter_map(|one| loss(one)).collect();
    unread(root, "", &mut bad, &mut lost);
    for _ in 0..ROUNDS {
        if bad.is_empty() {
            break;
        }
        let less = without(tree.into_owned(), &bad, "", &mut lost);
        tree = Cow::Owned(with_a_version(less));
        // A finding here means that a value lost a part that it needs.
        let mut findings = Findings::default();
        shape.check(&tree, &formats::DomainFormats, &mut findings);
        let errors = findings.diagnostics.iter().filter(|one| one.is_error());
        bad = errors.filter_map(loss).collect();
    }
    let mut why_not = String::new();
    for _ in 0..TRIES {
        let error = match yaml::from_node(&tree) {
            Ok(document) => {
                return Salvaged {
                    document: Some(document),
                    tree,
                    why_not,
                    lost,
                };
            }
            Err(error) => error,
        };
        why_not = error.to_string();
        match error.span {
            Some(span) if span != root.span && !wrong.is_empty() => {
                let bad = [(span, Loss::Itself)].into();
                tree = Cow::Owned(without(tree.into_owned(), &bad, "", &mut lost));
            }
            _ => break,
        }
    }
    Salvaged {
        document: None,
        tree,
        why_not,
        lost,
    }
}

/// What is lost when a wrong value is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Loss {
    /// Nothing: an unknown key that resembles no declared key.
    Nothing,
    /// The value itself.
    Itself,
    /// The declared key that a misspelt key was meant to be.
    Meant(String),
}

fn loss(diagnostic: &Diagnostic) -> Option<(Span, Loss)> {
    let help = diagnostic.help.as_str();
    let loss = if diagnostic.code != YamlCode::UnknownKey || help.starts_with(yaml::A_KEY_OF) {
        Loss::Itself
    } else if help.starts_with(yaml::DID_YOU_MEAN) {
        Loss::Meant(help.split('`').nth(1).unwrap_or_default().to_owned())
    } else {
        Loss::Nothing
    };
    Some((diagnostic.span()?, loss))
}

/// Values that could not be read at all. The reason is already reported.
fn unread(node: &Node, path: &str, bad: &mut BTreeMap<Span, Loss>, lost: &mut Lost) {
    match &node.value {
        Value::Unread => {
            bad.insert(node.span, Loss::Itself);
        }
        Value::Map(map) => {
            if map.is_partial() {
                lost.partial.insert(path.to_owned());
            }
            for (key, entry) in map.iter() {
                unread(&entry.value, &under(path, key), bad, lost);
            }
        }
        Value::List(items) => items.iter().for_each(|item| unread(item, path, bad, lost)),
        Value::Null | Value::Scalar(_) => {}
    }
}

fn under(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

/// The tree with a valid version: an error in the version says nothing about the rest.
fn with_a_version(mut root: Node) -> Node {
    const VERSION: &str = "version";
    let span = root.span;
    if let Value::Map(map) = &mut root.value
        && map.get(VERSION).is_none()
    {
        let value = Node {
            value: Value::Scalar(Scalar::plain("1")),
            span,
        };
        map.insert(VERSION, Entry { key: span, value });
    }
    root
}

/// The tree without the entries and items at the given places.
fn without(node: Node, bad: &BTreeMap<Span, Loss>, path: &str, lost: &mut Lost) -> Node {
    let value = match node.value {
        Value::Map(map) => {
            let mut kept = Map::default();
            for (key, mut entry) in map {
                let here = under(path, &key);
                let found = [entry.key, entry.value.span].map(|span| bad.get(&span));
                let mut found = found.into_iter().flatten().peekable();
                if found.peek().is_none() {
                    entry.value = without(entry.value, bad, &here, lost);
                    kept.insert(key, entry);
                    continue;
                }
                for loss in found {
                    match loss {
                        Loss::Nothing => {}
                        Loss::Itself => lost.paths.extend([here.clone()]),
                        Loss::Meant(meant) => {
                            lost.paths.extend([here.clone(), under(path, meant)]);
                        }
                    }
                }
            }
            Value::Map(kept)
        }
        Value::List(items) => {
            let mut kept = Vec::with_capacity(items.len());
            for (at, item) in items.into_iter().enumerate() {
                let here = under(path, &at.to_string());
                if bad.contains_key(&item.span) {
                    lost.paths.insert(here);
                } else {
                    kept.push(without(item, bad, &here, lost));
                }
            }
            Value::List(kept)
        }
        other => other,
    };
    Node {
        value,
        span: node.span,
    }
}

#[cfg(test)]
mod tests {
    use crate::config::{Input, Text, load};

    fn codes(text: &str) -> Vec<&'static str> {
        let base = vec![Text {
            name: "t.yaml".to_owned(),
            bytes: text.as_bytes().to_vec(),
        }];
        load(Input {
            base,
            ..Input::default()
        })
        .diagnostics
        .iter()
        .map(|d| d.code.as_str())
        .collect()
    }

    #[test]
    fn an_unknown_key_hides_nothing_that_is_wrong_beside_it() {
        let head = "version: 1\nproviders:\n  us:\n    type: twilio\n    region: ie1\n";
        assert_eq!(codes(&format!("{head}    bogus: 1\n")), ["E0422", "E0201"]);
        let both = "    account_sid: { env: A }\n    auth_token: { env: x }\n    bogus: 1\n";
        assert_eq!(codes(&format!("{head}{both}")), ["E0422", "E0201"]);
        // A misspelt one is there, and not missing.
        assert_eq!(codes(&format!("{head}    egde: dublin\n")), ["E0201"]);
    }

    #[test]
    fn what_spans_resources_is_told_beside_errors_of_shape() {
        let text = "version: 1\nprojct: x\nkeywords: [STOP, stop, 'A B']\n";
        assert_eq!(codes(text), ["E0201", "E0402", "E0304"]);
    }

    /// Lines of a configuration; those with a code are wrong, each independently of the others.
    const LINES: &[(&str, &str)] = &[
        ("", "providers:"),
        ("", "  us:"),
        ("", "    type: twilio"),
        ("E0422", "    region: ie1"),
        ("E0424", "    api_key: { env: KEY }"),
        ("E0212", "    purpose: []"),
        ("", "    numbers:"),
        ("", "      ok: { phone_number: \"+15017122660\" }"),
        ("E0302", "      unquoted: { phone_number: +15017122661 }"),
        ("", "      b: { phone_number: \"+15017122662\" }"),
        ("E0401", "      c: { phone_number: \"+15017122662\" }"),
        ("E0301", "      Upper: { phone_number: \"+15017122664\" }"),
        ("E0203", "      none: { friendly_name: None }"),
        (
            "E0438",
            "      blank: { phone_number: \"+15017122665\", friendly_name: \" x\" }",
        ),
        (
            "E0426",
            "      half: { phone_number: \"+15017122666\", incoming: { url: \"https://a.example/x\", fallback_method: GET } }",
        ),
        (
            "E0303",
            "      http: { phone_number: \"+15017122667\", incoming: { url: \"http://a.example/x\" } }",
        ),
        ("E0125", "      friendly_name: Outside"),
        ("", "    messaging_services:"),
        ("", "      one: { friendly_name: One, numbers: [b] }"),
        ("E0429", "      two: { friendly_name: Two, numbers: [b] }"),
        ("E0431", "      promo: { numbers: [ok] }"),
        (
            "E0428",
            "      zebra: { friendly_name: Zebra, numbers: [zebra] }",
        ),
        ("E0434", "      again: { friendly_name: One }"),
        (
            "E0432",
            "      calls: { friendly_name: Calls, inbound: webhook }",
        ),
        ("E0205", "      odd: { friendly_name: Odd, inbound: oddly }"),
        ("E0201", "bogus: 1"),
        ("E0505", "project: ${nope}"),
        ("", "keywords:"),
        ("", "  - JOIN"),
        ("E0402", "  - join"),
        ("E0304", "  - two words"),
    ];

    /// What is reported where only these wrong lines are there.
    fn codes_with(there: &dyn Fn(&str) -> bool) -> Vec<&'static str> {
        let version = if there("version") {
            "version: 2"
        } else {
            "version: 1"
        };
        let lines = LINES
            .iter()
            .filter(|(code, _)| code.is_empty() || there(code));
        let lines = lines.map(|(_, line)| *line);
        let text: Vec<&str> = std::iter::once(version).chain(lines).collect();
        let mut codes = codes(&(text.join("\n") + "\n"));
        codes.sort_unstable();
        codes
    }

    /// Fault H1: what is wrong is reported whatever else is wrong: fixing one error never reveals
    /// another that does not depend on it.
    #[test]
    fn no_error_hides_another() {
        let wrong: Vec<&str> = LINES.iter().map(|(code, _)| *code).collect();
        let wrong: Vec<&str> = wrong.into_iter().filter(|code| !code.is_empty()).collect();
        for one in &wrong {
            assert_eq!(codes_with(&|code| code == *one), [*one], "alone");
            for other in &wrong {
                let mut both = vec![*one, *other];
                both.sort_unstable();
                both.dedup();
                let told = codes_with(&|code| code == *one || code == *other);
                assert_eq!(told, both, "{one} and {other}");
            }
        }
        let mut all = wrong.clone();
        all.sort_unstable();
        assert_eq!(codes_with(&|code| code != "version"), all, "all together");
        all.push("E0205");
        all.sort_unstable();
        assert_eq!(codes_with(&|_| true), all, "with a wrong version");
    }

    /// Fault H1: however many entries are wrong in the same way.
    #[test]
    fn many_errors_hide_nothing() {
        let many: Vec<String> = (0..3_000)
            .map(|n| format!("      n{n}: {{ phone_number: +1501{n:07} }}\n"))
            .collect();
        let head =
            "version: 1\nproviders:\n  us:\n    type: twilio\n    region: ie1\n    numbers:\n";
        let codes = codes(&format!("{head}{}", many.concat()));
        assert_eq!(codes.iter().filter(|code| **code == "E0302").count(), 3_000);
        assert!(codes.contains(&"E0422"));
    }
}
