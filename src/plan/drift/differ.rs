//! One recorded resource compared with what was observed: its differences and its drift status.

use std::sync::Arc;

use super::account::{AccountView, without_steps};
use super::difference::{difference, fingerprint};
use crate::model::{
    Address, Aspect, Difference, DriftStatus, Drifted, Exemption, Impact, Kind, Resource,
    RouteSight, Sight, Text, Value,
};

/// Compares one recorded resource with what is known about it.
pub(super) fn compare(
    address: &Address,
    have: &Resource,
    sight: Sight<'_>,
    mut account: Option<&mut AccountView<'_>>,
    exemptions: &[Exemption],
) -> Drifted {
    let mut one = Drifted {
        address: address.clone(),
        id: have.id.clone(),
        key: have.key.clone(),
        status: DriftStatus::InSync,
        differences: Vec::new(),
        route: None,
        group: None,
        unread: false,
        declared: false,
        pending: false,
        elsewhere: None,
        accept: None,
    };
    let is_number = address.kind() == Kind::Number;
    match sight {
        Sight::Unread => one.unread = true,
        Sight::Absent => {
            let recorded = Value::text(have.id.clone().unwrap_or_default());
            let impact = if is_number {
                Impact::Critical
            } else {
                Impact::Major
            };
            one.differences.push(Difference {
                fingerprint: fingerprint(&[recorded.clone(), Value::Blank]),
                recorded,
                ..difference(Aspect::Existence, impact)
            });
        }
        Sight::Seen(seen) => {
            one.differences = differing(address, have, seen, account.as_deref());
            one.id = seen.id.clone().or(one.id);
        }
    }
    if let Some(account) = account.as_deref_mut().filter(|_| is_number) {
        match sight {
            Sight::Seen(seen) => account.route(have, seen, &mut one),
            Sight::Absent | Sight::Unread => {
                one.route = account
                    .recorded_route(have)
                    .map(|recorded| Arc::new(RouteSight::unseen(without_steps(recorded))));
            }
        }
    }
    for difference in &mut one.differences {
        let covering = exemptions
            .iter()
            .find_map(|exemption| exemption.covers(address, &difference.aspect));
        difference.ignored = covering.cloned();
    }
    one.status = status(&one, sight);
    if let (Sight::Seen(seen), Some(account), DriftStatus::Modified) = (sight, account, one.status)
    {
        one.accept = account.acceptance(seen, &one);
    }
    one
}

fn status(one: &Drifted, sight: Sight<'_>) -> DriftStatus {
    match (one.counted().next(), sight) {
        (Some(_), Sight::Absent) => DriftStatus::Missing,
        (Some(_), _) if was_left_so(one) => DriftStatus::Unconverged,
        (Some(_), _) => DriftStatus::Modified,
        (None, _) if one.unread => DriftStatus::Unchecked,
        (None, _) if one.differences.is_empty() => DriftStatus::InSync,
        (None, _) => DriftStatus::Ignored,
    }
}

/// Whether the route is the only difference that counts, and the last apply left the route so.
fn was_left_so(one: &Drifted) -> bool {
    let left = one
        .route
        .as_ref()
        .is_some_and(|route| route.wanted.is_some());
    left && one.counted().all(|one| one.aspect == Aspect::Route)
}

fn differing(
    address: &Address,
    have: &Resource,
    seen: &Resource,
    account: Option<&AccountView<'_>>,
) -> Vec<Difference> {
    let fields = have.fields.iter().filter_map(|(field, recorded)| {
        let observed = seen.fields.get(field);
        (!recorded.is_satisfied_by(observed)).then(|| Difference {
            fingerprint: fingerprint(&[recorded.clone(), observed.clone()]),
            recorded: recorded.clone(),
            observed: observed.clone(),
            ..difference(
                Aspect::Field(field.clone()),
                account.map_or(Impact::Major, |account| {
                    account.impact(address, have, seen, field)
                }),
            )
        })
    });
    let mut differences: Vec<Difference> = fields.collect();
    if have.id.is_some() && have.id != seen.id {
        let side = |id: &Option<Text>| Value::text(id.clone().unwrap_or_default());
        let (recorded, observed) = (side(&have.id), side(&seen.id));
        differences.push(Difference {
            fingerprint: fingerprint(&[recorded.clone(), observed.clone()]),
            recorded,
            observed,
            ..difference(Aspect::Id, Impact::Major)
        });
    }
    differences
}
