//! The division of a plan into what comes first and waves.

use std::collections::{BTreeMap, BTreeSet};

use super::effects::{Effect, effects};
use super::{Division, OwnNumber, Signs, WavePart, WaveSizes};
use crate::model::{Action, Address, Calls, Change, Kind, Name, Plan};
use crate::plan::Routers;

/// Divides a plan into what comes first and waves of these sizes. A wave holds a number if it is among
/// as many numbers of the stable order; a route change is in the first wave that holds all of its
/// numbers. Waves that write nothing are left out. What the registry records of a provider changes with
/// the last wave.
pub fn divide(plan: &Plan, sizes: &WaveSizes, routers: &Routers<'_>) -> Division {
    let effects = effects(plan, routers);
    let numbers: BTreeSet<&OwnNumber> = effects.iter().flat_map(|one| &one.numbers).collect();
    // How many numbers move at once with each number, itself included.
    let mut unit: BTreeMap<&OwnNumber, usize> = BTreeMap::new();
    for effect in &effects {
        for number in &effect.numbers {
            let size = unit.entry(number).or_default();
            *size = effect.numbers.len().max(*size);
        }
    }
    let places = places(&numbers, &unit);
    let sizes = sizes.reached(places.len());
    let mut waves: BTreeMap<usize, Vec<&Effect<'_>>> = BTreeMap::new();
    for effect in &effects {
        let last = effect
            .numbers
            .iter()
            .filter_map(|one| places.get(one))
            .max();
        let last = last.copied().unwrap_or(0);
        let wave = sizes.partition_point(|size| *size <= last);
        waves.entry(wave).or_default().push(effect);
    }
    // A number is due in the last wave that changes its route.
    let mut due: BTreeMap<&OwnNumber, usize> = BTreeMap::new();
    for (wave, effects) in &waves {
        let of_wave = effects.iter().flat_map(|one| &one.numbers);
        due.extend(of_wave.map(|number| (number, *wave)));
    }
    let records = if waves.is_empty() {
        Vec::new()
    } else {
        records(plan)
    };
    let last = waves.keys().next_back().copied();
    let routed = effects.iter().map(|one| one.change).chain(records.clone());
    let routed: BTreeSet<&Address> = routed.map(|change| &change.address).collect();
    let mut reached: BTreeSet<&OwnNumber> = BTreeSet::new();
    let parts = waves.iter().map(|(wave, effects)| {
        let numbers: BTreeSet<&OwnNumber> = effects.iter().flat_map(|one| &one.numbers).collect();
        reached.extend(&numbers);
        let mut signs = Signs::default();
        for effect in effects {
            signs.add_change(effect.change, &effect.numbers, plan, routers);
        }
        WavePart {
            plan: part(
                plan,
                effects
                    .iter()
                    .map(|one| one.change)
                    .chain(records.iter().copied().filter(|_| Some(*wave) == last)),
            ),
            due: numbers
                .iter()
                .filter(|number| due.get(**number) == Some(wave))
                .map(|number| (*number).clone())
                .collect(),
            numbers: numbers.into_iter().cloned().collect(),
            reached: reached.len() as u64,
            signs,
        }
    });
    let parts = parts.collect();
    Division {
        first: part(
            plan,
            plan.effective()
                .filter(|change| !routed.contains(&change.address)),
        ),
        waves: parts,
    }
}

/// The changes of what only the registry holds of a provider, such as its callback URL. They belong to
/// the last wave: until then, most numbers have the routes that the record names.
fn records(plan: &Plan) -> Vec<&Change> {
    let of_provider = |change: &&Change| {
        change.address.kind() == Kind::Provider && change.action == Action::Update
    };
    plan.effective().filter(of_provider).collect()
}

/// A plan with these changes only.
fn part<'a>(plan: &Plan, changes: impl Iterator<Item = &'a Change>) -> Plan {
    let mut changes: Vec<Change> = changes.cloned().collect();
    changes.sort_by(|a, b| a.address.cmp(&b.address));
    Plan {
        complete: plan.complete,
        calls: Calls {
            writes: changes.iter().map(Change::writes).sum(),
            minutes: plan.calls.minutes,
            ..Calls::default()
        },
        selection: plan.selection.clone(),
        changes,
        ..Plan::empty(plan.scope.clone())
    }
}

/// The place of each number in the order of the rollout: by how many numbers move with it, then by how
/// far it is among the sorted numbers of its provider, then by the provider's name. So small waves
/// hold numbers that can move alone, and each part of the order holds about the same share of every
/// provider's numbers.
fn places<'a>(
    numbers: &BTreeSet<&'a OwnNumber>,
    unit: &BTreeMap<&OwnNumber, usize>,
) -> BTreeMap<&'a OwnNumber, usize> {
    let mut of_provider: BTreeMap<&Name, usize> = BTreeMap::new();
    let mut placed: Vec<(u128, &Name, &OwnNumber)> = Vec::new();
    for number in numbers {
        let before = of_provider.entry(&number.0).or_default();
        placed.push((*before as u128, &number.0, number));
        *before += 1;
    }
    let all = |name: &Name| of_provider.get(name).copied().unwrap_or(1) as u128;
    let size = |number: &OwnNumber| unit.get(number).copied().unwrap_or(1);
    placed.sort_by(|(a, a_of, a_number), (b, b_of, b_number)| {
        let by_size = size(a_number).cmp(&size(b_number));
        // a / all(a_of) against b / all(b_of)
        let by_fraction = (a * all(b_of)).cmp(&(b * all(a_of)));
        by_size
            .then(by_fraction)
            .then_with(|| (a_of, a_number).cmp(&(b_of, b_number)))
    });
    let places = placed.into_iter().enumerate();
    places
        .map(|(place, (.., number))| (number, place))
        .collect()
}
