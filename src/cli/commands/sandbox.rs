//! `sandbox`: the local stand-in for Twilio, for any client.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;

use crate::cli::commands::sandbox::text::TextCommand;
use crate::cli::exit_code::Exit;
use crate::cli::failure::fail;
use crate::cli::global_options::Global;
use crate::cli::help::{Page, exits, variables};
use crate::cli::input::project::Project;
use crate::cli::input::state_folder::StateFolder;
use crate::cli::local_sandbox::{Access, StandIn};
use crate::cli::output::plan_output::Format;
use crate::cli::output::problems::Problems;
use crate::cli::output::{problems, terminal};
use crate::cli::signals::Signals;
use crate::engine::RunErrorKind;
use crate::sandbox::Seed;
use crate::yaml::Sources;

mod text;

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

/// Run a local sandbox in place of Twilio, on loopback
///
/// Prints its URL, account SIDs and credentials as one line of JSON once it listens. A new sandbox
/// holds the numbers that the configuration declares, as bought from Twilio, and one more. A
/// sandbox.yaml beside the configuration, or here if there is no configuration, can declare other
/// contents. Stops on Ctrl-C.
#[derive(Debug, Args)]
#[command(after_long_help = PAGE.text())]
pub(crate) struct SandboxCommand {
    #[command(subcommand)]
    what: Option<What>,

    /// Port to listen on; 0 chooses a free one
    #[arg(long, value_name = "N", default_value_t = 0)]
    port: u16,

    /// File that keeps its state [default: .switchboard/sandbox.json beside the configuration]
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
            if self.port != 0 {
                return fail(
                    RunErrorKind::Options,
                    "`sandbox text` listens on no port; --url names a running sandbox",
                );
            }
            return text.run(global, &self.state(global));
        }
        let Some(seed) = seed(global)? else {
            return Ok(Exit::ERROR);
        };
        let state = self.state(global);
        crate::cli::runtime::block_on(async {
            let signals = Signals::listen("");
            let starting = StandIn::start(&seed, &state, self.port, Access::Writes);
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
            terminal::print_as(terminal::Form::Json, &format!("{line}\n"))?;
            signals.cancel.cancelled().await;
            stand_in.stop().await?;
            Ok(signals.exit())
        })
    }
}

impl SandboxCommand {
    /// The file of its state.
    fn state(&self, global: &Global) -> PathBuf {
        if let Some(state) = &self.state {
            return state.clone();
        }
        let folder = StateFolder::of_sandbox(global);
        let notice: Vec<_> = folder.notice.iter().cloned().collect();
        problems::eprint(&notice, &Sources::default(), global);
        folder.sandbox_state()
    }
}

/// The contents of a fresh sandbox. `None` if the configuration is wrong, which has been reported.
pub(crate) fn seed(global: &Global) -> anyhow::Result<Option<Seed>> {
    let project = Project::read(global)?;
    match &project.loaded.configuration {
        Some(configuration) => Ok(Some(project.seed(configuration)?)),
        // Without a configuration the sandbox holds a demo account.
        None if project.sources.is_empty() => Ok(Some(Project::seed_alone()?)),
        None => {
            Problems::new(&project, Vec::new()).report(Format::Human, &[], global)?;
            Ok(None)
        }
    }
}
