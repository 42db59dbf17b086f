//! `explain`: who answers a text to a number, and why; or what a code means. Writes nothing anywhere
//! and takes no lock.

use clap::{Args, ValueEnum};

use crate::cli::exit_code::Exit;
use crate::cli::failure::fail_with_help;
use crate::cli::global_options::Global;
use crate::cli::help::{Page, exits, variables};
use crate::cli::opened::{self, Inputs, Opened};
use crate::cli::output::plan_output::Format;
use crate::cli::output::problems::{self, Problems};
use crate::cli::output::remedies;
use crate::cli::output::terminal::{self, Form};
use crate::engine::RunErrorKind;
use crate::engine::{self, Answer, Routes};
use crate::provider::codes;
use crate::report::diagnostics;
use crate::report::explain::document as explain_document;
use crate::report::explain::{self, Explained, code};
use crate::yaml::Diagnostic;

/// The end of the help.
const PAGE: Page = Page {
    examples: &[
        (
            "Explain who answers a number",
            &[
                "switchboard explain store-line",
                "switchboard explain +15017122661",
            ],
        ),
        ("Explain a code, offline", &["switchboard explain W0404"]),
    ],
    exits: &[exits::DONE, exits::ERROR, exits::UNREAD, exits::SIGNALS],
    variables: variables::ALL,
};

/// Explain which webhook receives a number's texts, or what a code such as E0303 means
///
/// For an address: which webhook receives the texts, why, and how to change it. Reads the account and
/// the registry, and writes nothing. ADDRESS is a whole address, a name, or a phone number in E.164.
/// The number may also be one that is in an account but not declared.
///
/// For a code: what the finding or error means, why it matters and what to do. Works offline and
/// needs no configuration.
#[derive(Debug, Args)]
#[command(after_long_help = PAGE.text())]
pub(crate) struct Explain {
    /// What to explain: providers.NAME.numbers.NAME, NAME, +15017122661, or a code such as W0404
    #[arg(value_name = "ADDRESS|CODE")]
    address: String,

    /// Format of the report on stdout
    #[arg(long, value_enum, default_value_t = Shown::Human, value_name = "FORMAT")]
    format: Shown,
}

/// How to explain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shown {
    /// For people.
    Human,
    /// For programs.
    Json,
}

impl Explain {
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<Exit> {
        let ended = self.start(global);
        if let (Err(error), Shown::Json) = (&ended, self.format) {
            // A program that reads a document gets one, whatever happens.
            terminal::print_as(Form::Json, &problems::document_of_error(error))?;
        }
        ended
    }

    fn start(&self, global: &Global) -> anyhow::Result<Exit> {
        if code::is_code(&self.address) {
            return self.explain_code();
        }
        let reject = |problems: Problems<'_>| self.reject(&problems, global);
        opened::read(global, &reject, async |opened: &Opened<'_>| {
            self.explain(opened).await
        })
    }

    /// Explains a code, which needs neither a configuration nor an account.
    fn explain_code(&self) -> anyhow::Result<Exit> {
        let wanted = self.address.to_ascii_uppercase();
        let (Some(known), Some(explained)) = (codes::find(&wanted), code::find(&wanted)) else {
            let help = codes::similar(&wanted).map_or_else(
                || "a message prints its code in brackets, such as error[E0303]".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            let summary = format!("there is no code {wanted}");
            return fail_with_help(RunErrorKind::Address, summary, help);
        };
        let severity = known.code.severity().as_str();
        match self.format {
            Shown::Human => {
                terminal::print(&code::human(&explained, severity, terminal::width()))?;
            }
            Shown::Json => {
                let json = explain_document::code_to_json(&explained, severity);
                terminal::print_as(Form::Json, &json)?;
            }
        }
        Ok(Exit::DONE)
    }

    /// Reports the problems that prevent an explanation.
    fn reject(&self, problems: &Problems<'_>, global: &Global) -> anyhow::Result<Exit> {
        let format = match self.format {
            Shown::Human => Format::Human,
            Shown::Json => Format::Json,
        };
        problems.report(format, &[], global)
    }

    async fn explain(&self, opened: &Opened<'_>) -> anyhow::Result<Exit> {
        let Opened {
            inputs,
            session,
            workspace,
        } = *opened;
        let answers = match engine::explain(workspace, &self.address).await? {
            Answer::Keyword(address) => {
                let place = engine::located(&inputs.project.loaded.origins, &address, None);
                self.print(&Explained::Keyword(&address, place), &[], inputs)?;
                return Ok(Exit::DONE);
            }
            Answer::Numbers(answers) => answers,
        };
        let elsewhere = answers.elsewhere();
        let in_sandbox = |diagnostic| remedies::in_sandbox(diagnostic, session, &elsewhere);
        let mut numbers = answers.explanations(workspace);
        let notes = answers.notes(&numbers, workspace);
        let more: Vec<Diagnostic> = notes.diagnostics.into_iter().map(in_sandbox).collect();
        for number in &mut numbers {
            let errors = std::mem::take(&mut number.errors);
            number.errors = errors.into_iter().map(in_sandbox).collect();
        }
        let explained = match (answers.whole(), numbers.into_iter()) {
            (Some(address), numbers) => Explained::Several {
                address,
                numbers: numbers.collect(),
            },
            (None, mut numbers) => match numbers.next() {
                Some(number) => Explained::Number(number),
                None => return self.nowhere(inputs, &answers.routes),
            },
        };
        self.print(&explained, &more, inputs)?;
        Ok(Exit {
            incomplete: notes.incomplete,
            ..Exit::DONE
        })
    }

    /// Prints the explanation. Diagnostics are part of a document; for people they are printed
    /// separately.
    fn print(
        &self,
        explained: &Explained<'_>,
        more: &[Diagnostic],
        inputs: Inputs<'_>,
    ) -> anyhow::Result<()> {
        let Inputs {
            global, project, ..
        } = inputs;
        let sources = &project.loaded.origins.sources;
        match self.format {
            Shown::Human => {
                terminal::print(&explain::human(explained))?;
                problems::eprint(more, sources, global);
                Ok(())
            }
            Shown::Json => {
                let all = project.loaded.diagnostics.iter().chain(more);
                let (notes, others): (Vec<_>, Vec<_>) = all.partition(|one| one.is_note());
                let all = others.into_iter().chain(notes);
                let json = all.map(|one| diagnostics::json(one, sources)).collect();
                terminal::print_as(Form::Json, &explain_document::to_json(explained, json))
            }
        }
    }

    /// Reports that no number has this name or address. If an account could not be read, only that
    /// can be reported.
    fn nowhere(&self, inputs: Inputs<'_>, routes: &Routes) -> anyhow::Result<Exit> {
        let Inputs {
            global, project, ..
        } = inputs;
        let unread = engine::unread(routes.unread.iter(), &project.loaded.origins);
        if unread.is_empty() {
            return fail_with_help(
                RunErrorKind::Address,
                format!(
                    "{} is neither declared nor in one of the accounts",
                    self.address
                ),
                engine::ADDRESS_OR_NUMBER,
            );
        }
        self.reject(&Problems::new(project, unread), global)?;
        terminal::eprint(&format!(
            "not everything could be read, so it is unknown whether {} is in an account\n",
            self.address
        ));
        Ok(Exit {
            incomplete: true,
            ..Exit::DONE
        })
    }
}
