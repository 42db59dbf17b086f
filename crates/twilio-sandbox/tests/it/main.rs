//! The sandbox from the side of a Twilio client: over HTTP, with only its URL and credentials.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod accounts;
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
mod registrations;
mod scale;
mod services;
