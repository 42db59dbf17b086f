//! The plan that restores what a run changed.

use crate::engine::context::{Context, Workspace};
use crate::engine::error::{RunError, RunErrorKind};
use crate::engine::plan::{Planned, weigh};
use crate::model::{Plan, RunStatus, Selection, Settled, Snapshot, WaveKind};
use crate::plan;
use crate::reconcile::{self, Missed};

/// A finished run, read from the registry to be undone.
#[derive(Debug)]
pub struct UndoneRun {
    run: String,
    changes: Vec<Settled>,
}

impl UndoneRun {
    /// Reads a finished run of the context's project and environment. The beginning of its
    /// identifier is enough where no other run has the same.
    pub async fn read(run: &str, context: &Context) -> Result<Self, RunError> {
        let refuse = |summary: String, help: &str| {
            let error = RunError::new(RunErrorKind::Run, summary);
            Err(error.help(help))
        };
        let Some((run, changes)) = context.registry.changes(run).await? else {
            return refuse(
                format!("there is no run {run}"),
                "`switchboard registry history` lists the runs",
            );
        };
        let ours = context.registry.runs(&context.scope).await?;
        if !ours.iter().any(|other| other.id == run.id) {
            return refuse(
                format!("run {} is not one of {}", run.id, context.scope),
                "choose its environment with --env",
            );
        }
        if run.status == RunStatus::Running {
            return refuse(
                format!("run {} has not finished", run.id),
                "wait for it or interrupt it, and undo it then",
            );
        }
        let waves = context.registry.waves(&[run.id.as_str()]).await?;
        let mut waves = waves.values().flatten();
        if waves.any(|wave| wave.kind == WaveKind::Revert) {
            return refuse(
                format!("run {} was a rollout that changed back what it did", run.id),
                "`switchboard registry history RUN` shows its waves; to undo something else, choose another run",
            );
        }
        if changes.is_empty() && run.status != RunStatus::Failed {
            return refuse(
                format!("the registry has no changes of run {}", run.id),
                "it recorded none, or `switchboard registry prune` removed them; only runs with changes can be undone",
            );
        }
        Ok(Self {
            run: run.id,
            changes,
        })
    }
}

/// Plans to restore what a run changed. Writes nothing and takes no lock.
pub async fn undo(workspace: &Workspace<'_>, undone: &UndoneRun) -> Result<Planned, RunError> {
    let context = workspace.context;
    let snapshot = context.registry.snapshot(&context.scope).await?;
    let _shown = context.show_reading();
    let undo = plan::undo(&undone.changes, &snapshot.state, &workspace.routers);
    let (plan, missed) = plan_inverse(workspace, &undo, &snapshot).await;
    Ok(Planned {
        undoes: Some(undone.run.clone()),
        ..weigh(
            plan,
            &undo.desired,
            snapshot,
            missed,
            &Selection::default(),
            workspace,
        )
    })
}

/// Reads what an undo changes, and plans it.
pub(super) async fn plan_inverse(
    workspace: &Workspace<'_>,
    undo: &plan::Undo,
    snapshot: &Snapshot,
) -> (Plan, Missed) {
    let scope = &workspace.context.scope;
    let (mut plan, missed) = if undo.targets.is_empty() {
        // A plan without targets would cover everything.
        (Plan::empty(scope.clone()), Missed::Nothing)
    } else {
        let selection = Selection::of(undo.targets.clone());
        let (observed, missed) = reconcile::observe(
            &workspace.accounts,
            &undo.desired,
            &snapshot.state,
            &selection,
        )
        .await;
        let terms = plan::Terms {
            selection,
            routers: workspace.routers.clone(),
            allow_detach: false,
            silences: workspace.silences.clone(),
        };
        let plan = plan::plan(scope, &undo.desired, snapshot, observed, &terms);
        (plan, missed)
    };
    undo.judge(&mut plan, &snapshot.state);
    (plan, missed)
}
