//! `registry history RUN --inverse`: the plan that restores what a run changed. It can be saved and
//! applied like any other plan. Writes nothing but the plan file.

use std::path::{Path, PathBuf};

use crate::cli::commands::plan;
use crate::cli::exit_code::Exit;
use crate::cli::global_options::Global;
use crate::cli::input::plan_file;
use crate::cli::input::project::Project;
use crate::cli::local_sandbox::Access;
use crate::cli::output::plan_output::{Format, PlanOutput};
use crate::cli::output::problems::Problems;
use crate::cli::session::Session;
use crate::config::Configuration;
use crate::engine::{self, UndoneRun};
use crate::provider::Settings;

/// Makes the plan, saves it if asked to, and shows it.
pub async fn inverse(
    run: &str,
    out: Option<&PathBuf>,
    format: Format,
    global: &Global,
    settings: Settings,
) -> anyhow::Result<Exit> {
    let project = Project::read(global)?;
    let Some(configuration) = &project.loaded.configuration else {
        return Problems::new(&project, Vec::new()).report(format, &[], global);
    };
    let session = Session::open(global, &project, configuration, Access::Reads, settings).await?;
    let exit = report(
        run,
        out.map(PathBuf::as_path),
        format,
        global,
        &project,
        configuration,
        &session,
    )
    .await;
    session.close(exit).await
}

async fn report(
    run: &str,
    out: Option<&Path>,
    format: Format,
    global: &Global,
    project: &Project,
    configuration: &Configuration,
    session: &Session,
) -> anyhow::Result<Exit> {
    let undone = UndoneRun::read(run, &session.context).await?;
    let workspace = match session.workspace(project, &[]).await? {
        Ok(workspace) => workspace,
        Err(problems) => return Problems::new(project, problems).report(format, &[], global),
    };
    let planned = engine::undo(&workspace, &undone).await?;
    let output = PlanOutput::new(project, configuration, session, &planned, &[], false);
    if let Some(path) = out {
        plan_file::write(path, &output.document(), &project.protected())?;
    }
    output.show(format, global)?;
    Ok(plan::exit(&planned, false))
}
