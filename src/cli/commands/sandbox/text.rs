//! `sandbox text`: sends a text to a number of the sandbox and shows who answers it.

use std::path::Path;

use clap::{Args, ValueEnum};

use crate::cli::commands::sandbox;
use crate::cli::exit_code::Exit;
use crate::cli::global_options::Global;
use crate::cli::help::{Page, exits, variables};
use crate::cli::local_sandbox::{Access, StandIn};
use crate::cli::output::terminal::{self, Form};
use crate::sandbox::{Text, receive_at};

/// The end of the help.
const PAGE: Page = Page {
    examples: &[
        (
            "Send JOIN to a number of this folder's sandbox",
            &["switchboard sandbox text +15017122661 JOIN"],
        ),
        (
            "Send it to a sandbox that is running",
            &["switchboard sandbox text +15017122661 JOIN --url http://127.0.0.1:4010"],
        ),
    ],
    exits: &[
        (
            "0",
            "a webhook answered, or would have been called outside this machine",
        ),
        (
            "1",
            "error: usage, configuration, or there is no such number",
        ),
        ("2", "the text is not answered"),
        exits::SIGNALS,
    ],
    variables: &[variables::CONFIGURATION, variables::OUTPUT],
};

/// Send a text to a number of the sandbox, as if from a phone
///
/// The sandbox finds who answers as Twilio does: the number's messaging service, the application
/// it points at, its own URL, the fallback. Handlers on this machine are really called, with
/// Twilio's signature. For other handlers the call is only shown. Exits with 2 if the text is not
/// answered.
#[derive(Debug, Args)]
#[command(after_long_help = PAGE.text())]
pub(super) struct TextCommand {
    /// The number, such as +15017122661
    to: String,

    /// The content of the text
    body: String,

    /// The phone number that sends it
    #[arg(long, value_name = "NUMBER")]
    from: Option<String>,

    /// A running sandbox, such as `http://127.0.0.1:4010` [default: one is started for this text]
    #[arg(long, value_name = "URL")]
    url: Option<String>,

    /// Format of the report
    #[arg(long, value_enum, default_value_t = TextFormat::Human, value_name = "FORMAT")]
    format: TextFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TextFormat {
    /// For people.
    Human,
    /// For programs.
    Json,
}

impl TextCommand {
    pub(super) fn run(&self, global: &Global, state: &Path) -> anyhow::Result<Exit> {
        let text = Text {
            to: self.to.clone(),
            from: self.from.clone(),
            body: self.body.clone(),
        };
        let outcome = if let Some(url) = &self.url {
            crate::cli::runtime::block_on(receive_at(url, &text))?
        } else {
            let Some(seed) = sandbox::seed(global)? else {
                return Ok(Exit::ERROR);
            };
            crate::cli::runtime::block_on(async {
                let stand_in = StandIn::start(&seed, state, 0, Access::Reads).await?;
                let outcome = receive_at(&stand_in.running.url(), &text).await;
                stand_in.stop().await?;
                outcome
            })?
        };
        let shown = match self.format {
            TextFormat::Human => outcome.in_words(),
            TextFormat::Json => serde_json::to_string_pretty(&outcome)?,
        };
        let form = match self.format {
            TextFormat::Human => Form::Text,
            TextFormat::Json => Form::Json,
        };
        terminal::print_as(form, &format!("{shown}\n"))?;
        Ok(Exit {
            differences: !outcome.answered,
            ..Exit::DONE
        })
    }
}
