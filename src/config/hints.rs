//! Help that needs the whole tree: which declared name an unknown name probably meant.

use std::collections::BTreeMap;

use crate::config::member_hints::MemberHints;
use crate::model::FindingCode;
use crate::yaml::{self, Diagnostic, Map, Node, Sources, Span, Suggestion, YamlCode};

/// Names that an overlay adds although the base has similar ones: the places of the overlay's keys,
/// and the names that were probably meant.
pub(super) type Strangers = BTreeMap<Span, String>;

/// Collects these names from one overlay before it is laid over the base.
pub(super) fn strangers(base: &Node, overlay: &Node, found: &mut Strangers) {
    let (Some(base), Some(overlay)) = (base.map(), overlay.map()) else {
        return;
    };
    for (key, entry) in overlay {
        if let Some(below) = base.get(key) {
            strangers(&below.value, &entry.value, found);
        } else {
            let names = base.iter().map(|(name, _)| name);
            let near = yaml::nearest(key, names).map(yaml::shown);
            found.extend(near.map(|near| (entry.key, near)));
        }
    }
}

/// Puts the probable meaning first in the help of these errors.
pub(super) fn amend(diagnostics: &mut [Diagnostic], root: &Node, strangers: &Strangers) {
    let about_members = |d: &Diagnostic| {
        d.code
            .is_one_of(&[FindingCode::InvalidName, FindingCode::UndeclaredMember])
    };
    let outside = if diagnostics.iter().any(|d| d.code == YamlCode::UnknownKey) {
        outside(root)
    } else {
        BTreeMap::new()
    };
    let members = if diagnostics.iter().any(about_members) {
        MemberHints::new(root)
    } else {
        MemberHints::default()
    };
    for diagnostic in diagnostics.iter_mut().filter(|d| d.is_error()) {
        let Some(span) = diagnostic.span() else {
            continue;
        };
        if about_members(diagnostic)
            && let Some(help) = members.help(span)
        {
            diagnostic.help = help;
        }
        if let Some(home) = outside
            .get(&span)
            .filter(|_| diagnostic.code == YamlCode::UnknownKey)
        {
            diagnostic.help.clone_from(home);
            continue;
        }
        if let Some(near) = strangers.get(&span)
            && !matches!(diagnostic.suggestion, Some(Suggestion::Name(_)))
        {
            diagnostic.help = format!(
                "did you mean `{near}`, as in the base? if not: {}",
                diagnostic.help
            );
        }
    }
}

/// The help where the word `NULL` is a keyword: without quotes, YAML reads it as no value.
pub(super) fn keywords_like_null(diagnostics: &mut [Diagnostic], root: &Node, sources: &Sources) {
    let mut nulls: BTreeMap<Span, Span> = BTreeMap::new();
    let items = root.get("keywords").and_then(Node::list);
    for item in items.into_iter().flatten() {
        let entry = item.map().and_then(|map| map.get("keyword"));
        let (key, value) = entry.map_or((item.span, item), |entry| (entry.key, &entry.value));
        if value.is_null() && sources.slice(value.span).eq_ignore_ascii_case("null") {
            nulls.insert(key, value.span);
        }
    }
    for diagnostic in diagnostics {
        let place = diagnostic.span().and_then(|span| nulls.get(&span));
        let Some(place) = place.filter(|_| diagnostic.code == YamlCode::NoValue) else {
            continue;
        };
        let word = sources.slice(*place);
        let help = format!("write \"{word}\": without quotes YAML reads it as no value");
        *diagnostic = diagnostic
            .clone()
            .at(*place, "")
            .help(help)
            .suggestion(Suggestion::InQuotes);
    }
}

/// Keys that are the name of a declared object but are written outside the map that holds it: a
/// provider at the top level, or a number or service beside `numbers` and `messaging_services`.
fn outside(root: &Node) -> BTreeMap<Span, String> {
    let mut found = BTreeMap::new();
    let Some(top) = root.map() else {
        return found;
    };
    strays(top, "providers", "provider", &mut found);
    let providers = root.get("providers").and_then(Node::map);
    for (_, provider) in providers.into_iter().flat_map(Map::iter) {
        if let Some(provider) = provider.value.map() {
            strays(provider, "numbers", "number", &mut found);
            let services = "messaging_services";
            strays(provider, services, "messaging service", &mut found);
        }
    }
    found
}

/// The keys of a map that are also keys of the map that it holds as `home`.
fn strays(map: &Map, home: &str, noun: &str, found: &mut BTreeMap<Span, String>) {
    let Some(inside) = map.get(home).and_then(|entry| entry.value.map()) else {
        return;
    };
    for (key, entry) in map.iter().filter(|(key, _)| inside.get(key).is_some()) {
        found.entry(entry.key).or_insert_with(|| {
            format!(
                "`{}` is the name of a {noun}: write it below `{home}:`",
                yaml::shown(key)
            )
        });
    }
}
