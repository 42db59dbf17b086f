//! Layer 5: one call per use case, from [`open`] to [`apply`].
//!
//! ```text
//!  Context ── open ──► Workspace ──┬── plan ───► Planned
//!  registry, secrets,  accounts,   ├── undo ───► Planned
//!  settings, scope     desired     ├── apply ──► ApplyOutcome
//!                                  ├── drift ──► DriftOutcome
//!                                  ├── routes, explain ──► who answers
//!                                  └── check ──► Inspection
//!  Context ── import ──► Imported
//! ```
//!
//! Expected flow: read a configuration with [`crate::config::load`], describe the surroundings in
//! a [`Context`], open a [`Workspace`], then make any number of calls.
//!
//! Guarantees: every call takes values and returns values. Nothing is printed, and no environment
//! variable, terminal, argument or clock is read: secrets come from a [`Vault`], approval and
//! progress go through an [`Operator`], the time is a parameter. Only [`apply`] writes to an
//! account or takes a lock; [`drift`] records in the registry when it first saw a difference.
//!
//! Errors: a [`RunError`] ends a call. A problem with one number or account is not an error of the
//! call: it is a finding in the result, which then is incomplete.
//!
//! [`Vault`]: crate::provider::Vault

mod accept;
mod apply;
mod attribution;
mod check;
mod chosen;
mod context;
mod counterpart;
mod drift;
mod error;
mod examine;
mod explain;
mod import;
mod judging;
mod placing;
mod plan;
mod revert;
mod routes;
mod undo;

pub use accept::{AcceptRequest, Accepted, AcceptedChange, NotAccepted, accept};
pub use apply::{
    ApplyError, ApplyOutcome, ApplyRequest, Approval, Approved, Continued, Operator, Rollout,
    WaveEvent, apply, divided,
};
pub use check::{CheckRequest, Probe, check};
pub use chosen::Chosen;
pub use context::{Context, OnReading, OpenError, Workspace, open};
pub use counterpart::{counterpart_left_out, examine_counterpart};
pub use drift::{DriftOutcome, DriftRequest, Seen, drift};
pub use error::{RunError, RunErrorKind};
pub use examine::{examine_accounts, examine_registry};
pub use explain::{ADDRESS_OR_NUMBER, Answer, Notes, NumberAnswers, explain};
pub use import::{
    Added, ImportAccount, ImportRequest, Imported, ImportedProvider, IntoFile, OtherEnvironment,
    Subaccounts, import, import_into, known_to_counterpart, subaccounts,
};
pub use judging::judged_alone;
pub use placing::{
    compared, compared_number, located, misdeclarations, placed, remarked, uncompared, unread,
    violated, written,
};
pub use plan::{Agreement, PlanRequest, Planned, judged, plan};
pub use revert::{revert, revert_of};
pub use routes::{Routes, routes};
pub use undo::{UndoneRun, undo};
