//! The plan document: what `plan --out` saves and `--format json` prints, in Terraform's shape so
//! that existing readers of `resource_changes[].change.actions` work.
//!
//! `shape` declares it once, for writing, reading and the JSON Schema; `make` fills it; `read`
//! reads it.

mod applied;
pub(in crate::report) mod make;
mod range;
mod read;
mod shape;

pub use applied::{AppliedDocument, AppliedState, DoneChange, UndoneChange};
pub use make::{document, to_json};
pub use read::{ReadError, read};
pub(in crate::report) use shape::with_groups;
pub use shape::{
    BeforeAfter, CallCounts, Configuration, Counts, FORMAT_VERSION, PlanDocument, Registry,
    ResourceChange, RouteEnd, Source, UnmanagedObject, plan_schema,
};
