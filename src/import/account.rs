//! One account as a provider in YAML: its objects get their names, the URL that its numbers share
//! is found, and the provider's kind describes them.

use std::collections::{BTreeMap, BTreeSet};

use super::declared::Declared;
use super::hints::Hint;
use super::lift::{Callback, Lifted, lift};
use super::names::{Nameless, Noun, assign, is_formatted, slug, stem};
use crate::model::{Address, Kind, Members, Name, Object, Router, Text};
use crate::provider::{
    AccountKeys, Described, Held, Holding, OwnCallback, ProviderKind, Shared, Unwritten,
};

/// An account that was read whole.
pub struct Account<'a> {
    /// The kind of its provider.
    pub kind: &'static ProviderKind,
    /// The name of the provider.
    pub provider: &'a Name,
    /// What YAML says about the account and its credentials.
    pub keys: AccountKeys<'a>,
    /// The objects to declare.
    pub objects: &'a [&'a Object],
    /// What other sources say about objects, by identifier.
    pub hints: &'a BTreeMap<String, Hint>,
    /// Whether values are written that would be the same without being written.
    pub full: bool,
    /// What the file that the import adds to declares of the provider.
    pub declared: Option<&'a Declared>,
}

/// A provider in YAML.
#[derive(Debug)]
pub struct Provider {
    /// Its keys, and what could not be written.
    pub described: Described,
    /// The name of each object, by identifier.
    pub names: BTreeMap<String, Name>,
    /// The number of objects of each kind.
    pub counts: BTreeMap<Kind, usize>,
}

/// Describes an account. The result does not depend on the order of the objects.
pub fn provider(account: &Account<'_>) -> Provider {
    let (objects, twice) = each_once(account.objects);
    let names = names(account, &objects);
    let unhinted = Hint::default();
    let hint = |object: &Object| account.hints.get(object.id.as_str()).unwrap_or(&unhinted);
    let wanted = |object: &Object| {
        let wanted = account.hints.get(object.id.as_str())?.wanted.as_ref()?;
        Some((&wanted.0, wanted.1.as_str()))
    };
    let numbers = objects.iter().filter(|object| object.kind == Kind::Number);
    let groups = groups(account.kind.router, &objects);
    let callbacks = numbers.map(|object| {
        let group = groups.get(object.key.as_str()).copied();
        let wanted_url = wanted(object).map(|(url, _)| url);
        let describer = account.kind.describer;
        if !describer.declares_callback(object, group, wanted_url) {
            // A URL that is not written is not one that numbers share.
            let (url, method) = ("", "");
            return Callback { url, method };
        }
        let OwnCallback { url, method } = describer.callback(object);
        let (url, method) =
            wanted(object).map_or((url, method), |(url, method)| (url.as_str(), method));
        Callback { url, method }
    });
    let lifted = match account.declared {
        // What the file declares applies to what is added, too.
        Some(declared) => declared.callback.clone().map(|(url, method)| Lifted {
            url,
            method,
            numbers: 0,
            of: 0,
        }),
        None => lift(&callbacks.collect::<Vec<_>>()).filter(Lifted::is_declarable),
    };
    let mut held: Vec<Held<'_>> = objects
        .iter()
        .filter_map(|object| {
            Some(Held {
                object,
                name: names.get(object.id.as_str())?,
                is_unnamed: is_unnamed(object),
                comments: hint(object).comments.clone(),
                wanted: wanted(object),
            })
        })
        .collect();
    held.sort_by_key(|held| (held.object.kind, held.name));
    let kinds: Vec<(Kind, &Text)> = held
        .iter()
        .map(|held| (held.object.kind, &held.object.id))
        .collect();
    let holding = Holding {
        quiet: account
            .declared
            .map_or(&[], |declared| declared.quiet.as_slice()),
        provider: account.provider,
        objects: held,
        shared: lifted.as_ref().map(|lifted| Shared {
            url: &lifted.url,
            method: &lifted.method,
            numbers: lifted.numbers,
            of: lifted.of,
        }),
        full: account.full,
    };
    let describer = account.kind.describer;
    let mut described = describer.describe(&holding, describer.account(&account.keys));
    described
        .unwritten
        .extend(twice.into_iter().map(|object| Unwritten {
            address: Address::Provider(account.provider.clone()),
            what: format!("{} is listed a second time, as {}", object.key, object.id),
        }));
    let mut counts = BTreeMap::new();
    for (kind, id) in kinds {
        if !described.left_out.contains(id) {
            *counts.entry(kind).or_default() += 1;
        }
    }
    Provider {
        described,
        names,
        counts,
    }
}

