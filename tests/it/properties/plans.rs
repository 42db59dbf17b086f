//! Properties of every plan.

use std::collections::BTreeSet;

use proptest::prelude::*;
use switchboard::model::{Action, Address, Change, Fields, FindingCode, Plan};

use super::cases;
use super::world::{World, any_world};

fn change<'a>(plan: &'a Plan, address: &Address) -> Option<&'a Change> {
    plan.changes
        .iter()
        .find(|change| change.address == *address)
}

/// Whether an action takes something away at the provider. There is no such action; a new one
/// has to be judged here.
fn deletes(action: Action) -> bool {
    match action {
        Action::NoOp
        | Action::Create
        | Action::Update
        | Action::Adopt
        | Action::Forget
        | Action::Purchase => false,
    }
}

proptest! {
    #![proptest_config(cases(600))]

    #[test]
    fn an_applied_plan_leaves_nothing_to_do(mut world in any_world()) {
        let plan = world.plan();
        let before = world.accounts.clone();
        world.apply(&plan);
        let again = world.plan();
        let left: Vec<_> = again.effective().collect();
        prop_assert!(left.is_empty(), "{left:#?}");
        prop_assert_eq!(again.complete, plan.complete);
        prop_assert_eq!(again.calls.writes, 0);
        // And every undeclared number is unchanged.
        for (was, is) in before.iter().zip(&world.accounts) {
            prop_assert_eq!(was.numbers.len(), is.numbers.len());
            for (phone, fields) in &was.numbers {
                let declared = world.desired.resources.values().any(|want| want.key.as_deref() == Some(phone.as_str()));
                prop_assert!(declared || is.numbers.get(phone) == Some(fields));
            }
        }
    }

    #[test]
    fn only_what_is_declared_is_written(world in any_world()) {
        let plan = world.plan();
        for change in plan.effective() {
            prop_assert!(!deletes(change.action));
            let Some(desired) = world.desired.get(&change.address) else {
                prop_assert_eq!(change.action, Action::Forget);
                prop_assert!(!change.writes_to_provider() && change.fields.is_empty());
                continue;
            };
            for field in &change.fields {
                prop_assert_eq!(desired.fields.find(&field.field), Some(&field.after));
                prop_assert!(!field.after.is_satisfied_by(&field.before));
            }
            let declared = |name: &str| desired.fields.find(name).is_some();
            let recorded = world.recorded.get(&change.address);
            let let_go = |name: &str| recorded.is_some_and(|have| have.fields.find(name).is_some());
            let fields = |fields: &Option<Fields>| fields.clone().unwrap_or_default();
            prop_assert!(fields(&change.after).iter().all(|(name, _)| declared(name)));
            prop_assert!(fields(&change.before).iter().all(|(name, _)| declared(name) || let_go(name)));
            let wrote = change.action == Action::Update && !change.address.kind().lives_in_registry();
            prop_assert_eq!(change.writes_to_provider(), wrote);
            prop_assert!(!wrote || !change.fields.is_empty());
        }
        let writes = plan.changes.iter().filter(|change| change.writes_to_provider()).count();
        prop_assert_eq!(plan.calls.writes, writes as u64);
    }

    #[test]
    fn every_address_has_one_change_or_a_finding(world in any_world()) {
        let plan = world.plan();
        let addresses: BTreeSet<&Address> = plan.changes.iter().map(|change| &change.address).collect();
        prop_assert_eq!(addresses.len(), plan.changes.len());
        for address in world.desired.resources.keys() {
            // A failed read is reported at the provider, whose own entry needs no reading.
            let reported = plan.findings.iter().any(|finding| {
                finding.code != FindingCode::AccountUnreachable && finding.address.as_ref() == Some(address)
            });
            let decided = change(&plan, address);
            prop_assert!(decided.is_some() || reported || world.unread(address), "{address}");
            prop_assert!(decided.is_none() || !reported, "{address} is decided and reported");
            // An address keeps the spelling it is declared in.
            if let Some(change) = decided {
                prop_assert_eq!(change.address.to_string(), address.to_string());
            }
        }
        let silent = plan.findings.is_empty() && !world.desired.resources.keys().any(|a| world.unread(a));
        prop_assert!(plan.complete == silent || !plan.findings.is_empty());
    }

    #[test]
    fn what_was_not_read_is_not_absent(world in any_world()) {
        let plan = world.plan();
        let seen = |key: Option<&str>| {
            let key = key.unwrap();
            world.accounts.iter().any(|account| account.numbers.contains_key(key))
        };
        for (address, want) in &world.desired.resources {
            if !world.unread(address) {
                continue;
            }
            prop_assert!(!plan.complete);
            let missing = plan.findings.iter().any(|finding| {
                finding.code == FindingCode::NotInAccount && finding.address.as_ref() == Some(address)
            });
            prop_assert!(!missing, "{address} is called missing");
            let change = change(&plan, address);
            prop_assert!(change.is_none() || seen(want.key.as_deref()), "{change:?}");
        }
    }

    #[test]
    fn the_same_world_has_the_same_plan(world in any_world()) {
        let plan = world.plan();
        prop_assert_eq!(plan.sha256(), world.plan().sha256());
        let other: World = World {
            desired: world.desired.resources.clone().into_iter().rev().collect(),
            recorded: world.recorded.resources.clone().into_iter().rev().collect(),
            ..world.clone()
        };
        let other = other.plan_in_order(true, &BTreeSet::new());
        prop_assert_eq!(plan.sha256(), other.sha256());
        prop_assert_eq!(plan.changes, other.changes);
        prop_assert_eq!(plan.unmanaged, other.unmanaged);
    }

    #[test]
    fn a_target_plans_a_part_of_the_whole(world in any_world(), at in 0..16_usize) {
        let all: Vec<&Address> = world.desired.resources.keys().collect();
        prop_assume!(!all.is_empty());
        let target = all[at % all.len()].clone();
        let whole = world.plan();
        let part = world.plan_in_order(false, &BTreeSet::from([target.clone()]));
        for change in &part.changes {
            prop_assert!(whole.changes.contains(change));
            let own = change.address == target;
            let related = change.address.provider().is_some() && change.address.provider() == target.provider();
            prop_assert!(own || related, "{} for {target}", change.address);
        }
        prop_assert_eq!(change(&whole, &target), change(&part, &target));
    }
}
