//! The only module that reads and writes both the accounts and the registry.
//!
//! It makes no decisions: `observe` reads every account in bulk, `plan::plan` decides, and `apply`
//! makes exactly the decided changes, one write per changed object and one per member that joins
//! it, and records each result at once. `create_keywords` does the same at a counterpart.

mod account_checks;
mod account_status;
mod accounts;
mod activity_log;
mod alerts;
mod applied;
mod apply;
mod conclusion;
mod contacts;
mod counterpart_keywords;
mod execution;
mod flight;
mod follow;
mod gates;
mod inspect;
mod intents;
mod journal;
mod naming;
mod observe;
mod prices;
mod probe;
mod progress;
mod read_failure;
mod senders;
mod spans;
mod takers;
mod unclear_attempts;
mod write_queue;

pub use account_checks::{AccountChecks, account_checks};
pub use accounts::{Accounts, open, request_rates};
pub use activity_log::{Activity, activity_log};
pub use alerts::{Alerts, alerts};
pub use applied::{Applied, Trouble};
pub use apply::apply;
pub use contacts::{advice, contacts};
pub use counterpart_keywords::create_keywords;
pub use follow::follow;
pub use gates::{closed, gates};
pub use inspect::{Evidence, inspect};
pub use naming::name_made;
pub use observe::{Missed, listings, observe, observe_extent};
pub use prices::prices;
pub use probe::probe;
pub use progress::Event;
pub use senders::{Senders, When, senders};
pub use takers::takers;
