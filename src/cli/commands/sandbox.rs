//! `sandbox`: the local stand-ins for Twilio, Azure and Dynamics 365, for any client.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::cli::commands::sandbox::text::TextCommand;
use crate::cli::exit_code::Exit;
use crate::cli::failure::fail;
use crate::cli::global_options::Global;
use crate::cli::help::{Page, exits, variables};
use crate::cli::input::project::Project;
use crate::cli::input::seeds;
use crate::cli::input::state_folder::StateFolder;
use crate::cli::local_sandbox::{Access, Dynamics, Ports, Seeds, StandIns, StateFiles};
use crate::cli::output::plan_output::Format;
use crate::cli::output::problems::Problems;
use crate::cli::output::{problems, terminal};
use crate::cli::signals::Signals;
use crate::engine::RunErrorKind;
use crate::sandbox::Running;
use crate::yaml::Sources;

mod text;

/// How a client of Azure's stand-in is set up, for the person who started it.
const AZURE_VARIABLES: &str = "To use the stand-in for Azure, set SWITCHBOARD_AZURE_API_URL and SWITCHBOARD_ENTRA_URL to its `azure_url`, \
    and from an entry of `azure` ACS_CONNECTION_STRING, AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET.\n";

/// The same for Dynamics 365.
const DYNAMICS_VARIABLES: &str = "To use the stand-in for Dynamics 365, set SWITCHBOARD_DYNAMICS_API_URL and SWITCHBOARD_ENTRA_URL to its \
    `dynamics_url` and `entra_url`, and AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET to `tenant_id`, \
    `client_id` and `client_secret`.\n";

/// The end of the help.
const PAGE: Page = Page {
    examples: &[
        (
            "Serve the sandbox, for any client",
            &["switchboard sandbox --port 4010"],
        ),
        (
            "Send a text to a number of this folder's sandbox",
            &["switchboard sandbox text +15017122661 JOIN"],
        ),
    ],
    exits: &[
        ("1", "error: usage, configuration, or the port is in use"),
        exits::SIGNALS,
    ],
    variables: &[variables::CONFIGURATION, variables::OUTPUT],
};

/// Run a local sandbox in place of Twilio, Azure and Dynamics 365, on loopback
///
/// Prints its URL, account SIDs and credentials as one line of JSON once it listens; with providers
/// of type azure also `azure_url`, and for each resource what opens it; with `dynamics` also
/// `dynamics_url`, `entra_url`, `tenant_id`, `client_id` and `client_secret`. Only what the
/// configuration has is played. A new sandbox holds the numbers that the configuration declares, as
/// bought from Twilio or Azure, and one more; Dynamics 365 knows the declared ones. A sandbox.yaml
/// beside the configuration, or here if there is no configuration, can declare other contents.
/// Stops on Ctrl-C.
#[derive(Debug, Args)]
#[command(after_long_help = PAGE.text())]
pub(crate) struct SandboxCommand {
    #[command(subcommand)]
    what: Option<What>,

    /// Port to listen on; 0 chooses a free one
    #[arg(long, value_name = "N", default_value_t = 0)]
    port: u16,

    /// Port of the stand-in for Azure, where Twilio is played too; 0 chooses a free one
    #[arg(long, value_name = "N", default_value_t = 0)]
    azure_port: u16,

    /// Port of the stand-in for Dynamics 365, where another one is played too; 0 chooses a free one
    #[arg(long, value_name = "N", default_value_t = 0)]
    dynamics_port: u16,

