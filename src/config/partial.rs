//! Reads typed values from a tree with errors in it, by leaving out what is wrong.
//!
//! One run reports everything: a number declared twice is reported even if a key elsewhere is
//! misspelt. [`LeftOut`] remembers what was left out, so that its absence is not reported. No other
//! finding is withheld.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::config::document::Document;
use crate::config::formats;
use crate::config::left_out::LeftOut;
use crate::config::prune::{Loss, loss, unread, with_a_version, without};
use crate::yaml::{self, Diagnostic, Node, Shape, Span};

/// How many times the rest of the tree is checked again. Leaving out a value may make its parent wrong,
/// and parents are nested no deeper than this.
const ROUNDS: usize = 16;
/// How many values that have the right shape but cannot be read are left out, one by one.
const TRIES: usize = 64;

/// The values that could be read.
pub(super) struct Partial<'a> {
    /// The document, without what was wrong.
    pub document: Option<Document>,
    /// The tree that it was read from.
    pub tree: Cow<'a, Node>,
    /// Why there is no document.
    pub why_not: String,
    /// What was left out.
    pub left_out: LeftOut,
}

/// Reads what can be read around the given errors. `whole` is true if nothing in the tree is unread.
pub(super) fn typed<'a>(
    root: &'a Node,
    whole: bool,
    shape: &Shape,
    wrong: &[&Diagnostic],
) -> Partial<'a> {
    let mut left_out = LeftOut::default();
    let mut tree = Cow::Borrowed(root);
    let mut bad: BTreeMap<Span, Loss> = wrong.iter().filter_map(|one| loss(one)).collect();
    if !whole {
        unread(root, &mut String::new(), &mut bad, &mut left_out);
    }
    for _ in 0..ROUNDS {
        if bad.is_empty() {
            break;
        }
        let less = without(&tree, &bad, &mut String::new(), &mut left_out);
        tree = Cow::Owned(with_a_version(less));
        // A finding here means that a value lost a part that it needs, or that there are more errors
        // than are reported.
        let findings = shape.check_all(&tree, &formats::DomainFormats);
        let errors = findings.diagnostics.iter().filter(|one| one.is_error());
        bad = errors.filter_map(loss).collect();
    }
    let mut why_not = String::new();
    for _ in 0..TRIES {
        let error = match yaml::from_node(&tree) {
            Ok(document) => {
                return Partial {
                    document: Some(document),
                    tree,
                    why_not,
                    left_out,
                };
            }
            Err(error) => error,
        };
        why_not = error.to_string();
        match error.span {
            Some(span) if span != root.span && !wrong.is_empty() => {
                let bad = [(span, Loss::Itself)].into();
                let less = without(&tree, &bad, &mut String::new(), &mut left_out);
                tree = Cow::Owned(less);
            }
            _ => break,
        }
    }
    Partial {
        document: None,
        tree,
        why_not,
        left_out,
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
    fn rules_across_resources_are_checked_beside_errors_of_shape() {
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
        ("E0450", "      none: { friendly_name: None }"),
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

    /// The codes reported when only these wrong lines are there.
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

    /// What is wrong is reported whatever else is wrong: fixing one error never reveals
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
                let found = codes_with(&|code| code == *one || code == *other);
                assert_eq!(found, both, "{one} and {other}");
            }
        }
        let mut all = wrong.clone();
        all.sort_unstable();
        assert_eq!(codes_with(&|code| code != "version"), all, "all together");
        all.push("E0205");
        all.sort_unstable();
        assert_eq!(codes_with(&|_| true), all, "with a wrong version");
    }

    /// However many entries are wrong in the same way.
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
