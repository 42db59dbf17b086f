//! Floor 3: the conductor, the only place that reads and writes both worlds.
//!
//! It makes no decisions: `observe` reads every account in bulk, `plan::plan` decides, `apply`
//! carries out exactly what was decided, one write per changed object and one per member that
//! joins it, and records each result as it lands.

mod accounts;
mod applied;
mod apply;
mod claiming;
mod course;
mod doubts;
mod events;
mod gates;
mod happenings;
mod inspect;
mod inspect_account;
mod inspect_number;
mod lanes;
mod limit;
mod observe;
mod probe;
mod senders;
mod settling;
mod survey;
mod takers;
mod unused;

pub use accounts::{Accounts, open};
pub use applied::{Applied, Trouble};
pub use apply::apply;
pub use events::Event;
pub use gates::{closed, gates};
pub use happenings::{Told, happenings};
pub use inspect::{Evidence, inspect};
pub use observe::{Missed, observe};
pub use probe::probe;
pub use senders::{When, senders};
pub use survey::{Survey, survey};
pub use takers::takers;
