//! The sandbox from the side of an Azure client: over HTTP, with only its URL and credentials.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
#![allow(
    unreachable_pub,
    reason = "nothing of a test binary is reachable from outside"
)]

mod activity;
mod client;
mod control;
mod endpoint;
mod faults;
mod handshake;
mod numbers;
mod openapi;
mod operations;
mod persistence;
mod python;
mod rights;
mod subscriptions;
mod switches;
mod texts;
mod tokens;
mod topics;
mod updates;
mod violations;
