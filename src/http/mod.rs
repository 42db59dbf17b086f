//! The parts of an HTTP client that all providers share: a queue per account, pacing, retries,
//! trusted authorities, redaction.
//!
//! A client builds its transport with [`transport::builder`] and sends through one [`Dispatcher`]
//! per account. The dispatcher knows no vendor and no error type: the client hands in a closure
//! that makes *one* attempt (it signs the request, sends it, decodes the answer) and says in an
//! [`Attempted`] whether a failure may pass and how far the request got. So a client that signs
//! each attempt again, with a date in the signature or a token that was renewed, fits as well as
//! one with a fixed header. How errors are worded stays with the client.
//!
//! [`queue`] limits the requests of one account, [`pace`] and [`rate`] decide how many, [`cap`] keeps
//! to a number that is declared, [`retry`]
//! decides about another attempt, [`course`] counts the attempts of one request, [`body`] reads
//! answers, [`span`] shows them in traces. [`entra`] signs an app in and keeps its tokens.

pub mod body;
pub mod cap;
pub mod course;
mod destination;
pub mod dispatch;
pub mod entra;
mod limits;
pub mod pace;
pub mod queue;
pub mod rate;
pub mod redact;
pub mod retry;
mod retry_after;
pub mod span;
pub mod transport;
pub mod trust;

pub use body::BodyError;
pub use cap::{Cap, Caps, Slot, Slots};
pub use course::{Attempted, Ended};
pub use destination::{is_loopback, may_receive_credentials};
pub use dispatch::Dispatcher;
pub use limits::Limits;
pub use queue::Barred;
pub use redact::{passwords, redact, redact_to};
pub use retry::{Reach, Repeat};
pub use retry_after::retry_after;
pub use trust::authorities;
