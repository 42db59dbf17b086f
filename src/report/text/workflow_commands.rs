//! Escapes workflow commands in output. A CI runner executes commands that it finds in a log, and
//! names and texts in our output come from accounts and files that others can write to.
//!
//! GitHub's runner executes `::name …::` at the start of a line, after blanks too, and `##[name …]`
//! anywhere in a line; Azure's agent executes `##vso[name …]` anywhere. Both treat a carriage
//! return as the end of a line.

use std::borrow::Cow;

/// A text for people: a blank breaks each command.
pub fn text(text: &str) -> Cow<'_, str> {
    if text.contains("::") {
        Cow::Owned(anywhere(&line_starts(text)).into_owned())
    } else {
        anywhere(text)
    }
}

/// Our own commands for GitHub's runner, one per line. Keeps each `::`, and breaks `##[…]` in their
/// texts.
pub fn commands(text: &str) -> Cow<'_, str> {
    anywhere(text)
}

/// A JSON document. Its meaning stays the same.
pub fn json(text: &str) -> Cow<'_, str> {
    parted(text, "#\\u0023")
}

fn anywhere(text: &str) -> Cow<'_, str> {
    parted(text, "## ")
}

/// The text with `##` replaced where it begins a command.
fn parted<'a>(text: &'a str, instead: &str) -> Cow<'a, str> {
    let begins = |rest: &str| {
        rest.starts_with('[')
            || rest
                .get(..4)
                .is_some_and(|word| word.eq_ignore_ascii_case("vso["))
    };
    let found = text.match_indices('#').filter(|(at, _)| {
        let rest = text.get(at + 1..).unwrap_or_default();
        rest.strip_prefix('#').is_some_and(begins)
    });
    let mut out = String::new();
    let mut done = 0;
    for (at, _) in found {
        out.push_str(text.get(done..at).unwrap_or_default());
        out.push_str(instead);
        done = at + 2;
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(out)
}

/// The text with `::` broken at the start of every line.
fn line_starts(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for line in text.split_inclusive(['\n', '\r']) {
        // A third colon would be part of the command's name; no command has such a name.
        match line.trim_start().strip_prefix("::") {
            Some(rest) if !rest.starts_with(':') => {
                let before = line.len() - rest.len() - 2;
                out.push_str(line.get(..before).unwrap_or_default());
                out.push_str(": :");
                out.push_str(rest);
            }
            _ => out.push_str(line),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{commands, json, text};

    /// Each form is parted, wherever a runner would look for it.
    #[test]
    fn what_a_runner_obeys_is_parted() {
        for (given, harmless) in [
            ("::set-output name=a::b", ": :set-output name=a::b"),
            ("a\n \t::debug::x\rb\r::c::", "a\n \t: :debug::x\rb\r: :c::"),
            ("a ##[set-output name=a]b", "a ## [set-output name=a]b"),
            ("###[x]##VSO[y]", "### [x]## VSO[y]"),
            ("a::b ## c ##", "a::b ## c ##"),
            ("\u{a0}::x::", "\u{a0}: :x::"),
            ("  ::: a.yaml:8:18", "  ::: a.yaml:8:18"),
        ] {
            assert_eq!(text(given), harmless);
        }
        assert_eq!(commands("::error::a ##[b]"), "::error::a ## [b]");
    }

    /// A document says the same as before.
    #[test]
    fn a_document_means_what_it_meant() {
        let document = r###"{"name": "##[a] ###[b] ##vso[c] ::d::"}"###;
        let inert = json(document);
        assert!(
            !inert.contains("##[") && !inert.contains("##vso["),
            "{inert}"
        );
        let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(value(&inert), value(document));
    }
}
