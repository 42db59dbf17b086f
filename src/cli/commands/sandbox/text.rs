//! `sandbox text`: sends a text to a number of the sandbox and shows who answers it.

use clap::{Args, ValueEnum};

use crate::cli::commands::sandbox;
use crate::cli::exit_code::Exit;
use crate::cli::failure::fail;
use crate::cli::global_options::Global;
use crate::cli::help::{Page, exits, variables};
use crate::cli::local_sandbox::{Access, Ports, StandIns, StateFiles};
use crate::cli::output::terminal::{self, Form};
use crate::engine::RunErrorKind;

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
/// it points at, its own URL, the fallback. A text to a number at Azure goes to every event
/// subscription that lets it pass. Handlers on this machine are really called, with Twilio's
/// signature or as Event Grid does. For other handlers the call is only shown. Exits with 2 if the
/// text is not answered.
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
    pub(super) fn run(&self, global: &Global, states: StateFiles) -> anyhow::Result<Exit> {
        let outcome = if let Some(url) = &self.url {
            crate::cli::runtime::block_on(async {
                if azure_sandbox::is_at(url).await? {
                    self.to_azure(url).await
                } else {
                    self.to_twilio(url).await
                }
            })?
        } else {
            let Some(seeds) = sandbox::seeds(global)? else {
                return Ok(Exit::ERROR);
            };
            crate::cli::runtime::block_on(async {
                let ports = Ports::default();
                // A handler that fails makes an alert, which later commands must see.
                let has_handlers = seeds
                    .twilio
                    .as_ref()
                    .is_some_and(|seed| !seed.handlers.is_empty() || !seed.deliver.is_empty());
                let access = if has_handlers {
                    Access::Writes
                } else {
                    Access::Reads
                };
                let stand_ins = StandIns::start(&seeds, states, ports, access).await?;
                let outcome = self.to_one_of(&stand_ins).await;
                stand_ins.stop().await?;
                outcome
            })?
        };
        let (shown, form) = match self.format {
            TextFormat::Human => (outcome.in_words, Form::Text),
            TextFormat::Json => (outcome.json, Form::Json),
        };
        terminal::print_as(form, &format!("{shown}\n"))?;
        Ok(Exit {
            differences: !outcome.is_received,
            ..Exit::DONE
        })
    }

    /// Sends the text to the stand-in that has the number, else to the first.
    async fn to_one_of(&self, stand_ins: &StandIns) -> anyhow::Result<Outcome> {
        match (&stand_ins.twilio, &stand_ins.azure) {
            (twilio, Some(azure)) if twilio.is_none() || azure.running.has_number(&self.to) => {
                self.to_azure(&azure.running.url()).await
            }
            (Some(twilio), _) => self.to_twilio(&twilio.running.url()).await,
            (None, _) => fail(
                RunErrorKind::Sandbox,
                "the sandbox has nothing that could receive a text",
            ),
        }
    }

    async fn to_twilio(&self, url: &str) -> anyhow::Result<Outcome> {
        let text = crate::sandbox::Text {
            to: self.to.clone(),
            from: self.from.clone(),
            body: self.body.clone(),
        };
        let outcome = crate::sandbox::receive_at(url, &text).await?;
        Ok(Outcome {
            in_words: outcome.in_words(),
            json: serde_json::to_string_pretty(&outcome)?,
            is_received: outcome.answered,
        })
    }

    async fn to_azure(&self, url: &str) -> anyhow::Result<Outcome> {
        let text = azure_sandbox::Text {
            to: self.to.clone(),
            from: self.from.clone(),
            body: self.body.clone(),
        };
        let outcome = azure_sandbox::receive_at(url, &text).await?;
        Ok(Outcome {
            in_words: outcome.in_words(),
            json: serde_json::to_string_pretty(&outcome)?,
            is_received: outcome.is_received(),
        })
    }
}

/// What became of a text.
struct Outcome {
    in_words: String,
    json: String,
    /// Whether a webhook answered it, or would have been called outside this machine.
    is_received: bool,
}
