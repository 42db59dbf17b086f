//! Switchboard: text-messaging configuration as code.
#![forbid(unsafe_code)]

pub mod model;
pub mod report;
