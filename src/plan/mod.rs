//! Floor 2: three states in, a plan out. Pure, total and deterministic.
//!
//! It names no provider, reads nothing and knows no clock. `bind` ties what accounts list to
//! addresses, `decide` looks at one address in all three states, `guard` judges the finished
//! plan, `target` narrows it.

mod decide;
mod drift;
mod elsewhere;
mod guard;
mod implied;
mod number_routes;
mod order;
mod route_changes;
mod rules;
mod shape;
mod target;
mod terms;
mod undo;
mod unread;

use std::collections::{BTreeMap, BTreeSet};

pub use decide::{Decision, decide};
pub use drift::{DriftTerms, Witness, attribute, date, drift, in_question};
pub use guard::{MassChange, mass_changes};
pub use number_routes::routes;
pub use order::execution_order;
pub use rules::same_name::namesakes;
pub use shape::bind::{AccountListing, bind};
pub use target::{TargetError, resolve as resolve_target};
pub use terms::{Routers, Terms};
pub use undo::{Undo, undo};

use crate::model::{
    Address, Calls, Finding, FindingCode, Kind, Observed, Plan, Resource, Scope, Severity, Sight,
    Snapshot, State, Unmanaged,
};
use elsewhere::found_elsewhere;
use rules::{capacity, deleted_group, duplicate_group, owned_elsewhere, same_name, sms_capability};
use shape::{attainable, local, purchase};
use unread::unread_findings;

/// Decides every address that is declared or recorded.
pub fn plan(
    scope: &Scope,
    desired: &State,
    recorded: &Snapshot,
    mut observed: Observed,
    terms: &Terms<'_>,
) -> Plan {
    let Terms { targets, .. } = terms;
    local::add_local_fields(&mut observed, &recorded.state, &terms.routers);
    let mut addresses: BTreeSet<&Address> = recorded.state.resources.keys().collect();
    for address in desired.resources.keys() {
        // Two spellings of a keyword are one address; the declared one is meant.
        addresses.replace(address);
    }
    let elsewhere = found_elsewhere(&observed);
    let mut changes = Vec::with_capacity(addresses.len());
    let mut findings = unread_findings(&observed, targets);
    let unread = findings.len();
    let mut complete = findings.is_empty();
    let moves = attainable::moves(desired, &recorded.state, &observed, terms, &elsewhere);
    for address in addresses {
        let want = moves.attainable(address).or_else(|| desired.get(address));
        let unbought = purchase::withheld(want, &recorded.state, &elsewhere);
        let want = unbought.as_ref().or(want);
        let have = recorded.state.get(address);
        if target::covers(address, targets) {
            findings.extend(deleted_group::told(want, have, address, &observed, terms));
            findings.extend(same_name::told(address, desired, &observed, &terms.routers));
        }
        let decision = match refused(want, address, desired, recorded, &observed, terms, &moves) {
            Some(finding) => Decision::Refused(finding),
            None => implied::completed(
                decide(address, want, have, sight(address, have, &observed)),
                &terms.routers,
            ),
        };
        match decision {
            Decision::Change(change) if target::wanted(&change, targets) => changes.push(change),
            Decision::Change(_) => {}
            _ if !target::covers(address, targets) => {}
            Decision::Missing => {
                let mut finding = missing(address, want, &observed, &elsewhere, terms);
                if unbought.is_some() || desired.get(address).is_some_and(|r| r.obtainable) {
                    purchase::explain(&mut finding, want, &elsewhere);
                }
                findings.push(finding);
                complete = false;
            }
            // Where it is accepted, nothing is wanted to be done about it either.
            Decision::Refused(finding) => {
                complete &= hidden(&finding, terms);
                findings.push(finding);
            }
            // Why it could not be read has been said once for the whole account.
            Decision::Unread => complete = false,
        }
    }
    // A member that cannot join is something declared that is not attained.
    complete &= !moves.leaves_some_out();
    capacity::judge(&changes, desired, &terms.routers, &mut findings);
    moves.settle(&mut changes, desired, &observed, terms, &mut findings);
    findings.extend(owned_elsewhere::rerouted(
        &changes, recorded, &observed, terms,
    ));
    // What keeps the plan from being complete is told in any case.
    let told = findings.split_off(unread).into_iter();
    findings.extend(told.filter_map(|finding| terms.silences.judge(finding)));
    let writes = changes
        .iter()
        .map(crate::model::Change::provider_calls)
        .sum();
    let unmanaged = observed
        .unmanaged
        .into_iter()
        .map(|(provider, object)| Unmanaged { provider, object });
    Plan {
        scope: scope.clone(),
        changes,
        unmanaged: unmanaged.collect(),
        findings,
        complete,
        calls: Calls {
            reads: observed.reads,
            writes,
        },
    }
}

/// Whether the configuration does not want to hear of a finding.
fn hidden(finding: &Finding, terms: &Terms<'_>) -> bool {
    let about = finding.address.as_ref();
    terms.silences.hide(finding.code, about)
}

/// Why an address must not be decided, if it must not.
fn refused(
    want: Option<&Resource>,
    address: &Address,
    desired: &State,
    recorded: &Snapshot,
    observed: &Observed,
    terms: &Terms<'_>,
    moves: &attainable::Moves,
) -> Option<Finding> {
    owned_elsewhere::refused(want, address, recorded, observed, terms)
        .or_else(|| attainable::ambiguous(want, address, observed, terms))
        .or_else(|| duplicate_group::refused(want, address, desired, observed, terms))
        .or_else(|| {
            let routers = &terms.routers;
            sms_capability::refused(want, address, observed, routers, moves.is_deaf(address))
        })
}

/// What lives in the registry is observed there.
fn sight<'a>(
    address: &Address,
    recorded: Option<&'a Resource>,
    observed: &'a Observed,
) -> Sight<'a> {
    if address.kind().lives_in_registry() {
        return recorded.map_or(Sight::Absent, Sight::Seen);
    }
    observed.sight(address)
}

fn missing(
    address: &Address,
    want: Option<&Resource>,
    observed: &Observed,
    elsewhere: &BTreeMap<String, String>,
    terms: &Terms<'_>,
) -> Finding {
    let number = address.kind() == Kind::Number;
    // A group that is declared by its identifier is missed by it.
    let identity = want.and_then(|want| {
        if number {
            want.key.as_deref()
        } else {
            want.id.as_deref()
        }
    });
    let key = identity.unwrap_or("it");
    let searched = address
        .provider()
        .and_then(|provider| observed.accounts.get(provider))
        .map(|accounts| accounts.join(", "))
        .unwrap_or_default();
    let help = match elsewhere.get(key) {
        Some(place) => format!(
            "it is in {place}: declare it under that provider, or move it there in the provider's console"
        ),
        None if !number => {
            let id = terms.keys(address).map_or("identifier", |keys| keys.id);
            format!("check the {id} and the account; without a {id} it is found by its name, or made")
        }
        None => "check the digits and the account; an edit never buys a number. If it was given up, remove it from the configuration".to_owned(),
    };
    Finding {
        severity: Severity::Error,
        code: FindingCode::NotInAccount.into(),
        address: Some(address.clone()),
        key: terms
            .keys(address)
            .map(|keys| if number { keys.phone_number } else { keys.id }),
        summary: format!("{key} is not in the account (looked in {searched})"),
        help,
        blocks: false,
    }
}
