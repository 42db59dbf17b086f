//! Switchboard: text-messaging configuration as code.
//!
//! Declare providers, phone numbers, callback URLs and keywords in YAML; plan, apply and watch
//! for drift against Twilio and a registry of your own.
//!
//! # The flow
//!
//! ```text
//!  files ───► yaml ───► config ──────────► desired ──┐
//!             text and  typed and                    │
//!             places    checked                      │
//!  registry ─────────────────────────────► recorded ─┼──► plan ──► Plan ──► report, saved plan
//!                                                    │    pure     data
//!  accounts ───► provider ── bulk reads ─► observed ─┘               │
//!                                                                    ▼
//!                                              reconcile: one write per change, each result
//!                                              recorded in the registry as it lands
//! ```
//!
//! Three states of one type meet in one decision per address. What was decided is data; carrying
//! it out makes no choices. The next plan says whether it is done.
//!
//! # The layers
//!
//! A module names modules of lower layers only; those of one layer never name each other.
//!
//! | Layer | Modules | May use |
//! |---|---|---|
//! | 5 | [`cli`] | arguments, files, environment, terminal |
//! | 4 | [`engine`] | one call per use case; values in, values out |
//! | 3 | [`config`], [`reconcile`] | config is pure; reconcile reads and writes both worlds |
//! | 2 | [`plan`], [`provider`], [`registry`], [`report`] | plan and report are pure |
//! | 1 | [`model`], [`http`] | model is pure; http calls the network for providers |
//! | 0 | [`yaml`], the crate in `crates/spanned-yaml` | nothing: it is pure |
//!
//! [`sandbox`], the crate in `crates/twilio-sandbox`, simulates Twilio for people and tests, shares
//! no code with the client that it serves, and only `cli` names it.
//!
//! Pure modules name no file system, network, environment, clock, random source or async runtime.
//! `tests/it/architecture.rs` checks the layers, the purity and the length of files.
//!
//! # Reading order
//!
//! [`model`] for the nouns, [`plan::decide`] for the one decision, [`provider`] and [`registry`]
//! for the two seams, [`reconcile::apply`] for how a plan is carried out, [`config::load`] for how
//! YAML becomes desired state, then a command in `src/cli`.

#![forbid(unsafe_code)]
#![deny(clippy::print_stdout, clippy::print_stderr)]

pub mod cli;
pub mod config;
pub mod engine;
pub mod http;
pub mod model;
pub mod plan;
pub mod provider;
pub mod reconcile;
pub mod registry;
pub mod report;
pub use spanned_yaml as yaml;
pub use twilio_sandbox as sandbox;
