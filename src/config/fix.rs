//! Corrections that `validate --fix` makes: only those that are certainly right.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::Loaded;
use crate::yaml::{Diagnostic, Edit, Reason, SourceId, Span, Suggestion, edit};

/// A file with its corrections.
#[derive(Debug)]
pub struct Fixed {
    /// The file.
    pub source: SourceId,
    /// Its text after the corrections, without a byte-order mark.
    pub text: String,
    /// The corrected places, in the text before the corrections. Each value is now in double quotes.
    pub quoted: Vec<Span>,
}

/// What can be corrected, and what cannot.
#[derive(Debug, Default)]
pub struct Fixes {
    /// The files that change.
    pub files: Vec<Fixed>,
    /// The places that have one right correction, which would change something else too.
    pub refused: Vec<(Span, Reason)>,
}

/// Corrects what has exactly one right correction.
pub fn fix(loaded: &Loaded) -> Fixes {
    let right_in_quotes = |one: &&Diagnostic| one.suggestion == Some(Suggestion::InQuotes);
    let diagnostics = loaded.diagnostics.iter();
    let mut wanted: BTreeMap<SourceId, BTreeSet<Span>> = BTreeMap::new();
    for span in diagnostics
        .filter(right_in_quotes)
        .filter_map(Diagnostic::span)
    {
        wanted.entry(span.source).or_default().insert(span);
    }
    let mut fixes = Fixes::default();
    for (source, spans) in wanted {
        let mut quoted: Vec<Span> = spans.into_iter().collect();
        let text = loaded.origins.sources.text(source);
        // The edits of a file are made together or not at all, so those refused are left out.
        while !quoted.is_empty() {
            let edits: Vec<Edit> = quoted
                .iter()
                .map(|span| Edit::quote_at(span.start as usize))
                .collect();
            match edit(text, &edits) {
                Ok(text) => {
                    fixes.files.push(Fixed {
                        source,
                        text,
                        quoted,
                    });
                    break;
                }
                Err(refused) => {
                    let refused: BTreeMap<usize, Reason> =
                        refused.iter().map(|one| (one.edit, one.reason)).collect();
                    let reason = |number: &usize| refused.get(number).copied();
                    let numbered = quoted.iter().enumerate();
                    let reasons = numbered.filter_map(|(n, span)| Some((*span, reason(&n)?)));
                    fixes.refused.extend(reasons);
                    let numbered = quoted.iter().enumerate();
                    let kept = numbered.filter(|(n, _)| !refused.contains_key(n));
                    quoted = kept.map(|(_, span)| *span).collect();
                }
            }
        }
    }
    fixes
}

#[cfg(test)]
mod tests {
    use super::fix;
    use crate::config::{Input, load};
    use crate::yaml::Reason;

    /// The text after the corrections, and why others were not made.
    fn fixed(text: &str) -> (Option<String>, Vec<Reason>) {
        let loaded = load(Input::of("switchboard.yaml", text));
        let mut fixes = fix(&loaded);
        let refused = fixes.refused.iter().map(|(_, reason)| *reason).collect();
        (fixes.files.pop().map(|file| file.text), refused)
    }

    const PROVIDER: &str = "version: 1\nproviders:\n  us:\n    type: twilio\n    numbers:\n";

    #[test]
    fn only_quotes_are_added() {
        for (before, after) in [
            (
                "      a: # ours\n        phone_number:   +15017122661   # main\n",
                "      a: # ours\n        phone_number:   \"+15017122661\"   # main\n",
            ),
            (
                "      a: {phone_number: +15017122661}\n      b: {phone_number: \"+15017122662\"}\n",
                "      a: {phone_number: \"+15017122661\"}\n      b: {phone_number: \"+15017122662\"}\n",
            ),
            (
                "      a: { short_code: 07445 }\n",
                "      a: { short_code: \"07445\" }\n",
            ),
            (
                "      <<: { a: { phone_number: +15017122661 } }\n",
                "      <<: { a: { phone_number: \"+15017122661\" } }\n",
            ),
        ] {
            let (text, refused) = fixed(&format!("{PROVIDER}{before}"));
            assert_eq!(text, Some(format!("{PROVIDER}{after}")));
            assert_eq!(refused, []);
        }
        let (text, _) = fixed("version: 1\nkeywords: [NO, NULL, { keyword: null }]\n");
        assert_eq!(
            text.as_deref(),
            Some("version: 1\nkeywords: [NO, \"NULL\", { keyword: \"null\" }]\n")
        );
    }

    #[test]
    fn what_has_no_single_right_correction_stays() {
        for text in [
            "      a: { phone_number: 15017122661 }\n",
            "      a: { phone_number: +1 501 712 2661 }\n",
            "      a: { phone_number: \"15017122661\" }\n",
            "      a: { phone_number: }\n",
            "      a: { phone_number: null }\n",
        ] {
            assert_eq!(
                fixed(&format!("{PROVIDER}{text}")),
                (None, vec![]),
                "{text}"
            );
        }
        for text in [
            "keywords: [~]\n",
            "keywords:\n  -\n",
            "keywords: [OPT OUT]\n",
        ] {
            assert_eq!(
                fixed(&format!("version: 1\n{text}")),
                (None, vec![]),
                "{text}"
            );
        }
    }

    #[test]
    fn what_would_change_something_else_stays() {
        let anchored = "x-n: &n +15017122661\n";
        let text = format!(
            "{anchored}{PROVIDER}      a: {{phone_number: *n}}\n      b: {{phone_number: +15017122662}}\n"
        );
        let (text, refused) = fixed(&text);
        let text = text.unwrap();
        assert!(text.contains("\"+15017122662\"") && text.contains(anchored));
        assert_eq!(refused, [Reason::Alias]);
        let text =
            format!("x-n: &n\n  phone_number: +15017122661\n{PROVIDER}      a: {{<<: *n}}\n");
        assert_eq!(fixed(&text), (None, vec![Reason::Anchored]));
    }
}
