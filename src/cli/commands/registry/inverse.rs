//! `registry history RUN --inverse`: the plan that restores what a run changed. It can be saved and
//! applied like any other plan. Writes nothing but the plan file.

use std::path::Path;

use crate::cli::commands::plan;
use crate::cli::exit_code::Exit;
use crate::cli::global_options::Global;
use crate::cli::input::plan_file;
use crate::cli::input::policy_file::PolicyOption;
use crate::cli::input::project::Project;
use crate::cli::local_sandbox::Access;
use crate::cli::opened::Inputs;
use crate::cli::output::plan_output::{Format, PlanOutput};
use crate::cli::output::problems::Problems;
use crate::cli::session::Session;
use crate::engine::{self, Chosen, UndoneRun};
use crate::policy::Policy;
use crate::provider::Settings;

/// Makes the plan, saves it if asked to, and shows it.
pub(super) async fn inverse(
    run: &str,
    out: Option<&Path>,
    format: Format,
    policy: &PolicyOption,
    global: &Global,
    settings: Settings,
) -> anyhow::Result<Exit> {
    let mut project = Project::read(global)?;
    let policy = policy.read(&mut project)?;
    let inputs = match Inputs::of(global, &project) {
        Ok(inputs) => inputs,
        Err(problems) => return problems.report(format, &[], global),
    };
    let session = inputs.open(Access::Reads, settings).await?;
    let exit = show(run, out, format, policy.as_ref(), inputs, &session).await;
    session.close(exit).await
}

async fn show(
    run: &str,
    out: Option<&Path>,
    format: Format,
    policy: Option<&Policy>,
    inputs: Inputs<'_>,
    session: &Session,
) -> anyhow::Result<Exit> {
    let Inputs {
        global, project, ..
    } = inputs;
    let undone = UndoneRun::read(run, &session.context).await?;
    let workspace = match session.workspace(project, Chosen::default()).await? {
        Ok(workspace) => workspace,
        Err(problems) => return Problems::new(project, problems).report(format, &[], global),
    };
    let planned = engine::undo(&workspace, &undone).await?;
    let planned = engine::judged(&workspace, planned, policy);
    let output = PlanOutput::new(inputs, session, &planned, Chosen::default(), false);
    if let Some(path) = out {
        plan_file::write(path, &output.document(), &project.protected())?;
    }
    output.show(format, global)?;
    if let Some(path) = out {
        output.say_saved(path, global);
    }
    Ok(plan::exit(&planned, false))
}
