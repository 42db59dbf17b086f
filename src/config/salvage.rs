//! Reads typed values from a tree with errors in it, by leaving out what is wrong.
//!
//! One run reports everything: a number declared twice is told also when a key elsewhere is
//! misspelt. What was left out is remembered, so that nothing is said about its absence.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::config::document::Document;
use crate::yaml::{self, Diagnostic, Map, Node, Span, Value};

/// How often a value without which its parent makes no sense is left out together with it.
const TRIES: usize = 64;
/// With more errors than this, what else may be wrong can wait for the next run.
const MANY: usize = 1_000;

/// What could be read.
pub(super) struct Salvaged<'a> {
    /// The document, less what was wrong.
    pub document: Option<Document>,
    /// The tree that it was read from.
    pub tree: Cow<'a, Node>,
    /// Why there is no document.
    pub why_not: String,
    /// What was left out.
    pub lost: Lost,
}

/// The dotted paths that were left out.
#[derive(Default)]
pub(super) struct Lost(Vec<String>);

impl Lost {
    /// Whether a statement about this path may rest on what was left out: something beside or
    /// above it is gone, or a whole entry of the same provider.
    pub fn touches(&self, path: &str) -> bool {
        let above = parent(path);
        let provider: Vec<&str> = path.split('.').take(2).collect();
        let provider = format!("{}.", provider.join("."));
        self.0.iter().any(|lost| {
            let whole_entry = lost.starts_with(&provider) && lost.split('.').count() == 4;
            parent(lost) == above || path.starts_with(&format!("{lost}.")) || whole_entry
        })
    }
}

fn parent(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(above, _)| above)
}

/// Reads what can be read around the given errors.
pub(super) fn typed<'a>(root: &'a Node, wrong: &[&Diagnostic]) -> Salvaged<'a> {
    let mut lost = Lost::default();
    let mut tree = Cow::Borrowed(root);
    let mut bad: BTreeMap<Span, bool> = wrong
        .iter()
        .filter_map(|diagnostic| Some((diagnostic.span()?, !was_never_known(diagnostic))))
        .collect();
    let tries = if wrong.is_empty() || wrong.len() > MANY {
        1
    } else {
        TRIES
    };
    let mut why_not = String::new();
    for _ in 0..tries {
        if !bad.is_empty() {
            tree = Cow::Owned(without(tree.into_owned(), &bad, "", &mut lost));
        }
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
        // What is wrong now is an entry that lost something it cannot do without.
        match error.span {
            Some(span) if span != root.span => bad = [(span, true)].into(),
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

/// Whether what is wrong is a key that stands for none of those declared: nothing is lost with
/// it, unlike with one that is misspelt.
fn was_never_known(diagnostic: &Diagnostic) -> bool {
    diagnostic.code == yaml::codes::UNKNOWN_KEY && !diagnostic.help.starts_with(yaml::DID_YOU_MEAN)
}

/// The tree without the entries and items that stand at the given places; the place says whether
/// something is lost with it.
fn without(node: Node, bad: &BTreeMap<Span, bool>, path: &str, lost: &mut Lost) -> Node {
    let under = |name: &str| {
        if path.is_empty() {
            name.to_owned()
        } else {
            format!("{path}.{name}")
        }
    };
    let value = match node.value {
        Value::Map(map) => {
            let mut kept = Map::default();
            for (key, mut entry) in map {
                let path = under(&key);
                let found = [entry.key, entry.value.span].map(|span| bad.get(&span));
                if found.iter().any(Option::is_some) {
                    lost.0.extend(found.contains(&Some(&true)).then_some(path));
                } else {
                    entry.value = without(entry.value, bad, &path, lost);
                    kept.insert(key, entry);
                }
            }
            Value::Map(kept)
        }
        Value::List(items) => {
            let mut kept = Vec::with_capacity(items.len());
            for (at, item) in items.into_iter().enumerate() {
                let path = under(&at.to_string());
                if bad.contains_key(&item.span) {
                    lost.0.push(path);
                } else {
                    kept.push(without(item, bad, &path, lost));
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
        .map(|d| d.code)
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
}
