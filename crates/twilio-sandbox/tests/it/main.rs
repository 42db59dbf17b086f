//! The sandbox as a client of Twilio meets it: over HTTP, with nothing but its URL and credentials.
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
