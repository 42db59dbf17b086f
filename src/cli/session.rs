//! The registry and the accounts of a command, real or the sandbox's.

use std::collections::BTreeMap;
use std::path::Path;

use crate::cli::exit_code::Exit;
use crate::cli::global_options::{self, Global};
use crate::cli::input::authorities::authorities;
use crate::cli::input::profiles;
use crate::cli::input::project::Project;
use crate::cli::input::registry_location::{self, RegistryLocation};
use crate::cli::input::secret_sources::{ProcessVault, SandboxVault};
use crate::cli::input::state_folder::StateFolder;
use crate::cli::local_sandbox::{self, Access, Ports, Seeds, StandIns};
use crate::cli::output::progress::{self, Shown};
use crate::cli::output::{terminal, traces};
use crate::config::Configuration;
use crate::engine::{Chosen, Context, OnReading, OpenError, Workspace};
use crate::model::{Name, Scope};
use crate::provider::Settings;
use crate::yaml::Diagnostic;

/// The registry and the accounts that the options name.
pub(super) struct Session {
    /// The engine's inputs.
    pub context: Context,
    /// The registry, as people may see it.
    pub place: String,
    /// What to report about the locations of the registry and the sandbox's state.
    pub notices: Vec<Diagnostic>,
    sandbox: Option<StandIns>,
    /// The kind of each declared provider.
    kinds: BTreeMap<Name, &'static str>,
}

impl Session {
    /// Opens the registry and the accounts that the options name. `settings` say how accounts are
    /// called. With `--sandbox` the accounts are those of stand-ins, started here.
    pub(super) async fn open(
        global: &Global,
        project: &Project,
        configuration: &Configuration,
        access: Access,
        settings: Settings,
    ) -> anyhow::Result<Self> {
        let scope = scope(global, &configuration.project);
        let seeds = || project.seeds(configuration);
        let opening = Self::over(global, scope, Some(configuration), access, settings, seeds);
        Box::pin(opening).await
    }

    /// Opens the registry and the accounts of a command that may have no configuration. `seeds`
    /// are what fresh stand-ins hold.
    pub(super) async fn over(
        global: &Global,
        scope: Scope,
        configuration: Option<&Configuration>,
        access: Access,
        settings: Settings,
        seeds: impl FnOnce() -> anyhow::Result<Seeds>,
    ) -> anyhow::Result<Self> {
        traces::note_scope(&scope);
        let RegistryLocation {
            registry,
            place,
            mut notices,
        } = registry_location::open(global)?;
        let settings = Settings {
            scope: Some(scope.clone()),
            caps: settings
                .caps
                .shared(registry.slots(access == Access::Writes)),
            ..global_options::with_test_limits(settings)
        };
        let providers = configuration.into_iter().flat_map(|one| &one.providers);
        let kinds = providers.map(|(name, one)| (name.clone(), one.declared().kind()));
        let kinds = kinds.collect();
        if !global.sandbox {
            let settings = Settings {
                api_urls: global_options::api_urls()?,
                entra_url: global_options::entra_url()?,
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
                    compares: false,
                    reading: Some(on_reading(global, &settings)),
                    settings,
                },
                place,
                notices,
                sandbox: None,
                kinds,
            });
        }
        let seeds = seeds()?;
        let beside = StateFolder::of_sandbox(global);
        let files = beside.sandbox_states();
        notices.extend(beside.notice.filter(|_| notices.is_empty()));
        let stand_ins = StandIns::start(&seeds, files, Ports::default(), access).await?;
        let settings = Settings {
            api_urls: stand_ins.api_urls()?,
            ..settings
        };
        Ok(Self {
            context: Context {
                registry,
                vault: Box::new(SandboxVault::new(stand_ins.tokens())),
                scope,
                compares: false,
                reading: Some(on_reading(global, &settings)),
                settings,
            },
            place,
            notices,
            sandbox: Some(stand_ins),
            kinds,
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

    /// The sandbox's accounts at Twilio, if the accounts are the sandbox's.
    pub(super) fn sandbox_accounts(&self) -> Option<Vec<String>> {
        Some(self.sandbox.as_ref()?.accounts())
    }

    /// The ids of the sandbox's resources, if the accounts are the sandbox's.
    pub(super) fn sandbox_resources(&self) -> Option<Vec<String>> {
        Some(self.sandbox.as_ref()?.resources())
    }

    /// Whether the accounts are the sandbox's.
    pub(super) fn is_sandbox(&self) -> bool {
        self.sandbox.is_some()
    }

    /// The file of the sandbox's state for a provider, if the accounts are the sandbox's.
    pub(super) fn sandbox_state(&self, provider: Option<&Name>) -> Option<&Path> {
        let kind = provider.and_then(|name| self.kinds.get(name));
        let files = &self.sandbox.as_ref()?.files;
        Some(files.of(kind.copied().unwrap_or(local_sandbox::TWILIO)))
    }

    /// Stops the stand-ins that were started here, and ends the command. If both fail, the command's
    /// own error counts.
    pub(super) async fn close(self, exit: anyhow::Result<Exit>) -> anyhow::Result<Exit> {
        let closed = match self.sandbox {
            Some(stand_ins) => stand_ins.stop().await,
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
