//! The registry and the accounts of an import, and the errors of opening them.

use crate::cli::exit_code::Exit;
use crate::cli::global_options::Global;
use crate::cli::input::project::Project;
use crate::cli::input::seeds;
use crate::cli::local_sandbox::Access;
use crate::cli::output::plan_output::Format;
use crate::cli::output::problems::{self, Problems};
use crate::cli::output::terminal;
use crate::cli::session::{self, Session};
use crate::counterpart::Declared;
use crate::engine::{self, Imported, OpenError};
use crate::model::Origins;
use crate::provider::Settings;
use crate::yaml::{self, Diagnostic};

/// Opens the registry and the credentials. In a sandbox, the environment of Dynamics 365 that is read
/// is played, too. `None` if that needs the configuration and it is wrong,
/// which has been reported.
pub(super) async fn open(
    global: &Global,
    project: &Project,
    settings: Settings,
    dynamics: Option<&dyn Declared>,
) -> anyhow::Result<Option<Session>> {
    let configuration = project.loaded.configuration.as_ref();
    let is_broken = configuration.is_none() && !project.sources.is_empty();
    if is_broken && global.sandbox {
        Problems::new(project, Vec::new()).report(Format::Human, &[], global)?;
        return Ok(None);
    }
    if is_broken && !global.quiet {
        terminal::eprint(
            "The configuration here has errors (`switchboard validate` shows them), so names in the registry are those of the project `default`.\n",
        );
    }
    let seeds = || {
        let seeds = match configuration {
            Some(configuration) => project.seeds(configuration)?,
            None => seeds::alone()?,
        };
        Ok(match dynamics {
            Some(declared) => {
                seeds::with_dynamics(seeds, configuration, declared.written().resource)
            }
            None => seeds,
        })
    };
    let scope = session::scope(global, &project.scope().project);
    let session = Session::over(global, scope, None, Access::Reads, settings, seeds).await?;
    problems::eprint(&session.notices, &yaml::Sources::default(), global);
    Ok(Some(session))
}

/// Ends a command that could not open its accounts.
pub(super) async fn unopened(
    error: anyhow::Error,
    session: &Session,
    global: &Global,
) -> anyhow::Result<Exit> {
    match error.downcast::<OpenError>() {
        Ok(OpenError::Invalid(problems)) => {
            problems::eprint(&problems, &yaml::Sources::default(), global);
            Ok(Exit::ERROR)
        }
        // The signal that interrupted this ends the command.
        Ok(OpenError::Run(_)) if session.context.settings.cancel.is_cancelled() => {
            std::future::pending().await
        }
        Ok(OpenError::Run(error)) => Err(error.into()),
        Err(error) => Err(error),
    }
}

/// What could not be read, each cause once. The providers have no names yet.
pub(super) fn unread(imported: &Imported) -> Vec<Diagnostic> {
    let found = engine::unread(imported.unread.iter(), &Origins::default());
    let nameless = |diagnostic| Diagnostic {
        address: None,
        ..diagnostic
    };
    found.into_iter().map(nameless).collect()
}
