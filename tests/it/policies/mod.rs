//! Policies: what a saved plan, an approval and each report make of them. The stories
//! `tests/cases/a-policy-*` show the rules and their places.

mod approval;
mod evasions;
mod offline;
mod patterns;
mod rego;
mod reports;
mod saved;
mod sources;

use crate::support::fixture::NUMBERS;
use crate::support::sandbox::Sandbox;
use crate::support::world::World;

/// A policy that the configuration of [`NUMBERS`] keeps.
pub const KEPT: &str = "version: 1\nrequires: { keywords: [JOIN] }\n";
/// One that it violates.
pub const VIOLATED: &str = "version: 1\nrequires: { keywords: [STOP] }\n";

/// A fresh world with a policy in `policy.yaml`.
pub fn fresh(policy: &str) -> (World, Sandbox) {
    let (world, sandbox) = NUMBERS.fresh();
    world.write("policy.yaml", policy);
    (world, sandbox)
}
