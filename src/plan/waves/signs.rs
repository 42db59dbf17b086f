//! What an alert must show to count against a rollout: a host or a URL that the rollout introduced, or
//! a number whose route it changed.

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::percent_decode_str;
use url::Url;

use super::OwnNumber;
use crate::model::{
    Address, Alert, AlertGroup, Change, Fields, Kind, Name, Plan, Router, Text, Value,
};
use crate::plan::Routers;

/// The signs by which an alert counts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Signs {
    /// Hosts that were called for none of the numbers before.
    hosts: BTreeSet<String>,
    /// URLs that were called for none of the numbers before, without their query.
    urls: BTreeSet<String>,
    /// The changed numbers, by what names them: the number itself, and its identifier.
    names: BTreeMap<String, Option<Address>>,
}

impl Signs {
    /// Adds those of others.
    pub fn add(&mut self, others: &Self) {
        self.hosts.extend(others.hosts.iter().cloned());
        self.urls.extend(others.urls.iter().cloned());
        for (name, address) in &others.names {
            let known = self.names.entry(name.clone()).or_default();
            if known.is_none() {
                known.clone_from(address);
            }
        }
    }

    /// Adds a changed number by what names it: the number, or its identifier.
    pub fn add_name(&mut self, name: &str, address: Option<&Address>) {
        let known = self.names.entry(name.to_owned()).or_default();
        if known.is_none() {
            *known = address.cloned();
        }
    }

    /// Adds what a change of an object from one set of fields to another introduces.
    pub fn add_fields(
        &mut self,
        kind: Kind,
        before: Option<&Fields>,
        after: Option<&Fields>,
        router: &dyn Router,
    ) {
        let (old, new) = (urls(kind, before, router), urls(kind, after, router));
        self.introduce(&old, &new);
    }

    /// Adds what a route change of a plan introduces for these numbers, and the numbers.
    pub(super) fn add_change(
        &mut self,
        change: &Change,
        numbers: &BTreeSet<OwnNumber>,
        plan: &Plan,
        routers: &Routers<'_>,
    ) {
        let router = change.address.provider().and_then(|name| routers.get(name));
        let Some(router) = router else {
            return;
        };
        let kind = change.address.kind();
        let mut old = urls(kind, change.before.as_ref(), *router);
        let mut new = urls(kind, change.after.as_ref(), *router);
        let own = |change: &&Change| {
            let (provider, key) = (change.address.provider(), change.key.as_ref());
            let number = provider.zip(key);
            let number = number.map(|(provider, key)| (provider.clone(), key.to_string()));
            change.address.kind() == Kind::Number
                && number.is_some_and(|one| numbers.contains(&one))
        };
        // Most changes are of one number, whose own change this is.
        let all = if kind == Kind::Number {
            std::slice::from_ref(change)
        } else {
            plan.changes.as_slice()
        };
        for number in all.iter().filter(own) {
            if let Some(route) = &number.route {
                old.extend(route.before.url.clone());
                new.extend(route.after.url.clone());
            }
            for name in number.key.iter().chain(&number.id) {
                self.add_name(name, Some(&number.address));
            }
        }
        for (_, number) in numbers {
            self.add_name(number, None);
        }
        if kind == Kind::Number {
            new.extend(handlers(change, plan, *router));
        }
        self.introduce(&old, &new);
    }

    fn introduce(&mut self, old: &[Text], new: &[Text]) {
        let parse = |urls: &[Text]| -> Vec<Url> {
            let parsed = urls.iter().filter_map(|url| Url::parse(url).ok());
            parsed.collect()
        };
        let (old, new) = (parse(old), parse(new));
        let hosts = |urls: &[Url]| -> BTreeSet<String> {
            let hosts = urls.iter().filter_map(Url::host_str);
            hosts.map(str::to_owned).collect()
        };
        self.hosts.extend(&hosts(&new) - &hosts(&old));
        let whole = |urls: Vec<Url>| -> BTreeSet<String> { urls.into_iter().map(bare).collect() };
        self.urls.extend(&whole(new) - &whole(old));
    }

    /// How an alert of a provider's account counts; `None` if it does not.
    pub fn judge(&self, provider: &Name, alert: &Alert) -> Option<AlertGroup> {
        let url = alert.url.as_deref();
        let parsed = url.and_then(|url| Url::parse(url).ok());
        let host = parsed.as_ref().and_then(Url::host_str).map(str::to_owned);
        let decoded = url.map(|url| percent_decode_str(url).decode_utf8_lossy().into_owned());
        let texts = alert.texts.iter().map(String::as_str);
        let texts = texts.chain(url).chain(decoded.as_deref());
        let mut named = texts.filter_map(|text| self.named_in(text));
        let named = named.next();
        let at_host = host.as_ref().is_some_and(|host| self.hosts.contains(host));
        let at_url = parsed.is_some_and(|url| self.urls.contains(&bare(url)));
        (named.is_some() || at_host || at_url).then(|| AlertGroup {
            provider: provider.clone(),
            code: alert.code.clone(),
            host,
            number: named.cloned().flatten(),
        })
    }

    /// The first changed number that a text names.
    fn named_in(&self, text: &str) -> Option<&Option<Address>> {
        if let Some(found) = self.names.get(text) {
            return Some(found);
        }
        let words = text.split(|c: char| !c.is_ascii_alphanumeric());
        let mut words = words.filter(|word| !word.is_empty());
        words.find_map(|word| {
            // `%2B15017122661` and `+15017122661`: the word has the digits last.
            let digits = match word.get(..2) {
                Some("2B" | "2b") => word.get(2..).unwrap_or_default(),
                _ => word,
            };
            let number = |digits: &str| self.names.get(&format!("+{digits}"));
            self.names
                .get(word)
                .filter(|_| !word.bytes().all(|b| b.is_ascii_digit()))
                .or_else(|| number(digits))
                .or_else(|| number(word))
        })
    }
}

/// A URL without what a request does not show or what differs from call to call: the password, the
/// query and the fragment.
fn bare(mut url: Url) -> String {
    url.set_query(None);
    url.set_fragment(None);
    // Both fail only for URLs that cannot have them.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.into()
}

/// The URLs among the fields of a route.
fn urls(kind: Kind, fields: Option<&Fields>, router: &dyn Router) -> Vec<Text> {
    let fields = fields.into_iter().flat_map(Fields::iter);
    let fields = fields.filter(|(field, _)| router.is_route(kind, field));
    let texts = fields.filter_map(|(_, value)| match value {
        Value::Text(text) => Some(text.clone()),
        Value::Partial { base } => Some(base.clone()),
        Value::Concealed(kept) => Some(kept.shown().into()),
        _ => None,
    });
    texts.filter(|text| text.contains("://")).collect()
}

/// The URLs of the handlers that a number will name.
fn handlers(change: &Change, plan: &Plan, router: &dyn Router) -> Vec<Text> {
    let links = router.links();
    let Some(after) = change.after.as_ref().filter(|_| !links.is_empty()) else {
        return Vec::new();
    };
    let names = |handler: &&Change| {
        let kind = handler.address.kind();
        let mut links = links
            .iter()
            .filter(|link| kind == Kind::Handler(link.collection));
        links.any(|link| match after.get(link.field) {
            Value::Reference { reference } => **reference == handler.address,
            Value::Text(id) => handler.id.as_ref() == Some(id),
            _ => false,
        })
    };
    let named = plan.changes.iter().filter(names);
    named
        .flat_map(|one| urls(one.address.kind(), one.after.as_ref(), router))
        .collect()
}
