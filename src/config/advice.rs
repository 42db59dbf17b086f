//! Keywords in the light of the declared providers: a note about words that a provider answers by
//! itself, and a warning about promotions without the keyword STOP.

use std::collections::BTreeMap;

use crate::config::document::Document;
use crate::config::duplicates::MayBeLeftOut;
use crate::config::places::{keyword_places, place};
use crate::model::{Address, FindingCode, Silences};
use crate::yaml::{Diagnostic, Node, Span};

/// The advice about a typed document, with places in the tree.
pub(super) fn advise(
    document: &Document,
    tree: &Node,
    silences: &Silences,
    may_be_left_out: MayBeLeftOut<'_>,
) -> Vec<Diagnostic> {
    let mut found = reserved(document, tree, silences);
    // A keyword that was left out because of an error may be the one that is missing.
    let some_left_out =
        (0..=document.keywords.len()).any(|at| may_be_left_out(&format!("keywords.{at}")));
    if !some_left_out {
        found.extend(no_way_out(document, tree));
    }
    found
}

/// A warning about a configuration that has nothing but a version: an apply would forget everything.
pub(super) fn nothing_declared(tree: &Node) -> Option<Diagnostic> {
    let map = tree.map().filter(|map| !map.is_partial())?;
    let version = map.get("version").filter(|_| map.len() == 1)?;
    let warning = Diagnostic::warning(FindingCode::NothingDeclared, "only the version is declared")
        .help("declare a provider; an apply of this file forgets everything that is recorded");
    Some(warning.at(version.key, "nothing else is here"))
}

/// One note for all reserved words together, since each is usually intended. Its place is the first
/// of them. Each silenced word has a finding of its own, which is left out later.
fn reserved(document: &Document, tree: &Node, silences: &Silences) -> Vec<Diagnostic> {
    let words: BTreeMap<&str, &str> = document
        .providers
        .values()
        .flat_map(|provider| provider.declared().reserved_words().iter().copied())
        .collect();
    let mut providers = document.providers.values();
    let Some(kind) = providers.next().map(|provider| provider.declared().kind()) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut by_effect: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut first: Option<(Address, Option<Span>)> = None;
    for (entry, span) in keyword_places(document, tree) {
        let word = entry.word().as_str().to_ascii_uppercase();
        let Some(effect) = words.get(word.as_str()) else {
            continue;
        };
        let address = Address::Keyword(entry.word().clone());
        if silences.hide(FindingCode::ReservedKeyword, Some(&address)) {
            let word = format!("{word} ({effect})");
            found.push(answered_by_provider(kind, &word, &address, span));
        } else {
            let of_it = by_effect.entry(effect).or_default();
            if !of_it.contains(&word) {
                of_it.push(word);
            }
            first.get_or_insert((address, span));
        }
    }
    let words: Vec<String> = by_effect
        .iter()
        .map(|(effect, words)| format!("{} ({effect})", words.join(", ")))
        .collect();
    if let Some((address, span)) = first {
        found.push(answered_by_provider(
            kind,
            &words.join("; "),
            &address,
            span,
        ));
    }
    found
}

fn answered_by_provider(
    kind: &str,
    words: &str,
    address: &Address,
    span: Option<Span>,
) -> Diagnostic {
    let diagnostic = Diagnostic::note(
        FindingCode::ReservedKeyword,
        format!("{kind} itself answers {words}"),
    )
    .help(
        "keep it if you like: the text still reaches the callback, which need not answer it again",
    )
    .address(address.to_string());
    match span {
        Some(span) => diagnostic.at(span, "reserved by the provider"),
        None => diagnostic,
    }
}

fn no_way_out(document: &Document, tree: &Node) -> Vec<Diagnostic> {
    let stops = document
        .keywords
        .iter()
        .any(|entry| entry.word().as_str().eq_ignore_ascii_case("STOP"));
    let commercial = document
        .providers
        .iter()
        .filter(|(_, provider)| !stops && provider.declared().is_commercial());
    commercial
        .map(|(name, _)| {
            let mut diagnostic = Diagnostic::warning(
                FindingCode::NoStopKeyword,
                format!("providers.{name} sends promotions, and there is no keyword STOP"),
            )
            .help("declare the keyword STOP, so that an opt-out is recorded where consent is kept")
            .address(format!("providers.{name}"));
            if let Some(span) = place(tree, &format!("providers.{name}.purpose")) {
                diagnostic = diagnostic.at(span, "commercial");
            }
            diagnostic
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::config::{Input, Text, load};

    fn warnings(keywords: &str) -> Vec<(String, String)> {
        let text = format!(
            "version: 1\nproviders:\n  us:\n    type: twilio\n    purpose: [commercial]\nkeywords: {keywords}\n"
        );
        let input = Input {
            base: vec![Text {
                name: "a.yaml".to_owned(),
                bytes: text.into_bytes(),
            }],
            ..Input::default()
        };
        let loaded = load(input);
        assert!(!loaded.has_errors(), "{:?}", loaded.diagnostics);
        let found = loaded.diagnostics.into_iter();
        found
            .map(|one| (one.code.to_string(), one.summary))
            .collect()
    }

    #[test]
    fn reserved_words_share_one_note() {
        let found = warnings("[stop, JOIN, HELP, QUIT]");
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].0, "W0441");
        assert!(
            found[0].1.contains(
                "itself answers STOP, QUIT (opts the sender out); HELP (sends a help text)"
            ),
            "{found:?}"
        );
    }

    #[test]
    fn an_ignored_reserved_word_drops_out() {
        let stop = "{ keyword: Stop, ignore: [{ code: W0441, reason: intended }] }";
        let found = warnings(&format!("[{stop}, HELP]"));
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found[0]
                .1
                .ends_with("itself answers HELP (sends a help text)"),
            "{found:?}"
        );
        assert!(warnings(&format!("[{stop}]")).is_empty());
    }

    #[test]
    fn promotions_need_a_way_out() {
        assert_eq!(warnings("[JOIN]")[0].0, "W0442");
        assert!(warnings("[JOIN, NOW]").len() == 1);
    }
}
