//! Reads the accounts again, and compares who answers numbers with what is declared.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::context::Workspace;
use crate::engine::plan::Planned;
use crate::model::{
    Address, Change, FindingCode, Kind, NumberRoutes, Route, RouteChange, Selection, State,
};
use crate::plan::{self, waves::OwnNumber};
use crate::provider::Extent;
use crate::reconcile;

/// What a verification found.
#[derive(Debug, Default)]
pub(in crate::engine::apply) struct Verified {
    /// Numbers whose effective route is not the declared one, with what answers instead.
    pub(in crate::engine::apply) unconverged: BTreeMap<Address, String>,
    /// What could not be read, in sentences.
    pub(in crate::engine::apply) unread: Vec<String>,
}

/// Compares the routes of these numbers with what the plan declares for them, on a new reading.
pub(in crate::engine::apply) async fn verify(
    workspace: &Workspace<'_>,
    planned: &Planned,
    due: &BTreeSet<OwnNumber>,
) -> Verified {
    let expected = Expected::of(planned);
    let is_configured = planned.undoes.is_none() && planned.reverts.is_none();
    let accepted = |address: &Address, route: Option<&RouteChange>| {
        let code = FindingCode::AnsweredElsewhere;
        route.is_some_and(|one| one.accepted) || workspace.silences.hide(code, Some(address))
    };
    let judge = |number: &NumberRoutes, address: &Address| {
        let route = expected.route(&number.provider, &number.phone_number);
        match (route, &number.now) {
            // An undo or a revert declares something else than the configuration.
            (Some(route), Some(now)) if !is_configured => Some(now.answers_like(&route.after)),
            _ if number.declared.is_none() => Some(true),
            _ => number
                .converged()
                .map(|converged| converged || accepted(address, route)),
        }
    };
    compare(workspace, &workspace.desired, due, &expected, &judge).await
}

/// The routes that a plan says, by number.
pub(super) struct Expected<'a>(BTreeMap<(&'a str, &'a str), &'a Change>);

impl<'a> Expected<'a> {
    pub(super) fn of(planned: &'a Planned) -> Self {
        let numbers = planned.plan.changes.iter();
        let numbers = numbers.filter(|change| change.address.kind() == Kind::Number);
        let keyed = numbers.filter_map(|change| {
            let provider = change.address.provider()?.as_str();
            Some(((provider, change.key.as_deref()?), change))
        });
        Self(keyed.collect())
    }

    pub(super) fn change(&self, provider: &str, number: &str) -> Option<&'a Change> {
        self.0.get(&(provider, number)).copied()
    }

    pub(super) fn route(
        &self,
        provider: &crate::model::Name,
        number: &str,
    ) -> Option<&'a RouteChange> {
        self.change(provider.as_str(), number)?.route.as_deref()
    }
}

/// Reads the accounts of these numbers, and judges each: whether its route is the expected one, or
/// `None` if that is not known.
pub(super) async fn compare(
    workspace: &Workspace<'_>,
    desired: &State,
    due: &BTreeSet<OwnNumber>,
    expected: &Expected<'_>,
    judge: &(dyn Fn(&NumberRoutes, &Address) -> Option<bool> + Sync),
) -> Verified {
    let mut verified = Verified::default();
    if due.is_empty() {
        return verified;
    }
    let context = workspace.context;
    let snapshot = match context.registry.snapshot(&context.scope).await {
        Ok(snapshot) => snapshot,
        Err(error) => {
            verified.unread.push(error.to_string());
            return verified;
        }
    };
    let providers = due
        .iter()
        .map(|(provider, _)| Address::Provider(provider.clone()));
    let selection = Selection::of(providers.collect());
    let recorded = &snapshot.state;
    let accounts = &workspace.accounts;
    let reading =
        reconcile::observe_extent(accounts, desired, recorded, &selection, Extent::Managed);
    let (observed, _) = reading.await;
    let routes = plan::routes(desired, recorded, &observed, &workspace.routers);
    let routes: BTreeMap<(&str, &str), &NumberRoutes> = routes
        .iter()
        .map(|one| ((one.provider.as_str(), one.phone_number.as_str()), one))
        .collect();
    let mut unread: BTreeSet<String> = BTreeSet::new();
    for (provider, number) in due {
        let planned = expected.change(provider.as_str(), number);
        let found = routes.get(&(provider.as_str(), number.as_str())).copied();
        let address = found.and_then(|one| one.address.as_ref());
        let Some(address) = address.or(planned.map(|change| &change.address)) else {
            // The configuration does not say who answers a number that it does not declare.
            continue;
        };
        let verdict = match found {
            Some(found) => judge(found, address),
            None => None,
        };
        match (verdict, found) {
            (Some(true), _) => {}
            (Some(false), Some(found)) => {
                let now = found.now.as_ref().and_then(Route::shown_answer);
                let declared = found.declared.as_ref();
                let method =
                    declared.and_then(|declared| other_method(found.now.as_ref()?, declared));
                let now = now.map(|now| now + &method.unwrap_or_default());
                let now = match (now, &found.now) {
                    (Some(now), _) => now,
                    (None, Some(_)) => "nothing".to_owned(),
                    (None, None) => "nothing: the number is not in the account".to_owned(),
                };
                verified.unconverged.insert(address.clone(), now);
            }
            (_, found) => {
                let why = found.and_then(|found| found.unread.first());
                let why = why.map_or("its route could not be read", |unread| unread.why.as_str());
                unread.insert(format!("{address}: {why}"));
            }
        }
    }
    verified.unread.extend(unread);
    verified
}

/// What differs if a route has the declared URL, but another method.
fn other_method(now: &Route, declared: &Route) -> Option<String> {
    let is_url = now.url.is_some() && now.shown_url() == declared.shown_url();
    let (is, should) = (now.method.as_deref()?, declared.method.as_deref()?);
    (is_url && is != should).then(|| format!(" with the method {is} in place of {should}"))
}

#[cfg(test)]
mod tests {
    use super::other_method;
    use crate::model::{Decider, Route};

    #[test]
    fn a_method_that_differs_alone_is_named() {
        let route = |url: &str, method: &str| Route {
            url: Some(url.into()),
            method: Some(method.into()),
            url_unknown: false,
            without_query: false,
            also: Vec::new(),
            receivers: Vec::new(),
            decided_by: Decider::NUMBER,
            decider: None,
            decider_name: None,
            by_stranger: false,
            handler: None,
            steps: Vec::new(),
        };
        let declared = route("https://a.example.com/sms", "POST");
        let get = route("https://a.example.com/sms", "GET");
        assert_eq!(
            other_method(&get, &declared).as_deref(),
            Some(" with the method GET in place of POST")
        );
        assert_eq!(other_method(&declared, &declared), None);
        let elsewhere = route("https://b.example.com/sms", "GET");
        assert_eq!(other_method(&elsewhere, &declared), None);
    }
}
