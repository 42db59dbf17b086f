//! Help about the `numbers` of a messaging service: which number an unknown name probably meant.

use std::collections::BTreeMap;

use crate::yaml::{self, Map, Node, Span, Value};

/// The items that messaging services list as their numbers, and what those can mean.
#[derive(Default)]
pub(super) struct MemberHints<'a> {
    /// Each provider's numbers, in the order of the files.
    providers: Vec<(&'a str, Numbers<'a>)>,
    /// Each item by its place: the index of its provider, and its text.
    items: BTreeMap<Span, (usize, &'a str)>,
}

/// The numbers of one provider, by all that may be written in place of their names.
struct Numbers<'a> {
    names: Vec<&'a str>,
    by_digits: BTreeMap<String, &'a str>,
    by_friendly_name: BTreeMap<String, &'a str>,
}

impl<'a> MemberHints<'a> {
    /// Indexes the numbers and members of a configuration.
    pub(super) fn new(root: &'a Node) -> Self {
        let mut hints = Self::default();
        let providers = root.get("providers").and_then(Node::map);
        for (name, provider) in providers.into_iter().flat_map(Map::iter) {
            let numbers = provider.value.get("numbers").and_then(Node::map);
            let at = hints.providers.len();
            hints.providers.push((name, Numbers::new(numbers)));
            let services = provider.value.get("messaging_services").and_then(Node::map);
            for (_, service) in services.into_iter().flat_map(Map::iter) {
                let items = service.value.get("numbers").and_then(Node::list);
                let texts = items.unwrap_or_default().iter();
                hints
                    .items
                    .extend(texts.filter_map(|item| Some((item.span, (at, item.text()?)))));
            }
        }
        hints
    }

    /// Help about the item at a place, if one is there.
    pub(super) fn help(&self, span: Span) -> Option<String> {
        let (own, text) = *self.items.get(&span)?;
        if let Some(name) = self.providers.get(own)?.1.named(text) {
            return Some(format!(
                "did you mean `{name}`? a service names its numbers as they are named under `numbers`"
            ));
        }
        let others = self.providers.iter().enumerate();
        let other = others
            .filter(|(at, _)| *at != own)
            .find_map(|(_, (provider, numbers))| Some((provider, numbers.named(text)?)));
        if let Some((provider, name)) = other {
            return Some(format!(
                "that number is `{name}` of providers.{}; a service holds numbers of its own provider only",
                yaml::shown(provider)
            ));
        }
        digits(text).map(|_| {
            "declare the number under this provider's `numbers`, and write its name there here"
                .to_owned()
        })
    }
}

impl<'a> Numbers<'a> {
    fn new(declared: Option<&'a Map>) -> Self {
        let mut numbers = Self {
            names: Vec::new(),
            by_digits: BTreeMap::new(),
            by_friendly_name: BTreeMap::new(),
        };
        for (name, entry) in declared.into_iter().flat_map(Map::iter) {
            numbers.names.push(name);
            let of = |key: &str| match &entry.value.get(key)?.value {
                Value::Scalar(scalar) if !scalar.concealed => Some(scalar.text.as_str()),
                _ => None,
            };
            let code = of("short_code").map(str::to_owned);
            for digits in of("phone_number").and_then(digits).into_iter().chain(code) {
                numbers.by_digits.entry(digits).or_insert(name);
            }
            if let Some(friendly_name) = of("friendly_name") {
                let folded = friendly_name.to_ascii_lowercase();
                numbers.by_friendly_name.entry(folded).or_insert(name);
            }
        }
        numbers
    }

    /// The name of the number that a text means although it is not a number's name: the text is
    /// the number's phone number or its friendly name, or nearly its name.
    fn named(&self, text: &str) -> Option<String> {
        let by_digits = || {
            let whole = digits(text).unwrap_or_else(|| text.to_owned());
            self.by_digits.get(&whole).copied()
        };
        let by_friendly_name = || {
            let folded = text.to_ascii_lowercase();
            self.by_friendly_name.get(&folded).copied()
        };
        let near = || yaml::nearest(text, self.names.iter().copied());
        let name = by_digits().or_else(by_friendly_name).or_else(near);
        name.map(yaml::shown)
    }
}

/// The digits of a phone number, however it is spelt.
fn digits(text: &str) -> Option<String> {
    let spelt = |c: char| c.is_ascii_digit() || " +-.()/".contains(c);
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    (text.chars().all(spelt) && digits.len() >= 7).then_some(digits)
}
