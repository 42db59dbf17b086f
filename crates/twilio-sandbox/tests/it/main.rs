//! The sandbox from the side of a Twilio client: over HTTP, with only its URL and credentials.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
#![allow(
    unreachable_pub,
    reason = "nothing of a test binary is reachable from outside"
)]

mod accounts;
mod alerts;
mod applications;
mod auth;
mod buying;
mod client;
mod events;
mod faults;
mod journal;
mod numbers;
mod openapi;
mod paging;
mod persistence;
mod prices;
mod registrations;
mod scale;
mod services;
mod short_codes;
