//! A stateful stand-in for Twilio's REST API on loopback.
//!
//! It serves Twilio's APIs under one base URL (`/2010-04-01/Accounts/…json` and `/v1/…`) from a [`State`] that writes
//! change, so that a plan can be rehearsed without an account. It shares no code with the client that calls it: a
//! stand-in that shared the client's code would share its mistakes.
//!
//! | Module | Subject | Imports |
//! |---|---|---|
//! | `store` | the records, the state, its file and journal | |
//! | `api` | the handlers of each resource: request and state to answer | `store` |
//! | `seed` | `sandbox.yaml`, its checks and its defaults | `store` |
//! | `inbound` | a simulated text: which webhook receives it, the call, the outcome | `store` |
//! | `http` | credentials, own paths, starting and stopping | all of them |
//!
//! Connections, faults, held requests and recorded calls are the crate `sandbox-server`'s.
//!
//! A request takes this way: the server passes it to `http::stand_in`, `http::exchange` takes it through `http::auth`
//! and `api::routes` to the handler of its resource, and `store::saver` writes the changed state. A resource is one
//! file in `api`, its record in `store`, and its line in `api::routes`.
//!
//! A simulated text takes another way: `http::text_endpoint` receives it, `inbound::delivery` plans which webhook gets
//! it, and `inbound::attempts` calls that webhook. `http::traffic` sends texts by itself, as the seed declares. A webhook
//! that was called in vain makes an alert, which `http::instance` records.

mod api;
mod http;
mod inbound;
mod seed;
mod store;

pub use http::server::{Running, Sandbox};
pub use inbound::client::receive_at;
pub use inbound::text::{Attempt, DecidedBy, OptOut, Outcome, Text};
pub use sandbox_server::{Call, Code, Fault, Harm, Then};
pub use seed::format::{Seed, SeedAccount, SeedApiKey, SeedApplication, SeedNumber};
pub use seed::messaging::{
    SeedAddress, SeedCampaign, SeedService, SeedShortCode, SeedVerification,
};
pub use store::account::{AccountStatus, AccountType, ApiKeyKind};
pub use store::address_configuration::{AutoCreation, AutoCreationKind};
pub use store::handler::SimulatedHandler;
pub use store::method::Method;
pub use store::number::Capabilities;
pub use store::phone::NumberKind;
pub use store::price::PriceList;
pub use store::state::{Credentials, State};
pub use store::traffic::Traffic;
pub use store::verification::VerificationStatus;
