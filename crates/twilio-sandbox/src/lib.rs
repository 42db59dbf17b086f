//! A stateful stand-in for Twilio's REST API on loopback.
//!
//! It answers both of Twilio's APIs under one base URL (`/2010-04-01/Accounts/…json` and `/v1/…`) from a
//! [`State`] that writes really change, so that a plan can be rehearsed without an account. It names nothing
//! else of this crate: a stand-in that shared the client's code would share its mistakes.
//!
//! Flow: `server` accepts, `exchange` takes one request through `faults`, `auth` and `routes` to the file of the
//! resource it asks for, and `saver` writes the changed state. A resource is one file and its line in `routes`.
//! A simulated inbound text goes the other way: `texting` takes it, `inbound` finds who answers, `deliver` calls them.

mod accounts;
mod actor;
mod addresses;
mod admin;
mod answer;
mod applications;
mod auth;
mod available;
mod calls;
mod campaigns;
mod contains;
mod deliver;
mod error;
mod events;
mod exchange;
mod faults;
mod grow;
mod held;
mod inbound;
mod journal;
mod number_settings;
mod number_view;
mod numbers;
mod opt_out;
mod paging;
mod phone;
mod pool;
mod purchases;
mod reply;
mod request;
mod response;
mod routes;
mod saver;
mod seed;
mod seed_check;
mod seed_messaging;
mod segments;
mod senders;
mod server;
mod services;
mod sid;
mod signature;
mod spoiling;
mod state;
mod strikes;
mod texting;
mod texts;
mod told;
mod twiml;
mod verifications;
mod webhooks;
mod wire;

pub use accounts::{AccountStatus, AccountType, ApiKeyKind};
pub use addresses::{AutoCreation, AutoCreationKind, SeedAddress};
pub use calls::Call;
pub use faults::{Fault, Harm, Then};
pub use numbers::Capabilities;
pub use phone::Kind;
pub use seed::{Seed, SeedAccount, SeedApiKey, SeedApplication, SeedNumber};
pub use seed_messaging::{SeedCampaign, SeedService, SeedVerification};
pub use server::{Running, Sandbox};
pub use state::{Credentials, State};
pub use texting::receive_at;
pub use texts::{Attempt, DecidedBy, OptOut, Outcome, Text};
pub use verifications::VerificationStatus;
pub use webhooks::Method;
