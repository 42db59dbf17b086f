//! The registry and the accounts of a command, real or the sandbox's.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::cli::exit_code::Exit;
use crate::cli::global_options::{self, Global};
use crate::cli::input::authorities::authorities;
use crate::cli::input::profiles;
use crate::cli::input::project::Project;
use crate::cli::input::registry_location::{self, RegistryLocation};
use crate::cli::input::secret_sources::{ProcessVault, SandboxVault};
use crate::cli::input::state_folder::StateFolder;
use crate::cli::local_sandbox::{Access, PLAYED, StandIn};
use crate::cli::output::progress::{self, Shown};
use crate::cli::output::terminal;
use crate::config::Configuration;
use crate::engine::{Chosen, Context, OnReading, OpenError, Workspace};
use crate::model::Scope;
use crate::provider::Settings;
use crate::sandbox::Seed;
use crate::yaml::Diagnostic;

/// The registry and the accounts that the options name.
pub(super) struct Session {
    /// The engine's inputs.
    pub context: Context,
    /// The registry, as people may see it.
    pub place: String,
    /// What to report about the locations of the registry and the sandbox's state.
    pub notices: Vec<Diagnostic>,
    sandbox: Option<(StandIn, PathBuf)>,
}

impl Session {
    /// Opens the registry and the accounts that the options name. `settings` say how accounts are
    /// called. With `--sandbox` the accounts are those of a stand-in, started here.
    pub(super) async fn open(
        global: &Global,
        project: &Project,
        configuration: &Configuration,
        access: Access,
        settings: Settings,
    ) -> anyhow::Result<Self> {
        let scope = scope(global, &configuration.project);
        let seed = || project.seed(configuration);
        Self::over(global, scope, Some(configuration), access, settings, seed).await
    }

    /// Opens the registry and the accounts of a command that may have no configuration. `seed` is
    /// what a fresh sandbox holds.
    pub(super) async fn over(
        global: &Global,
        scope: Scope,
        configuration: Option<&Configuration>,
        access: Access,
        settings: Settings,
        seed: impl FnOnce() -> anyhow::Result<Seed>,
    ) -> anyhow::Result<Self> {
        let RegistryLocation {
            registry,
            place,
            mut notices,
        } = registry_location::open(global)?;
        let settings = global_options::with_test_limits(settings);
        if !global.sandbox {
            let settings = Settings {
                api_urls: global_options::api_urls()?,
                entra_url: global_options::entra_url()?,
                scope: Some(scope.clone()),
                authorities: authorities()?,
                ..settings
            };
            let profiles = profiles::Chosen::read(global)?;
            let process = ProcessVault {
                allow_commands: global.allow_command_secrets,
                cancel: settings.cancel.clone(),
            };
            if let Some(configuration) = configuration {
                notices.extend(profiles.unused(configuration, &process));
            }
            let vault = profiles.vault(process);
            return Ok(Self {
                context: Context {
                    registry,
                    vault,
                    scope,
                    reading: Some(on_reading(global, &settings)),
                    settings,
                },
                place,
                notices,
                sandbox: None,
            });
        }
        let seed = seed()?;
        let beside = StateFolder::of_sandbox(global);
        let state = beside.sandbox_state();
        notices.extend(beside.notice.filter(|_| notices.is_empty()));
        let stand_in = StandIn::start(&seed, &state, 0, access).await?;
        let running = &stand_in.running;
        let api_url = url::Url::parse(&running.url()).context("the sandbox's own address")?;
        let settings = Settings {
            api_urls: BTreeMap::from([(PLAYED, api_url)]),
            scope: Some(scope.clone()),
            ..settings
        };
        Ok(Self {
            context: Context {
                registry,
                vault: Box::new(SandboxVault::new(running.credentials())),
                scope,
                reading: Some(on_reading(global, &settings)),
                settings,
            },
            place,
            notices,
            sandbox: Some((stand_in, state)),
        })
    }

    /// Opens the accounts of the chosen addresses. The inner error holds the problems with their
    /// credentials.
    pub(super) async fn workspace<'a>(
        &'a self,
        project: &'a Project,
        chosen: Chosen<'_>,
    ) -> anyhow::Result<Result<Workspace<'a>, Vec<Diagnostic>>> {
        match crate::engine::open(&self.context, &project.loaded, chosen).await {
            Ok(workspace) => Ok(Ok(workspace)),
            Err(OpenError::Invalid(problems)) => Ok(Err(problems)),
            // The signal that interrupted this ends the command.
            Err(OpenError::Run(_)) if self.context.settings.cancel.is_cancelled() => {
                std::future::pending().await
            }
            Err(OpenError::Run(error)) => Err(error.into()),
        }
    }

    /// The sandbox's accounts, if the accounts are the sandbox's.
    pub(super) fn sandbox_accounts(&self) -> Option<Vec<String>> {
        let (stand_in, _) = self.sandbox.as_ref()?;
        let credentials = stand_in.running.credentials().into_iter();
        Some(credentials.map(|(account, _)| account).collect())
    }

    /// Whether the accounts are the sandbox's.
    pub(super) fn is_sandbox(&self) -> bool {
        self.sandbox.is_some()
    }

    /// The file of the sandbox's state, if the accounts are the sandbox's.
    pub(super) fn sandbox_state(&self) -> Option<&Path> {
        self.sandbox.as_ref().map(|(_, state)| state.as_path())
    }

    /// Stops the stand-in that was started here, and ends the command. If both fail, the command's
    /// own error counts.
    pub(super) async fn close(self, exit: anyhow::Result<Exit>) -> anyhow::Result<Exit> {
        let closed = match self.sandbox {
            Some((stand_in, _)) => stand_in.stop().await,
            None => Ok(()),
        };
        match (exit, closed) {
            (Ok(exit), Err(error)) => {
                terminal::eprint_error(&error);
                Ok(Exit {
                    error: true,
                    ..exit
                })
            }
            (exit, _) => exit,
        }
    }
}

/// Shows progress while accounts are read.
fn on_reading(global: &Global, settings: &Settings) -> OnReading {
    let (shown, tally) = (Shown::to(global), settings.tally.clone());
    Box::new(move || Box::new(progress::reading(shown, tally.as_ref())))
}

/// The project and environment that the options name.
pub(super) fn scope(global: &Global, project: &str) -> Scope {
    Scope {
        project: project.to_owned(),
        environment: global.env.clone().unwrap_or_default(),
    }
}
