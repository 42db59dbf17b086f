//! `numbers`: operations on phone numbers by hand. Buying is not one of them: purchases are
//! declared, planned and applied.

use std::sync::Arc;

use clap::{Args, Subcommand};

use crate::cli::exit_code::Exit;
use crate::cli::failure::{fail, fail_with_help};
use crate::cli::global_options::Global;
use crate::cli::help::{Page, exits, variables};
use crate::cli::input::project::Project;
use crate::cli::local_sandbox::Access;
use crate::cli::opened::Inputs;
use crate::cli::output::plan_output::Format;
use crate::cli::output::problems::Problems;
use crate::cli::runtime;
use crate::cli::session::Session;
use crate::engine::{self, RunErrorKind};
use crate::model::Name;
use crate::provider;

mod recorded;
mod release;
mod search;

/// The end of the help.
const PAGE: Page = Page {
    examples: &[
        (
            "Search for toll-free numbers",
            &["switchboard numbers search --country US --type toll-free"],
        ),
        (
            "Release a number, after you type it",
            &["switchboard numbers release +18885550123"],
        ),
    ],
    exits: &[exits::DONE, exits::ERROR, exits::UNREAD, exits::SIGNALS],
    variables: variables::ALL,
};

/// Search for phone numbers to buy, or release one
#[derive(Debug, Args)]
#[command(after_long_help = PAGE.text())]
pub(crate) struct Numbers {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Search(search::Search),
    Release(release::Release),
}

impl Numbers {
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<Exit> {
        let project = Project::read(global)?;
        let inputs = match Inputs::of(global, &project) {
            Ok(inputs) => inputs,
            Err(problems) => return problems.report(Format::Human, &[], global),
        };
        runtime::interruptible(|settings| async {
            // Releasing writes, and the stand-in must then be alone.
            let access = match &self.command {
                Command::Search(_) => Access::Reads,
                Command::Release(_) => Access::Writes,
            };
            let session = inputs.open(access, settings).await?;
            let context = NumbersContext {
                inputs,
                session: &session,
            };
            let exit = match &self.command {
                Command::Search(search) => search.run(&context).await,
                Command::Release(release) => release.run(&context).await,
            };
            session.close(exit).await
        })
    }
}

/// An account, and the first provider that declares it.
type Opened = (Name, Arc<dyn provider::Numbers>);

/// The inputs of these commands.
struct NumbersContext<'a> {
    inputs: Inputs<'a>,
    session: &'a Session,
}

impl NumbersContext<'_> {
    /// Opens the declared accounts, or one provider's; each account once. Returns `None` if their
    /// credentials are wrong, after reporting them.
    fn open(&self, only: Option<&Name>) -> anyhow::Result<Option<Vec<Opened>>> {
        let providers = &self.inputs.configuration.providers;
        let context = &self.session.context;
        if let Some(name) = only.filter(|name| !providers.contains_key(*name)) {
            let names: Vec<&str> = providers.keys().map(Name::as_str).collect();
            let summary = format!(
                "the configuration declares no provider {name}; it declares: {}",
                names.join(", ")
            );
            return match crate::yaml::nearest(name.as_str(), names) {
                Some(near) => {
                    let help = format!("did you mean `{near}`?");
                    fail_with_help(RunErrorKind::Address, summary, help)
                }
                None => fail(RunErrorKind::Address, summary),
            };
        }
        let mut opened: Vec<Opened> = Vec::new();
        let mut wrong = Vec::new();
        let meant = providers
            .iter()
            .filter(|(name, _)| only.is_none_or(|only| only == *name));
        for (name, provider) in meant {
            let declared = provider.declared();
            match declared.numbers(context.vault.as_ref(), &context.settings) {
                Ok(account) => {
                    let known = |(_, other): &Opened| other.account() == account.account();
                    if !opened.iter().any(known) {
                        opened.push((name.clone(), account));
                    }
                }
                Err(problems) => {
                    wrong.extend(problems.into_iter().map(|problem| (name.clone(), problem)));
                }
            }
        }
        if wrong.is_empty() {
            return Ok(Some(opened));
        }
        if context.settings.cancel.is_cancelled() {
            // A secret is missing because a signal ended the wait for it.
            return Ok(None);
        }
        let wrong = engine::misdeclarations(wrong, &self.inputs.project.loaded.origins);
        Problems::new(self.inputs.project, wrong).eprint(self.inputs.global);
        Ok(None)
    }
}

fn provider_name(text: &str) -> Result<Name, String> {
    Name::parse(text).map_err(|why| why.summary)
}
