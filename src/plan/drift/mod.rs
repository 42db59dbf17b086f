//! The recorded state compared with the observed one: what is not as the last apply left it. Pure,
//! total, deterministic.
//!
//! What the configuration asks for plays no part in what drifted. It is read only to report what is
//! not applied yet and what is not managed. `differ` compares one resource, `account` knows who
//! answers as recorded and as observed, `dates` knows since when something differs.

mod absent;
mod account;
mod attribution;
mod dates;
mod differ;
mod difference;
mod in_order;
mod in_the_way;

use std::collections::{BTreeMap, BTreeSet};

pub use attribution::{Witness, attribute, in_question};
pub use dates::date;

use super::Routers;
use super::elsewhere::found_elsewhere;
use super::rules::same_name;
use super::shape::lockstep::lockstep;
use super::shape::{local, references, tolerated};
use super::unread::unread_findings;
use crate::model::{
    Address, Drift, DriftStatus, Drifted, Exemption, Finding, FindingCode, Kind, Name, Observed,
    Resource, Scope, Selection, Severity, Sight, Silences, Snapshot, State, Unlisted, Unmanaged,
};
use account::AccountView;
use in_the_way::{declared_as, obstacle, put_in};

/// The terms of a drift check, in addition to the three states.
#[derive(Default)]
pub struct DriftTerms<'a> {
    /// The addresses that are compared.
    pub selection: Selection,
    /// How each provider decides who answers.
    pub routers: Routers<'a>,
    /// The differences that are expected.
    pub exemptions: &'a [Exemption],
    /// The findings to suppress.
    pub silences: Silences,
}

/// Compares one recorded row of a counterpart with what is known about it.
pub fn drifted_record(
    address: &Address,
    have: &Resource,
    sight: Sight<'_>,
    exemptions: &[Exemption],
) -> Drifted {
    differ::compare(address, have, sight, None, exemptions)
}

/// Compares every recorded resource that lives at a provider with what was read there. `observed`
/// must be bound to the recorded state, not to the desired one: a name that now means another
/// resource says nothing about what was applied under it.
pub fn drift(
    scope: &Scope,
    desired: &State,
    snapshot: &Snapshot,
    observed: &Observed,
    terms: &DriftTerms<'_>,
) -> Drift {
    let recorded = &snapshot.state;
    let observed = &*local::with_local_fields(observed, recorded, &terms.routers);
    let bound = references::bound_to(desired, recorded);
    let (desired, _) = tolerated::with_tolerated(&bound, observed, &terms.routers);
    let desired = &*desired;
    let mut accounts: BTreeMap<&Name, AccountView<'_>> = terms
        .routers
        .iter()
        .map(|(provider, router)| {
            (
                provider,
                AccountView::of(provider, *router, snapshot, observed),
            )
        })
        .collect();
    let elsewhere = found_elsewhere(observed);
    let blind = blind(recorded, observed);
    let covered = |address: &Address| terms.selection.covers(address);
    let mut pending = Vec::new();
    let mut hidden: BTreeMap<&Name, usize> = BTreeMap::new();
    let mut resources = Vec::new();
    let mut open: Vec<Finding> = Vec::new();
    for side in lockstep(desired, recorded, &observed.state) {
        let (address, want) = (side.address, side.desired);
        if !covered(address) {
            continue;
        }
        let is_pending = !is_applied(address, want, side.recorded);
        if is_pending {
            pending.push(address.clone());
        }
        let Some((provider, have)) = address.provider().zip(side.recorded) else {
            continue;
        };
        if address.kind().lives_in_registry() {
            continue;
        }
        let account = accounts.get_mut(provider);
        let sight = if blind.contains_key(provider) {
            *hidden.entry(provider).or_default() += 1;
            Sight::Unread
        } else {
            observed.sight_of(address, side.observed)
        };
        let mut one = differ::compare(address, have, sight, account, terms.exemptions);
        one.declared = want.is_some();
        let kind = address.kind();
        let said = terms.routers.get(provider).and_then(|router| {
            let seen = side.observed;
            let hidden = seen.and_then(|seen| router.hidden(kind, &have.fields, &seen.fields));
            one.unread |= hidden.is_some();
            hidden.or_else(|| router.unfinished(kind, &have.fields))
        });
        if one.unread && one.differences.is_empty() {
            one.status = DriftStatus::Unchecked;
        }
        open.extend(said.map(|said| said.at(address)));
        let router = terms.routers.get(provider);
        let is_unlisted = |seen: &Resource| router.is_some_and(|it| !it.is_checked(&seen.fields));
        if one.status == DriftStatus::InSync && side.observed.is_some_and(is_unlisted) {
            one.status = DriftStatus::Unchecked;
        }
        if let Some(group) = &mut one.group {
            group.pending = declared_as(group, provider, desired);
            let router = terms.routers.get(provider).copied();
            group.wanted = router
                .zip(have.key.as_deref())
                .and_then(|(router, key)| put_in(key, provider, router, desired))
                .filter(|wanted| {
                    ![&group.address, &group.pending].contains(&&Some(wanted.clone()))
                });
            let there = group.address.as_ref().or(group.pending.as_ref());
            let there = there.and_then(|there| desired.resources.get_key_value(there));
            group.declared = there.is_some();
            group.obstacle = there
                .zip(router.zip(want))
                .and_then(|(there, (router, want))| obstacle(there, want, router));
        }
        one.pending = is_pending;
        if one.status == DriftStatus::Missing {
            let found = have.key.as_deref().and_then(|key| elsewhere.get(key));
            one.elsewhere = found.filter(|_| address.kind() == Kind::Number).cloned();
        }
        resources.push(one);
    }
    let mut findings = unread_findings(observed, &terms.selection);
    let unseen = hidden.into_iter().filter_map(|(provider, count)| {
        let why = blind.get(provider)?;
        Some(out_of_sight(provider, why, count))
    });
    let unapplied = absent::is_unapplied(snapshot);
    // What the provider does not list could not be checked, although everything was read.
    let is_open = |one: &Drifted| one.unread;
    let complete =
        findings.is_empty() && !unapplied && open.is_empty() && !resources.iter().any(is_open);
    findings.extend(open);
    findings.extend(unseen);
    let shared = recorded.resources.keys();
    findings.extend(
        shared
            .filter(|address| terms.selection.covers(address))
            .filter_map(|address| same_name::shared(address, desired, observed, &terms.routers))
            .filter(|one| !terms.silences.hide(one.code, one.address.as_ref())),
    );
    findings.extend(absent::find(scope, snapshot, &terms.selection));
    Drift {
        scope: scope.clone(),
        resources,
        unmanaged: unmanaged(desired, recorded, observed),
        pending,
        findings,
        complete,
        unlisted: Unlisted::default(),
        unapplied,
        comparison: None,
    }
}

