//! `doctor`: what this installation finds. Writes nothing and takes no lock.

use std::time::Duration;

use clap::{Args, ValueEnum};
use jiff::Timestamp;

use crate::cli::exit_code::Exit;
use crate::cli::failure::help;
use crate::cli::global_options::{self, Global};
use crate::cli::help::{Page, exits, variables};
use crate::cli::input::project::Project;
use crate::cli::input::secret_sources::ProcessVault;
use crate::cli::input::{authorities, profiles, registry_location};
use crate::cli::local_sandbox::Access;
use crate::cli::output::terminal::{self, Form};
use crate::cli::runtime;
use crate::cli::session::Session;
use crate::config::Configuration;
use crate::engine;
use crate::provider::{Limits, Settings, Vault};
use crate::report::doctor::{self, Examined, Outcome};
use crate::yaml::Diagnostic;

mod configuration;
mod environment;

/// How long one answer may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// The end of the help.
const PAGE: Page = Page {
    examples: &[
        ("Check this installation", &["switchboard doctor"]),
        (
            "Check it for an environment, as JSON",
            &["switchboard doctor --env prod --format json"],
        ),
    ],
    exits: &[
        ("0", "every check passed"),
        ("1", "error: usage"),
        ("2", "a check failed"),
        ("3", "something could not be checked"),
        exits::SIGNALS,
    ],
    variables: variables::ALL,
};

/// Report what this installation finds: configuration, credentials, registry, network, clock
///
/// Calls each provider once or twice, reads Dynamics 365 if it is declared, and writes nothing.
/// Credentials are never shown. Exits with 2 if a check failed, and with 3 if something could not be checked.
#[derive(Debug, Args)]
#[command(after_long_help = PAGE.text())]
pub(crate) struct Doctor {
    /// Format of the report on stdout
    #[arg(long, value_enum, default_value_t = Shown::Human, value_name = "FORMAT")]
    format: Shown,
}

/// How to report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shown {
    /// For people.
    Human,
    /// For programs.
    Json,
}

impl Doctor {
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<Exit> {
        let project = Project::read(global)?;
        let project = &project;
        runtime::interruptible(|settings| async move {
            let settings = Settings {
                limits: Limits {
                    connect: PATIENCE,
                    request: PATIENCE,
                    tries: 1,
                    ..settings.limits
                },
                ..settings
            };
            let mut all = vec![environment::version(), configuration::files(project)];
            all.push(environment::proxy());
            all.push(environment::trust());
            let exit = match &project.loaded.configuration {
                Some(configuration) if global.sandbox => {
                    let session =
                        Session::open(global, project, configuration, Access::Reads, settings);
                    let session = session.await?;
                    let context = &session.context;
                    let registry = context.registry.as_ref();
                    all.push(
                        engine::examine_registry(registry, &context.scope, &session.place).await,
                    );
                    let (vault, settings) = (context.vault.as_ref(), &context.settings);
                    all.extend(
                        engine::examine_accounts(configuration, vault, settings, Timestamp::now)
                            .await,
                    );
                    all.extend(counterpart(configuration, global, vault, settings).await);
                    session.close(self.report(&all, global)).await?
                }
                configuration => {
                    all.push(registry(global, project).await);
                    if let Some(configuration) = configuration {
                        all.extend(accounts(configuration, global, settings).await);
                    } else {
                        all.push(configuration::no_accounts());
                    }
                    self.report(&all, global)?
                }
            };
            Ok(exit)
        })
    }

    fn report(&self, all: &[Examined], global: &Global) -> anyhow::Result<Exit> {
        match self.format {
            Shown::Human => {
                terminal::print(&doctor::human(all, terminal::color_stdout(global)))?;
            }
            Shown::Json => terminal::print_as(Form::Json, &doctor::json(all))?,
        }
        Ok(Exit {
            incomplete: doctor::count(all, Outcome::Unchecked) > 0,
            differences: doctor::count(all, Outcome::Failed) > 0,
            ..Exit::DONE
        })
    }
}

/// The registry that the options name.
async fn registry(global: &Global, project: &Project) -> Examined {
    match registry_location::open(global) {
        Ok(location) => {
            let registry = location.registry.as_ref();
            let mut found =
                engine::examine_registry(registry, &project.scope(), &location.place).await;
            if let (Some(notice), Outcome::Passed) = (location.notices.first(), found.outcome) {
                found.outcome = Outcome::Warning;
                found.detail = format!("{}; {}", found.detail, notice.summary);
                found.advice = Some(notice.help.clone());
            }
            found
        }
        Err(error) => failed("registry", "Registry", &error),
    }
}

/// The accounts of a valid configuration.
async fn accounts(
    configuration: &Configuration,
    global: &Global,
    settings: Settings,
) -> Vec<Examined> {
    let urls = global_options::api_urls().and_then(|api| Ok((api, global_options::entra_url()?)));
    let (api_urls, entra_url) = match urls {
        Ok(urls) => urls,
        Err(error) => return vec![failed("reachability", "Reachability", &error)],
    };
    let settings = Settings {
        api_urls,
        entra_url,
        // Authorities that cannot be read have a check of their own.
        authorities: authorities::authorities().unwrap_or_default(),
        ..global_options::with_test_limits(settings)
    };
    let profiles = match profiles::Chosen::read(global) {
        Ok(profiles) => profiles,
        Err(error) => return vec![failed("credentials", "Credentials", &error)],
    };
    let process = ProcessVault {
        allow_commands: global.allow_command_secrets,
        cancel: settings.cancel.clone(),
    };
    let unused = profiles.unused(configuration, &process);
    let warned = |one: Diagnostic| {
        let detail = format!("{} ({})", one.summary, one.code);
        Examined::new("credentials", "Profile", Outcome::Warning, detail).advise(one.help)
    };
    let mut all: Vec<Examined> = unused.into_iter().map(warned).collect();
    let vault = profiles.vault(process);
    let now = Timestamp::now;
    let vault = vault.as_ref();
    all.extend(engine::examine_accounts(configuration, vault, &settings, now).await);
    all.extend(counterpart(configuration, global, vault, &settings).await);
    all
}

/// The counterpart of a valid configuration, unless the options leave it out.
async fn counterpart(
    configuration: &Configuration,
    global: &Global,
    vault: &dyn Vault,
    settings: &Settings,
) -> Vec<Examined> {
    if global.no_dynamics {
        let left_out = engine::counterpart_left_out(configuration);
        return left_out.into_iter().collect();
    }
    engine::examine_counterpart(configuration, vault, settings).await
}

/// A check that ended with an error of this program.
fn failed(id: &'static str, title: &str, error: &anyhow::Error) -> Examined {
    let detail = terminal::causes(error).join(": ");
    Examined::new(id, title, Outcome::Failed, detail).advise(help(error).unwrap_or_default())
}