/// The group that each number is in, by the number's key. Of several the first.
fn groups<'a>(router: &dyn Router, objects: &[&'a Object]) -> BTreeMap<&'a str, &'a Object> {
    let mut groups = BTreeMap::new();
    for group in objects.iter().filter(|object| object.kind.is_group()) {
        let members = router.members(&group.fields).into_iter();
        for key in members.flat_map(Members::listed) {
            groups.entry(key.as_str()).or_insert(*group);
        }
    }
    groups
}

/// The objects, without numbers that are listed a second time.
fn each_once<'a>(objects: &[&'a Object]) -> (Vec<&'a Object>, Vec<&'a Object>) {
    let mut sorted = objects.to_vec();
    sorted.sort_by_key(|object| (object.kind, &object.id));
    let mut keys = BTreeSet::new();
    sorted
        .into_iter()
        .partition(|object| object.kind != Kind::Number || keys.insert(&object.key))
}

/// Whether a number's name for people is the number itself, or there is none.
fn is_unnamed(object: &Object) -> bool {
    object.kind == Kind::Number
        && object
            .label()
            .is_none_or(|label| is_formatted(label, &object.key))
}

/// The names that objects with a name would have without the digits that tell them apart. Others
/// that are called the same get digits, too.
fn stems(nameless: &[Nameless<'_>]) -> BTreeSet<Name> {
    let fixed = |one: &Nameless<'_>| one.declared.or(one.recorded).cloned();
    let all: BTreeSet<Name> = nameless.iter().filter_map(fixed).collect();
    let of = |one: &Nameless<'_>| {
        let stem = stem(&fixed(one)?, one.id, one.digits)?;
        let mut called = one.proposed.iter().filter_map(|text| slug(text));
        called.any(|slug| slug == stem.as_str()).then_some(stem)
    };
    let stems = nameless.iter().filter_map(of);
    stems.filter(|stem| !all.contains(stem)).collect()
}

