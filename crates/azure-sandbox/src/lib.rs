//! A stateful stand-in for Azure Communication Services, Event Grid and Entra on loopback.
//!
//! One server plays all of them under one URL: the token endpoint, Azure Resource Manager, the numbers of a resource,
//! and the endpoint of GitHub's id-tokens. It shares no code with the client that calls it: a stand-in that shared the
//! client's code would share its mistakes.
//!
//! | Module | Subject | Imports |
//! |---|---|---|
//! | `store` | the records and the state | |
//! | `api` | what every handler shares: bodies, errors, versions | `store` |
//! | `entra` | whose tokens are issued and accepted, and GitHub's id-tokens | `api`, `store` |
//! | `numbers` | the data plane | `api`, `entra`, `store` |
//! | `grid` | subscriptions: properties, handshakes, operations, who receives an event | `store` |
//! | `arm` | the management plane | all of the above |
//! | `seed` | what a fresh sandbox holds | `grid`, `arm::route`, `store` |
//! | `http` | from a request to its part of Azure; starting and stopping | all of them |
//! | `control` | changes by somebody else, texts, settings, time | all of them |
//!
//! Connections, faults, held requests, recorded calls and the token endpoint are the crate `sandbox-server`'s.
//!
//! Where Azure's behaviour is not known, the sandbox has a switch in [`Settings`]. A request that breaks a rule, such as
//! one that writes a read-only field, is recorded as a [`Violation`], whether Azure would answer it or not.

mod api;
mod arm;
mod control;
mod entra;
mod grid;
mod http;
mod numbers;
mod seed;
mod store;

pub use grid::event::{DeliveryReport, Text};
pub use grid::outcome::{Outcome, Reception};
pub use http::client::{is_at, receive_at, report_at};
pub use http::server::{Running, Sandbox};
pub use sandbox_server::entra::Federated;
pub use sandbox_server::{Call, Code, Fault, Harm, Then, Violation};
pub use seed::format::{
    Seed, SeedApp, SeedGitHub, SeedNumber, SeedNumberMap, SeedResource, SeedSubscription,
    SeedTopic, Under,
};
pub use store::grid::Provisioning;
pub use store::settings::{
    Answer, AnswerKind, BaseUrl, FailedCreate, FailedUpdate, Patch, Rate, Settings,
};
pub use store::state::{Access, State};
