//! The waves of a rollout: which route changes of a plan belong to which wave, in a stable order that
//! is spread over the providers, and which alerts count against it. Pure.
//!
//! Everything that is not a route change comes before the first wave. A number whose route changes in
//! several waves is due after the last of them.

mod division;
mod effects;
mod inverse;
mod signs;
mod sizes;

use std::collections::BTreeSet;

use super::Routers;
use crate::model::{Address, Name, Plan};

pub use division::divide;
pub use inverse::net_changes;
pub use signs::Signs;
pub use sizes::{InvalidWaves, WaveSizes};

/// A number of a provider: the provider's name, and the number as its owner knows it, in E.164 or as
/// the digits of a short code.
pub type OwnNumber = (Name, String);

/// A plan, divided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Division {
    /// What is applied before the first wave: everything that is not a route change.
    pub first: Plan,
    /// The waves that write something.
    pub waves: Vec<WavePart>,
}

/// One wave of a divided plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WavePart {
    /// Its changes.
    pub plan: Plan,
    /// The numbers whose routes it changes.
    pub numbers: BTreeSet<OwnNumber>,
    /// The numbers whose routes must be the declared ones after it.
    pub due: BTreeSet<OwnNumber>,
    /// How many numbers' routes are changed at its end, by all waves so far.
    pub reached: u64,
    /// What alerts can name or show because of it.
    pub signs: Signs,
}

impl WavePart {
    /// The addresses that it writes.
    pub fn addresses(&self) -> BTreeSet<Address> {
        let changes = self.plan.changes.iter();
        changes.map(|change| change.address.clone()).collect()
    }
}

impl Division {
    /// Returns every number whose route changes.
    pub fn numbers(&self) -> BTreeSet<OwnNumber> {
        let all = self.waves.iter().flat_map(|wave| &wave.numbers);
        all.cloned().collect()
    }
}

/// Returns every number whose route a plan changes.
pub fn rerouted(plan: &Plan, routers: &Routers<'_>) -> BTreeSet<OwnNumber> {
    let effects = effects::effects(plan, routers);
    effects.into_iter().flat_map(|one| one.numbers).collect()
}

/// Returns the addresses of a plan's route changes.
pub fn route_changes(plan: &Plan, routers: &Routers<'_>) -> BTreeSet<Address> {
    let effects = effects::effects(plan, routers).into_iter();
    effects.map(|one| one.change.address.clone()).collect()
}