/// Names the objects. Those of one kind have different names.
fn names(account: &Account<'_>, objects: &[&Object]) -> BTreeMap<String, Name> {
    let mut kinds: BTreeMap<Kind, Vec<Nameless<'_>>> = BTreeMap::new();
    for object in objects {
        let hint = account.hints.get(object.id.as_str());
        let proposed = hint.into_iter().flat_map(|hint| &hint.proposed);
        let proposed = proposed.map(String::as_str).chain(object.label());
        let is_number = object.kind == Kind::Number;
        kinds.entry(object.kind).or_default().push(Nameless {
            id: &object.id,
            noun: match object.kind {
                Kind::Number => Noun::Number,
                Kind::Handler(_) => Noun::Application,
                _ => Noun::Service,
            },
            digits: is_number.then_some(object.key.as_str()),
            declared: account
                .declared
                .and_then(|declared| declared.names.get(object.id.as_str())),
            recorded: hint.and_then(|hint| hint.recorded.as_ref()),
            proposed: proposed.collect(),
        });
    }
    let nothing = BTreeSet::new();
    let named = kinds.iter().map(|(kind, nameless)| {
        let taken = account
            .declared
            .and_then(|declared| declared.taken.get(kind));
        let mut taken = taken.unwrap_or(&nothing).clone();
        taken.extend(stems(nameless));
        assign(nameless, &taken)
    });
    named.flatten().collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Account, provider};
    use crate::import::hints::Hint;
    use crate::model::{Collection, Fields, HttpsUrl, Kind, Name, Object, Value};
    use crate::provider::{AccountKeys, kind};
    use crate::yaml::{DraftMap, emit};

    const URL: &str = "https://a.example/sms";

    fn number(nth: usize, fields: &[(&'static str, Value)]) -> Object {
        let mut all = Fields::from_iter([
            ("sms_url".into(), Value::text(URL)),
            ("sms_method".into(), Value::text("POST")),
        ]);
        for (field, value) in fields {
            all.insert(*field, value.clone());
        }
        Object {
            kind: Kind::Number,
            id: format!("PN{nth}").into(),
            key: format!("+1501712000{nth}").into(),
            fields: all,
            label: None,
        }
    }

    /// A service with the third number.
    fn service(url: &str) -> Object {
        let members = ["+15017120003".to_owned()].into();
        Object {
            kind: Kind::Group(Collection::parse("messaging_services").unwrap()),
            id: "MG1".into(),
            key: "News".into(),
            fields: Fields::from_iter([
                ("inbound_request_url".into(), Value::text(url)),
                ("inbound_method".into(), Value::text("POST")),
                ("senders".into(), Value::Set { members }),
            ]),
            label: None,
        }
    }

    /// The YAML of an account in which the second and the third number want these URLs.
    fn described(objects: &[Object], wanted: Option<&str>) -> String {
        let wanted = wanted.map(|url| (HttpsUrl::parse(url).unwrap(), "POST".to_owned()));
        let hint = Hint {
            wanted,
            ..Hint::default()
        };
        let hints = BTreeMap::from([("PN2".to_owned(), hint.clone()), ("PN3".to_owned(), hint)]);
        let name = Name::parse("main").unwrap();
        let provider = provider(&Account {
            kind: kind("twilio").unwrap(),
            provider: &name,
            keys: AccountKeys::default(),
            objects: &objects.iter().collect::<Vec<_>>(),
            hints: &hints,
            full: false,
            declared: None,
        });
        emit(DraftMap::new().with("main", provider.described.map)).unwrap()
    }

    /// A third number that has the URL and is written without it.
    fn unwritten() -> Vec<(&'static str, Vec<Object>)> {
        let plain = service("http://plain.example/sms");
        let (deaf, put) = (Value::Flag(false), Value::text("PUT"));
        let application = Value::text("AP00000000000000000000000000000001");
        vec![
            (
                "it cannot receive texts",
                vec![number(3, &[("sms_capable", deaf)])],
            ),
            (
                "its service's URL is not written",
                vec![number(3, &[]), plain],
            ),
            (
                "its method is not declarable",
                vec![number(3, &[("sms_method", put)])],
            ),
            (
                "an application answers",
                vec![number(3, &[("sms_application_sid", application)])],
            ),
        ]
    }

    #[test]
    fn only_numbers_that_are_written_with_the_url_share_it() {
        for (why, third) in unwritten() {
            let mut objects = third;
            objects.push(number(1, &[]));
            let text = described(&objects, None);
            assert!(!text.contains("callback_url"), "{why}\n{text}");
            objects.push(number(2, &[]));
            let text = described(&objects, None);
            assert!(
                text.contains("# 2 of 3 numbers have this URL"),
                "{why}\n{text}"
            );
        }
        let written = [number(1, &[]), number(3, &[]), service(URL)];
        let text = described(&written, None);
        assert!(text.contains("# Both numbers have this URL."), "{text}");
    }

    #[test]
    fn only_numbers_that_are_written_with_a_wanted_url_share_it() {
        let wanted = Some("https://new.example/sms");
        for (why, third) in unwritten() {
            let mut objects = third;
            objects.push(number(2, &[]));
            let text = described(&objects, wanted);
            // A wanted URL replaces a method and an application.
            let is_written = !text.contains("the wanted URL");
            assert_eq!(text.contains("callback_url"), is_written, "{why}\n{text}");
            assert!(text.contains("https://new.example/sms"), "{why}\n{text}");
        }
    }
}
