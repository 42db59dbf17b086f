//! `sandbox`: the local stand-in for Twilio, for any client.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::problems::Problems;
use super::reports::Format;
use super::signals::Signals;
use super::stand_in::{Access, StandIn};
use super::world::{Project, SANDBOX_STATE};
use super::{Exit, Global, terminal};

/// Run the local stand-in for Twilio on loopback
///
/// Prints its URL, account SIDs and credentials as one line of JSON when it listens. A fresh one
/// holds the numbers that the configuration declares, as bought from Twilio, and one more; a
/// sandbox.yaml beside the configuration, or here where there is none, can say otherwise. It
/// stops with Ctrl-C.
#[derive(Debug, Args)]
pub struct SandboxCommand {
    /// The port; 0 takes any that is free
    #[arg(long, value_name = "N", default_value_t = 0)]
    port: u16,

    /// Where its state is kept
    #[arg(long, value_name = "PATH", default_value = SANDBOX_STATE)]
    state: PathBuf,
}

impl SandboxCommand {
    pub(super) fn run(&self, global: &Global) -> anyhow::Result<Exit> {
        let project = Project::read(global)?;
        let seed = match &project.loaded.configuration {
            Some(configuration) => project.seed(configuration)?,
            None if project.sources.is_empty() => Project::seed_alone()?,
            None => return Problems::new(&project, Vec::new()).report(Format::Human, &[], global),
        };
        super::block_on(async {
            let signals = Signals::listen("");
            let starting = StandIn::start(&seed, &self.state, self.port, Access::Writes);
            let Some(stand_in) = signals.unless(starting).await.transpose()? else {
                return Ok(signals.exit());
            };
            let running = &stand_in.running;
            let accounts: Vec<_> = running
                .credentials()
                .into_iter()
                .map(|(sid, token)| json!({ "account_sid": sid, "auth_token": token }))
                .collect();
            let line = json!({ "url": running.url(), "accounts": accounts });
            terminal::print(&format!("{line}\n"))?;
            signals.cancel.cancelled().await;
            stand_in.stop().await?;
            Ok(signals.exit())
        })
    }
}
