//! The beginning that commands share: a valid configuration, then its registry and accounts.

use crate::cli::exit_code::Exit;
use crate::cli::global_options::Global;
use crate::cli::input::project::Project;
use crate::cli::local_sandbox::Access;
use crate::cli::output::problems::Problems;
use crate::cli::runtime;
use crate::cli::session::Session;
use crate::config::Configuration;
use crate::engine::{Chosen, Workspace};
use crate::provider::Settings;

/// A command's options and its valid configuration.
#[derive(Clone, Copy)]
pub(super) struct Inputs<'a> {
    pub global: &'a Global,
    pub project: &'a Project,
    pub configuration: &'a Configuration,
}

/// The inputs of a command, with the registry and the accounts opened.
pub(super) struct Opened<'a> {
    pub inputs: Inputs<'a>,
    pub session: &'a Session,
    pub workspace: &'a Workspace<'a>,
}

/// Reports the problems that keep a command from its work.
pub(super) type Reject<'a> = &'a dyn Fn(Problems<'_>) -> anyhow::Result<Exit>;

/// Runs a command that reads all accounts, and that a signal may end at any point.
pub(super) fn read(
    global: &Global,
    reject: Reject<'_>,
    work: impl AsyncFnOnce(&Opened<'_>) -> anyhow::Result<Exit>,
) -> anyhow::Result<Exit> {
    let project = runtime::keep(Project::read(global)?);
    match Inputs::of(global, &project) {
        Ok(inputs) => runtime::interruptible(|settings| {
            inputs.read(Chosen::default(), settings, reject, work)
        }),
        Err(problems) => reject(problems),
    }
}

impl<'a> Inputs<'a> {
    /// The inputs of a command, or the problems of its configuration.
    pub(super) fn of(global: &'a Global, project: &'a Project) -> Result<Self, Problems<'a>> {
        match &project.loaded.configuration {
            Some(configuration) => Ok(Self {
                global,
                project,
                configuration,
            }),
            None => Err(Problems::new(project, Vec::new())),
        }
    }

    /// Opens the registry and the accounts as the options say.
    pub(super) async fn open(self, access: Access, settings: Settings) -> anyhow::Result<Session> {
        Session::open(
            self.global,
            self.project,
            self.configuration,
            access,
            settings,
        )
        .await
    }

    /// Runs work that reads the accounts of the chosen addresses.
    pub(super) async fn read(
        self,
        chosen: Chosen<'_>,
        settings: Settings,
        reject: Reject<'_>,
        work: impl AsyncFnOnce(&Opened<'_>) -> anyhow::Result<Exit>,
    ) -> anyhow::Result<Exit> {
        let mut session = self.open(Access::Reads, settings).await?;
        session.context.compares = !self.global.no_dynamics;
        let exit = match session.workspace(self.project, chosen).await {
            Ok(Ok(workspace)) => {
                let workspace = runtime::keep(workspace);
                let opened = Opened {
                    inputs: self,
                    session: &session,
                    workspace: &workspace,
                };
                work(&opened).await
            }
            Ok(Err(problems)) => reject(Problems::new(self.project, problems)),
            Err(error) => Err(error),
        };
        session.close(exit).await
    }
}
