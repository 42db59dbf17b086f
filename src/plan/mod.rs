//! Layer 2: makes a plan from three states. Pure, total and deterministic.
//!
//! It names no provider, reads nothing and knows no clock. `shape` prepares the three states,
//! `decide` looks at one address in all of them, `rules` find what is wrong, `guard` judges the
//! finished plan, `target` narrows it.

mod counterpart_keywords;
mod decide;
mod draft;
mod drift;
mod elsewhere;
mod guard;
mod implied;
mod minutes;
mod number_groups;
mod number_routes;
mod order;
mod revert;
mod route_changes;
mod rules;
mod shape;
mod shared_routes;
mod target;
mod terms;
mod undo;
mod unread;
pub mod waves;

pub use counterpart_keywords::{NewKeyword, add_keywords};
pub use decide::{Decision, decide};
pub use drift::{DriftTerms, Witness, attribute, date, drift, drifted_record, in_question};
pub use guard::{MassChange, mass_changes};
pub use minutes::minutes;
pub use number_groups::NumberGroups;
pub use number_routes::routes;
pub use order::execution_order;
pub use revert::{Reverted, desired_by_revert, keep_reverted, revertible};
pub use rules::same_name::namesakes;
pub use shape::bind::{AccountListing, bind};
pub use target::{
    TargetError, is_pattern, matching as matching_targets, meant as meant_target,
    resolve as resolve_target,
};
pub use terms::{Routers, Terms};
pub use undo::{Undo, undo};

use crate::model::{Finding, Observed, Plan, Scope, Snapshot, State};
use draft::Draft;
use elsewhere::found_elsewhere;
use rules::case::Case;
use rules::planned::Planned;
use shape::handlers::Handlers;
use shape::{attainable, local, lockstep, purchase, references, tolerated};
use unread::unread_findings;

/// Plans every address that is declared or recorded: shape, decide, rules.
pub fn plan(
    scope: &Scope,
    desired: &State,
    recorded: &Snapshot,
    mut observed: Observed,
    terms: &Terms<'_>,
) -> Plan {
    local::add_local_fields(&mut observed, &recorded.state, &terms.routers);
    let declared = desired;
    let bound = references::bound_to(declared, &observed.state);
    let (desired, tolerated) = tolerated::with_tolerated(&bound, &observed, &terms.routers);
    let desired = &*desired;
    let handlers = Handlers::of(&observed);
    let elsewhere = found_elsewhere(&observed);
    let moves = attainable::moves(desired, &recorded.state, &observed, terms, &elsewhere);
    let unread = unread_findings(&observed, &terms.selection);
    let mut draft = Draft::new(unread, desired.resources.len());
    for side in lockstep::lockstep(desired, &recorded.state, &observed.state) {
        let address = side.address;
        let want = moves.attainable(address).or(side.desired);
        let unbought = purchase::withheld(want, &recorded.state, &elsewhere);
        draft.decide(&Case {
            address,
            want: unbought.as_ref().or(want),
            have: side.recorded,
            seen: side.observed,
            joins_in_vain: moves.is_deaf(address),
            declared,
            desired,
            recorded,
            observed: &observed,
            handlers: &handlers,
            elsewhere: &elsewhere,
            terms,
        });
    }
    // A declared member that cannot join leaves the plan incomplete.
    draft.complete &= !moves.leaves_some_out();
    let covered = |finding: &Finding| {
        let address = finding.address.as_ref();
        address.is_none_or(|address| terms.selection.covers(address))
    };
    draft.findings.extend(tolerated.into_iter().filter(covered));
    let Draft {
        changes, findings, ..
    } = &mut draft;
    moves.settle(changes, desired, &observed, terms, findings);
    let planned = |change| Planned {
        change,
        desired,
        recorded,
        observed: &observed,
        terms,
    };
    let changes = changes.iter().map(planned);
    findings.extend(changes.flat_map(|planned| rules::of_change(&planned).collect::<Vec<_>>()));
    draft.finish(scope, observed, terms)
}
