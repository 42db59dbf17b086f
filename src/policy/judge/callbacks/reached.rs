//! The URLs that texts reach after a plan although it neither declares nor writes them: that of an
//! application that a number only names, and that of a group that numbers join.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Address, Plan, Route};

/// The URL of one object that answers, and the numbers whose texts reach it.
pub(super) struct Reached<'a> {
    /// The first resource whose change leads there.
    pub(super) address: &'a Address,
    /// The URL; `None` if the object that decides was not read.
    pub(super) url: Option<&'a str>,
    route: &'a Route,
    numbers: Vec<&'a str>,
}

/// Returns the URLs that texts reach because of the plan, without those that are judged already. A
/// route counts if the plan changes it or its number.
pub(super) fn of<'a>(plan: &'a Plan, judged: &BTreeSet<&str>) -> Vec<Reached<'a>> {
    let mut found: BTreeMap<(Option<&str>, Option<&str>), Reached<'a>> = BTreeMap::new();
    for change in &plan.changes {
        let own = change.route.as_deref();
        let own =
            own.filter(|route| change.is_effective() || !route.before.answers_like(&route.after));
        let number = change.key.as_deref().unwrap_or(change.address.name());
        let own = own.map(|route| (&route.after, vec![number]));
        let taken = change.takes_over.as_deref().map(|taken| {
            let numbers = taken.numbers.iter().map(String::as_str);
            (&taken.after, numbers.collect())
        });
        for (route, numbers) in own.into_iter().chain(taken) {
            let url = route.url.as_deref();
            let is_judged = url.is_some_and(|url| judged.contains(url));
            if is_judged || (url.is_none() && !route.url_unknown) {
                continue;
            }
            let place = (url, route.decider.as_deref());
            let reached = found.entry(place).or_insert_with(|| Reached {
                address: &change.address,
                url,
                route,
                numbers: Vec::new(),
            });
            reached.numbers.extend(numbers);
        }
    }
    found.into_values().collect()
}

impl Reached<'_> {
    /// The numbers in a sentence.
    pub(super) fn texts(&self) -> String {
        match self.numbers.as_slice() {
            [] => "no number".to_owned(),
            [only] => (*only).to_owned(),
            [first, others @ ..] => format!("{first} and {} more", others.len()),
        }
    }

    /// The URL as it may be shown, with the object that has it if that is not the number.
    pub(super) fn shown(&self) -> String {
        let route = self.route;
        let url = route.shown_url();
        let url = url.unwrap_or_else(|| "it was not read".to_owned());
        let (kind, id) = (route.decided_by, route.decider.as_deref());
        match route.decider_name.as_deref().or(id) {
            Some(name) => format!("{url} (the {kind} {name})"),
            None => url,
        }
    }
}
