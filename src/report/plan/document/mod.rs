//! The plan document: what `plan --out` saves and `--format json` prints, in Terraform's shape so
//! that existing readers of `resource_changes[].change.actions` work.
//!
//! `shape` declares it once, for writing, reading and the JSON Schema; `make` fills it; `read`
//! reads it.

mod applied;
mod cost;
mod counts;
pub(in crate::report) mod make;
mod policy;
mod purchases;
mod range;
mod read;
mod receiver;
mod rollout;
mod schema;
mod set;
mod shape;
mod shards;
mod source;

pub use applied::{AppliedDocument, AppliedState, DoneChange, UndoneChange};
pub use cost::MonthlyCostDocument;
pub use counts::{CallCounts, Counts};
pub use make::{document, to_json, write};
pub use policy::{PolicyDocument, ViolatedRule};
pub(in crate::report) use purchases::{cost_of, price_of};
pub use range::{ChangedField, TextPosition, TextRange};
pub use read::{ReadError, read};
pub use receiver::ReceiverDocument;
pub use rollout::{AddressNote, AlertCount, RolloutDocument, WaveDocument};
pub use schema::plan_schema;
pub(in crate::report) use schema::{with_groups, with_records};
pub use set::{PlanFile, PlanSet};
pub use shape::{
    BeforeAfter, Configuration, FORMAT_VERSION, Leaving, PlanDocument, Registry, ResourceChange,
    RouteBeforeAfter, RouteEnd, UnmanagedObject,
};
pub use shards::{MergedShard, ShardState};
pub use source::Source;
