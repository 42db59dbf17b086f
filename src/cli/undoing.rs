//! `registry history RUN --inverse`: the plan that puts back what a run changed, to be looked at,
//! saved and applied like any other. Writes nothing but the plan file.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::bail;

use crate::cli::commands;
use crate::cli::exit_code::Exit;
use crate::cli::global_options::Global;
use crate::cli::input::plan_file;
use crate::cli::local_sandbox::Access;
use crate::cli::output::plan_output::{Format, PlanOutput};
use crate::cli::output::problems::Problems;
use crate::cli::planning::{self, Desk, Planned};
use crate::cli::session::{Project, World};
use crate::config::Configuration;
use crate::model::{Calls, Plan, RunStatus, Settled, Snapshot};
use crate::plan;
use crate::provider::Settings;
use crate::reconcile::{self, Missed};

/// A run that is to be undone.
pub struct Undoing {
    run: String,
    changes: Vec<Settled>,
}

impl Undoing {
    /// Reads the run out of the registry. It is one of this project and environment, and over.
    pub async fn of(run: &str, world: &World) -> anyhow::Result<Self> {
        let found = world.registry.changes(run).await?;
        let Some((run, changes)) = found else {
            bail!("there is no run {run}; `switchboard registry history` lists them");
        };
        let ours = world.registry.runs(&world.scope).await?;
        if !ours.iter().any(|other| other.id == run.id) {
            bail!(
                "run {} is not one of {}; choose its environment with --env",
                run.id,
                world.scope
            );
        }
        if run.status == RunStatus::Running {
            bail!(
                "run {} is still under way; let it end, or interrupt it, and undo it then",
                run.id
            );
        }
        Ok(Self {
            run: run.id,
            changes,
        })
    }
}

/// Reads the accounts, and decides what puts back what the run changed.
pub async fn plan(world: &World, desk: &Desk, undoing: &Undoing, snapshot: Snapshot) -> Planned {
    let undo = plan::undo(&undoing.changes, &snapshot.state, &desk.routers);
    let (mut plan, missed) = if undo.targets.is_empty() {
        // No targets would mean everything.
        (nothing(world), Missed::Nothing)
    } else {
        let (observed, missed) = reconcile::observe(
            &desk.accounts,
            &undo.desired,
            &snapshot.state,
            &undo.targets,
        )
        .await;
        let terms = plan::Terms {
            targets: undo.targets.clone(),
            routers: desk.routers.clone(),
            allow_detach: false,
            silences: desk.silences.clone(),
        };
        let plan = plan::plan(&world.scope, &undo.desired, &snapshot, observed, &terms);
        (plan, missed)
    };
    undo.judge(&mut plan, &snapshot.state);
    Planned {
        undoes: Some(undoing.run.clone()),
        ..planning::weigh(plan, snapshot, missed, &BTreeSet::new(), desk)
    }
}

fn nothing(world: &World) -> Plan {
    Plan {
        scope: world.scope.clone(),
        changes: Vec::new(),
        unmanaged: Vec::new(),
        findings: Vec::new(),
        complete: true,
        calls: Calls {
            reads: 0,
            writes: 0,
        },
    }
}

/// Makes the plan, saves it where it was asked for, and shows it.
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
    let world = World::open(global, &project, configuration, Access::Reads, settings).await?;
    let exit = report(
        run,
        out.map(PathBuf::as_path),
        format,
        global,
        &project,
        configuration,
        &world,
    )
    .await;
    world.close(exit).await
}

async fn report(
    run: &str,
    out: Option<&Path>,
    format: Format,
    global: &Global,
    project: &Project,
    configuration: &Configuration,
    world: &World,
) -> anyhow::Result<Exit> {
    let undoing = Undoing::of(run, world).await?;
    let origins = &project.loaded.origins;
    let mut desk = match planning::open(world, configuration, origins, &[]).await? {
        Ok(desk) => desk,
        Err(problems) => return Problems::new(project, problems).report(format, &[], global),
    };
    desk.undoing = Some(undoing);
    let planned = planning::plan(world, &desk, &[]).await?;
    let output = PlanOutput::new(project, configuration, world, &planned, &[], false);
    if let Some(path) = out {
        plan_file::write(path, &output.document(), &project.protected())?;
    }
    output.show(format, global)?;
    Ok(commands::plan::exit(&planned, false))
}
