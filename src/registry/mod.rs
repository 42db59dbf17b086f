//! The registry: resources as the last apply left them, runs and their changes, and the locks that
//! keep two applies apart.
//!
//! Expected flow: a plan is made from a [`Registry::snapshot`]. An apply calls
//! [`Registry::begin`] and thereby holds its scope (a project in an environment), or the parts of it
//! that it covers: providers, and the keywords. Around every write at a provider it calls
//! [`Session::record`]: before it with an intent, after it with the result. A write that completes
//! later has its operation noted by [`Session::accept`] in between. [`Session::finish`]
//! closes the run and releases what it holds.
//!
//! Guarantees:
//!
//! - `record` commits all of its arguments, or none of them, before it returns.
//! - Reading never writes and never creates a registry; each answer is of one instant.
//! - One session holds a part at a time, and a session of everything excludes all others. A dead
//!   holder is detected at once and its locks taken over; a session whose locks were taken away can
//!   change nothing any more.
//! - A phone number and a messaging service have at most one owner in a registry, a service also
//!   while it is being created: `record` refuses an intent whose claim another scope owns or
//!   holds.
//! - Passwords in URLs never reach the storage.
//!
//! Assumptions: the caller records only changes of parts that its session covers, sends the changes
//! of an address one after another, and discards what it read if a session begins at another serial.
//!
//! Caveats: futures may block for the length of a disk write and need a runtime with timers. An
//! open intent is evidence that a run died near a write, not that the write was made.
//!
//! The two drivers, `sqlite` and `postgres`, have files of the same names. Both write values
//! through `codec` and read rows through `row`, so that both store the same.

mod attempt;
mod codec;
mod error;
mod folder;
mod holder;
mod interface;
mod leader;
mod open;
mod operation;
mod postgres;
mod prune;
mod row;
mod settlement;
mod slots;
mod sqlite;
mod wave;

pub use attempt::Attempt;
pub use error::RegistryError;
pub use folder::{OWN, make_folder};
pub use holder::Holder;
pub use interface::{
    Answer, Contents, Leadership, NewRun, OutcomeCount, Pending, Registry, Session,
};
pub use open::{files, files_of, in_file, open};
pub use operation::{Accepted, OpenOperation};
pub use prune::{Keep, Prunable};
pub use settlement::{Claim, Intent, Record, Settlement, Unfinished};
