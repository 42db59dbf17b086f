//! Help that needs the whole tree: which declared name an unknown name probably meant.

use std::collections::BTreeMap;

use crate::model::FindingCode;
use crate::yaml::{self, DID_YOU_MEAN, Diagnostic, Map, Node, Span, Value, YamlCode};

/// Names that an overlay adds although the base has similar ones: the places of the overlay's keys,
/// and the names that were probably meant.
pub(super) type Strangers = BTreeMap<Span, String>;

/// Collects these names from one overlay before it is laid over the base.
pub(super) fn strangers(base: &Node, overlay: &Node, found: &mut Strangers) {
    let (Some(base), Some(overlay)) = (base.map(), overlay.map()) else {
        return;
    };
    for (key, entry) in overlay.iter() {
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
    let about_names = |d: &Diagnostic| {
        d.code
            .is_one_of(&[FindingCode::InvalidName, FindingCode::UndeclaredMember])
    };
    let members = if diagnostics.iter().any(about_names) {
        members(root)
    } else {
        BTreeMap::new()
    };
    let outside = if diagnostics.iter().any(|d| d.code == YamlCode::UnknownKey) {
        outside(root)
    } else {
        BTreeMap::new()
    };
    for diagnostic in diagnostics.iter_mut().filter(|d| d.is_error()) {
        let Some(span) = diagnostic.span() else {
            continue;
        };
        if let Some(member) = members.get(&span).filter(|_| about_names(diagnostic)) {
            diagnostic.help.clone_from(member);
        }
        if let Some(home) = outside
            .get(&span)
            .filter(|_| diagnostic.code == YamlCode::UnknownKey)
        {
            diagnostic.help.clone_from(home);
            continue;
        }
        if let Some(near) = strangers.get(&span)
            && !diagnostic.help.starts_with(DID_YOU_MEAN)
        {
            diagnostic.help = format!(
                "{DID_YOU_MEAN} `{near}`, as in the base? if this is another one: {}",
                diagnostic.help
            );
        }
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

/// The probable meaning of the item at each place in the `numbers` of a messaging service.
fn members(root: &Node) -> BTreeMap<Span, String> {
    let providers = || {
        let providers = root.get("providers").and_then(Node::map);
        providers.into_iter().flat_map(Map::iter)
    };
    let numbers: Vec<(&str, &Map)> = providers()
        .filter_map(|(name, entry)| Some((name, entry.value.get("numbers")?.map()?)))
        .collect();
    let mut found = BTreeMap::new();
    for (provider, entry) in providers() {
        let services = entry.value.get("messaging_services").and_then(Node::map);
        for (_, service) in services.into_iter().flat_map(Map::iter) {
            let items = service.value.get("numbers").and_then(Node::list);
            for item in items.unwrap_or_default() {
                let help = item.text().and_then(|text| meant(text, provider, &numbers));
                found.extend(help.map(|help| (item.span, help)));
            }
        }
    }
    found
}

/// The number that a text means although it is not a number's name: the text is the number's phone
/// number or its friendly name, or nearly its name.
fn meant(text: &str, provider: &str, numbers: &[(&str, &Map)]) -> Option<String> {
    let (own, others): (Vec<_>, Vec<_>) = numbers.iter().partition(|(name, _)| *name == provider);
    let of_own = own.iter().find_map(|(_, numbers)| named(text, numbers));
    if let Some(name) = of_own {
        return Some(format!(
            "{DID_YOU_MEAN} `{name}`? a service names its numbers as they are named under `numbers`"
        ));
    }
    let of_another = others
        .iter()
        .find_map(|(other, numbers)| Some((other, named(text, numbers)?)));
    if let Some((other, name)) = of_another {
        return Some(format!(
            "that number is `{name}` of providers.{}; a service holds numbers of its own provider only",
            yaml::shown(other)
        ));
    }
    digits(text).map(|_| {
        "declare the number under this provider's `numbers`, and write here the name that it has there"
            .to_owned()
    })
}

/// The name of the number that a text means.
fn named(text: &str, numbers: &Map) -> Option<String> {
    let own_digits = digits(text);
    let is_it = |entry: &Node| {
        let of = |key: &str| match &entry.get(key)?.value {
            Value::Scalar(scalar) if !scalar.concealed => Some(scalar.text.as_str()),
            _ => None,
        };
        let same_digits = own_digits.is_some() && of("phone_number").and_then(digits) == own_digits;
        same_digits || of("friendly_name").is_some_and(|name| name.eq_ignore_ascii_case(text))
    };
    let exact = numbers.iter().find(|(_, entry)| is_it(&entry.value));
    let name = exact.map(|(name, _)| name);
    let near = || yaml::nearest(text, numbers.iter().map(|(name, _)| name));
    name.or_else(near).map(yaml::shown)
}

/// The digits of a phone number, however it is spelt.
fn digits(text: &str) -> Option<String> {
    let spelt = |c: char| c.is_ascii_digit() || " +-.()/".contains(c);
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    (text.chars().all(spelt) && digits.len() >= 7).then_some(digits)
}
