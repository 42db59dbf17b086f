//! A stateful stand-in for the Dataverse Web API of Dynamics 365 and for Entra's token endpoint on loopback.
//!
//! One server plays both under one URL: it issues tokens, and answers the reads with which a client compares SMS
//! providers, phone numbers and keywords, and the creation of keywords. It shares no code with the client that calls
//! it: a stand-in that shared the client's code would share its mistakes.
//!
//! | Module | Subject | Imports |
//! |---|---|---|
//! | `store` | tables, rows, apps, settings, the state | |
//! | `api` | errors | |
//! | `entra` | whose tokens are issued and accepted | `store` |
//! | `web` | the Web API | `api`, `entra`, `store` |
//! | `seed` | what a fresh sandbox holds | `store` |
//! | `http` | from a request to its part; starting and stopping | all of them |
//! | `control` | changes by somebody else, settings, time | all of them |
//!
//! Connections, faults, held requests, recorded calls and the token endpoint are the crate `sandbox-server`'s.
//!
//! Where Dataverse's behaviour is not known, the sandbox has a switch in [`Settings`]. A request that breaks a rule,
//! such as one that asks for a provider's token, is recorded as a [`Violation`], whether Dataverse would answer it or
//! not.

mod api;
mod control;
mod entra;
mod http;
mod seed;
mod store;
mod web;

pub use http::server::{Running, Sandbox};
pub use sandbox_server::entra::{Federated, Secret};
pub use sandbox_server::{Call, Code, Fault, Harm, Then, Violation};
pub use seed::format::{
    NumberType, Seed, SeedApp, SeedKeyword, SeedKeywordMap, SeedNumber, SeedNumberMap,
    SeedOrganization, SeedProvider,
};
pub use store::limits::Limits;
pub use store::settings::{Depth, PrivilegeFunction, SecuredValues, Settings, Unauthorized};
pub use store::state::{Access, State};
