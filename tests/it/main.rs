//! The integration tests, in one binary: a module per subject. The tests that are files rather
//! than code are in the target `stories`.

#![allow(
    unreachable_pub,
    reason = "nothing of a test binary is reachable from outside"
)]

mod architecture;
mod azure;
mod azure_client;
mod cli;
mod configuration;
mod crash;
mod diagnostics;
mod documents;
mod drift;
mod dynamics;
mod dynamics_client;
mod editor;
mod engine;
mod entra;
mod faults;
mod findings;
mod fleets;
mod fmt;
mod import;
mod inbound;
mod literal_secrets;
mod notifications;
mod pages;
mod pipelines;
mod policies;
mod probe;
mod properties;
mod registries;
mod rollout;
mod routes;
mod schemas;
mod soak;
mod support;
mod toy;
mod traces;
mod twilio_client;
mod twilio_declaration;
mod watch;