/// Returns the recorded providers whose accounts were not read, and why: they are not declared any
/// more, or they are declared with another account than the recorded one.
fn blind<'a>(recorded: &'a State, observed: &Observed) -> BTreeMap<&'a Name, String> {
    let mut blind = BTreeMap::new();
    let mut last = None;
    for address in recorded.resources.keys() {
        let Some(provider) = address.provider() else {
            continue;
        };
        // Those of a provider follow each other.
        if last.replace(provider) == Some(provider) {
            continue;
        }
        let Some(looked_in) = observed.accounts.get(provider) else {
            let why = format!(
                "providers.{provider} is recorded and no longer declared, so nothing says how to look into its account"
            );
            blind.insert(provider, why);
            continue;
        };
        let own = recorded.get(&Address::Provider(provider.clone()));
        let names_it = |own: &Resource| {
            own.fields.iter().any(|(_, value)| {
                value
                    .as_text()
                    .is_some_and(|text| looked_in.iter().any(|id| id == text))
            })
        };
        if own.is_some_and(|own| !names_it(own)) {
            let why = format!(
                "providers.{provider} was applied to another account than {}, which it names now",
                looked_in.join(", ")
            );
            blind.insert(provider, why);
        }
    }
    blind
}

fn out_of_sight(provider: &Name, why: &str, count: usize) -> Finding {
    let them = match count {
        1 => "1 recorded resource".to_owned(),
        _ => format!("{count} recorded resources"),
    };
    Finding {
        severity: Severity::Warning,
        code: FindingCode::NotComparable.into(),
        address: Some(Address::Provider(provider.clone())),
        key: None,
        summary: format!("{why}; {them} could not be compared"),
        help: "`switchboard plan` shows what the configuration makes of them; apply it, or declare the provider as it was".to_owned(),
        blocks: false,
    }
}

/// Whether the record is what the configuration asks for.
fn is_applied(address: &Address, want: Option<&Resource>, have: Option<&Resource>) -> bool {
    let (Some(want), Some(have)) = (want, have) else {
        return want.is_none() && have.is_none();
    };
    let same_thing = match address.kind() {
        Kind::Number => want.key == have.key,
        _ => want.id.is_none() || want.id == have.id,
    };
    let is_as_wanted = || {
        let mut each = have.fields.beside(&want.fields);
        have.fields.same_names(&want.fields)
            && each.all(|(_, last, want)| want.is_satisfied_by(last))
    };
    same_thing && (have.fields.shares_with(&want.fields) || is_as_wanted())
}

/// Returns what is neither recorded nor declared. What is declared and not recorded yet is pending.
fn unmanaged(desired: &State, recorded: &State, observed: &Observed) -> Vec<Unmanaged> {
    // The observed list may contain recorded objects whose provider is not read any more. A group
    // is known by its name only as long as it has no identifier.
    let known: BTreeSet<(Kind, &str)> = desired
        .resources
        .iter()
        .chain(&recorded.resources)
        .filter_map(|(address, one)| {
            let name = match address.kind() {
                Kind::Number => one.key.as_ref(),
                _ => one.id.as_ref().or(one.key.as_ref()),
            };
            Some((address.kind(), name?.as_str()))
        })
        .collect();
    observed
        .unmanaged
        .iter()
        .filter(|(_, object)| {
            !known.contains(&(object.kind, object.key.as_str()))
                && !known.contains(&(object.kind, object.id.as_str()))
        })
        .map(|(provider, object)| Unmanaged {
            provider: provider.clone(),
            object: object.clone(),
        })
        .collect()
}