    /// File that keeps its state; Azure's has `-azure` before its ending, that of Dynamics 365
    /// `-dynamics` [default: .switchboard/sandbox.json beside the configuration]
    #[arg(long, value_name = "PATH", global = true)]
    state: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum What {
    Text(TextCommand),
}

impl SandboxCommand {
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<Exit> {
        if let Some(What::Text(text)) = &self.what {
            if self.port != 0 || self.azure_port != 0 || self.dynamics_port != 0 {
                return fail(
                    RunErrorKind::Options,
                    "`sandbox text` listens on no port; --url names a running sandbox",
                );
            }
            return text.run(global, self.states(global));
        }
        let Some(seeds) = seeds(global)? else {
            return Ok(Exit::ERROR);
        };
        let files = self.states(global);
        let ports = self.ports(&seeds)?;
        crate::cli::runtime::block_on(async {
            let signals = Signals::listen("");
            let starting = StandIns::start(&seeds, files, ports, Access::Writes);
            let Some(stand_ins) = signals.unless(starting).await.transpose()? else {
                return Ok(signals.exit());
            };
            let line = line(&stand_ins);
            terminal::print_as(terminal::Form::Json, &format!("{line}\n"))?;
            if stand_ins.azure.is_some() && !global.quiet {
                terminal::eprint(AZURE_VARIABLES);
            }
            if stand_ins.dynamics.is_some() && !global.quiet {
                terminal::eprint(DYNAMICS_VARIABLES);
            }
            signals.cancel.cancelled().await;
            stand_ins.stop().await?;
            Ok(signals.exit())
        })
    }

    /// The ports to listen on. `--port` is that of the first stand-in that is played.
    fn ports(&self, seeds: &Seeds) -> anyhow::Result<Ports> {
        if seeds.azure.is_none() && self.azure_port != 0 {
            return fail(
                RunErrorKind::Options,
                "--azure-port: no provider has the type azure, so nothing listens there",
            );
        }
        if seeds.dynamics.is_none() && self.dynamics_port != 0 {
            return fail(
                RunErrorKind::Options,
                "--dynamics-port: the configuration has no `dynamics`, so nothing listens there",
            );
        }
        let of = |own: u16, is_first: bool| if own == 0 && is_first { self.port } else { own };
        Ok(Ports {
            twilio: self.port,
            azure: of(self.azure_port, seeds.twilio.is_none()),
            dynamics: of(
                self.dynamics_port,
                seeds.twilio.is_none() && seeds.azure.is_none(),
            ),
        })
    }

    /// The files of its states.
    fn states(&self, global: &Global) -> StateFiles {
        if let Some(state) = &self.state {
            return StateFiles::named(state.clone());
        }
        let folder = StateFolder::of_sandbox(global);
        let notice: Vec<_> = folder.notice.iter().cloned().collect();
        problems::eprint(&notice, &Sources::default(), global);
        folder.sandbox_states()
    }
}

/// What clients need to call the stand-ins.
fn line(stand_ins: &StandIns) -> Value {
    let twilio = stand_ins.twilio.as_ref().map(|one| &one.running);
    let credentials = twilio.map(Running::credentials).unwrap_or_default();
    let accounts = credentials.into_iter();
    let accounts: Vec<_> = accounts
        .map(|(sid, token)| json!({ "account_sid": sid, "auth_token": token }))
        .collect();
    let azure = stand_ins.azure.as_ref().map(|one| &one.running);
    let azure_url = azure.map(azure_sandbox::Running::url);
    let dynamics = stand_ins.dynamics.as_ref();
    let dynamics_url = dynamics.map(|one| one.running.url());
    let first = twilio.map(Running::url).or_else(|| azure_url.clone());
    let url = first.or_else(|| dynamics_url.clone());
    let mut line = json!({ "url": url, "accounts": accounts });
    if let Some(azure) = azure {
        line["azure_url"] = json!(azure_url);
        line["azure"] = json!(azure.access());
    }
    if let Some(keys) = dynamics.and_then(Dynamics::keys) {
        line["dynamics_url"] = json!(dynamics_url);
        // It is its own Entra.
        line["entra_url"] = json!(dynamics_url);
        line["tenant_id"] = json!(keys.tenant_id);
        line["client_id"] = json!(keys.client_id);
        line["client_secret"] = json!(keys.client_secret);
    }
    line
}

/// What fresh stand-ins hold. `None` if the configuration is wrong, which has been reported.
pub(crate) fn seeds(global: &Global) -> anyhow::Result<Option<Seeds>> {
    let project = Project::read(global)?;
    match &project.loaded.configuration {
        Some(configuration) => Ok(Some(project.seeds(configuration)?)),
        // Without a configuration the sandbox holds a demo account.
        None if project.sources.is_empty() => Ok(Some(seeds::alone()?)),
        None => {
            Problems::new(&project, Vec::new()).report(Format::Human, &[], global)?;
            Ok(None)
        }
    }
}
