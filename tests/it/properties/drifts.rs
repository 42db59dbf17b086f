//! Properties of every comparison of recorded with observed state.

use std::collections::BTreeSet;

use proptest::prelude::*;
use switchboard::model::{Drift, DriftStatus, Scope, Sightings, Snapshot, State};
use switchboard::plan::{self, AccountListing, DriftTerms};

use super::cases;
use super::world::{Holding, World, any_world};

fn drift(world: &World, desired: &State, backwards: bool) -> Drift {
    let mut accounts: Vec<AccountListing> = world.accounts.iter().map(Holding::read).collect();
    if backwards {
        accounts.reverse();
        for account in &mut accounts {
            account.objects.reverse();
        }
    }
    let observed = plan::bind(&State::default(), &world.recorded, accounts);
    let scope = Scope {
        project: "p".to_owned(),
        environment: String::new(),
    };
    let snapshot = Snapshot {
        state: world.recorded.clone(),
        ..Snapshot::default()
    };
    plan::drift(
        &scope,
        desired,
        &snapshot,
        &observed,
        &DriftTerms::default(),
    )
}

proptest! {
    #![proptest_config(cases(600))]

    #[test]
    fn the_order_of_what_is_read_plays_no_part(world in any_world()) {
        // Failed reads are reported in the order of their answers, and the shell sorts them.
        let unordered = |drift: Drift| Drift { findings: Vec::new(), ..drift };
        let forwards = unordered(drift(&world, &world.desired, false));
        prop_assert_eq!(forwards, unordered(drift(&world, &world.desired, true)));
    }

    #[test]
    fn what_is_declared_plays_no_part_in_what_drifted(world in any_world()) {
        let statuses = |drift: &Drift| -> Vec<_> {
            let all = drift.resources.iter();
            all.map(|one| (one.address.clone(), one.status, one.differences.clone())).collect()
        };
        let with = drift(&world, &world.desired, false);
        let without = drift(&world, &State::default(), false);
        prop_assert_eq!(statuses(&with), statuses(&without));
        let recorded: BTreeSet<_> = world.recorded.resources.keys().collect();
        prop_assert_eq!(without.pending.iter().collect::<BTreeSet<_>>(), recorded);
    }

    #[test]
    fn an_unread_object_is_never_missing_and_the_rest_is_reported(world in any_world()) {
        let drift = drift(&world, &world.desired, false);
        let summary = drift.summary();
        let local = world.recorded.resources.keys().filter(|a| a.kind().lives_in_registry()).count();
        let all = summary.in_sync + summary.modified + summary.missing + summary.unchecked;
        prop_assert_eq!(all + local, world.recorded.resources.len());
        for one in &drift.resources {
            let provider = one.address.provider().unwrap();
            let unread = world.accounts.iter().any(|a| a.unread && a.providers.contains(provider));
            prop_assert!(!(unread && one.status == DriftStatus::Missing));
            prop_assert!(!(one.status == DriftStatus::Unchecked && drift.complete));
        }
    }

    #[test]
    fn what_was_noted_is_kept_as_long_as_it_is_there(world in any_world()) {
        let mut first = drift(&world, &world.desired, false);
        let early = "2026-01-01T00:00:00Z".parse().unwrap();
        let noted = plan::date(&mut first, &world.recorded, &Sightings::new(), early);
        let mut second = drift(&world, &world.desired, false);
        let late = "2026-02-01T00:00:00Z".parse().unwrap();
        prop_assert_eq!(plan::date(&mut second, &world.recorded, &noted, late), noted);
        prop_assert_eq!(first, second);
    }
}
