//! Switchboard: text-messaging configuration as code.
//!
//! Declare providers, phone numbers, callback URLs and keywords in YAML; plan, apply and watch
//! for drift against Twilio and a registry of your own.
//!
//! # A plan from Rust
//!
//! The [`engine`] has one call per use case. This plans against the [`sandbox`], in this process:
//!
//! ```
//! # use std::collections::BTreeMap;
//! # use switchboard::{config, engine, model::Secret, provider::Settings, registry};
//! # use switchboard::sandbox::{Sandbox, Seed, State};
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let yaml = "version: 1\nproviders: { main: { type: twilio, numbers: \
//!     { store: { phone_number: '+15017122661', friendly_name: Store } } } }\n";
//! let sandbox = Sandbox::start(State::from_seed(&Seed::demo()), None, ([127, 0, 0, 1], 0).into()).await?;
//! let (sid, token) = sandbox.credentials().remove(0);
//! let secrets = [("TWILIO_ACCOUNT_SID", sid), ("TWILIO_AUTH_TOKEN", token)];
//! let vault: BTreeMap<String, Secret> =
//!     secrets.map(|(name, value)| (name.to_owned(), Secret::new(value))).into();
//! let api_urls = BTreeMap::from([("twilio", sandbox.url().parse()?)]);
//! let settings = Settings { api_urls, ..Settings::default() };
//!
//! let context = engine::Context::new(registry::open("sqlite:registry.db")?, Box::new(vault), settings);
//! let loaded = config::load(config::Input::of("switchboard.yaml", yaml));
//! let workspace = engine::open(&context, &loaded, engine::Chosen::default()).await?;
//! let planned = engine::plan(&workspace, &engine::PlanRequest::default()).await?;
//! assert_eq!(planned.plan.summary().update, 1);
//! # Ok(())
//! # }
//! ```
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
//!                                              recorded in the registry when it is known
//! ```
//!
//! Three states of one type meet in one decision per address. The decision is data; applying it
//! makes no choices. The next plan shows whether everything is done. The engine runs this flow once
//! per use case, and the command line prints what the engine returns.
//!
//! # The layers
//!
//! A module imports modules of lower layers only. Modules of one layer never import each other.
//!
//! | Layer | Modules | Subject |
//! |---|---|---|
//! | 6 | [`cli`] | arguments, files, environment, terminal |
//! | 5 | [`engine`] | one call per use case; values in, values out |
//! | 4 | [`config`], [`import`], [`reconcile`] | YAML to desired state; what other tools know of an account; reads and writes of accounts and registry |
//! | 3 | [`counterpart`] | systems that keep records of the same numbers, a folder for each; comparing with them |
//! | 2 | [`plan`], [`policy`], [`provider`], [`registry`], [`report`] | decisions; rules that a plan must keep; one folder per provider kind; storage; texts and documents |
//! | 1 | [`model`], [`http`] | the nouns; HTTP behaviour that providers share |
//! | 0 | [`yaml`], the crate in `crates/spanned-yaml` | YAML with the place of every value |
//!
//! [`sandbox`], the crate in `crates/twilio-sandbox`, is a stand-in for Twilio for people and tests; the
//! crate in `crates/azure-sandbox` is one for Azure. They share no code with the clients that call
//! them, and only [`cli`] uses them.
//!
//! [`model`], [`plan`], [`policy`], [`report`], [`config`], [`import`] and [`yaml`] are pure: they name no file system,
//! network, environment, clock, random source or async runtime. `tests/it/architecture.rs` checks the layers, the
//! purity, import cycles and the length of files.
//!
//! # Reading order
//!
//! [`model`] for the nouns, [`plan`] for the decision per address, [`provider`] and [`registry`] for
//! the two interfaces to the outside, [`engine`] for the use cases, [`config::load`] for how YAML
//! becomes desired state, then a command in `src/cli/commands`.

#![forbid(unsafe_code)]
#![deny(clippy::print_stdout, clippy::print_stderr)]

pub mod cli;
pub mod config;
pub mod counterpart;
pub mod engine;
pub mod http;
pub mod import;
pub mod model;
pub mod plan;
pub mod policy;
pub mod provider;
pub mod reconcile;
pub mod registry;
pub mod report;
pub use spanned_yaml as yaml;
pub use twilio_sandbox as sandbox;
