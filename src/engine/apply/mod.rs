//! Applying a plan: plan, guard, ask, take the lock, confirm, write.

mod guard;
mod left_routes;
mod write;

use std::time::Duration;

use crate::engine::context::Workspace;
use crate::engine::error::{RunError, RunErrorKind};
use crate::engine::plan::{PlanRequest, Planned, plan};
use crate::engine::revert::revert;
use crate::engine::undo::{UndoneRun, undo};
use crate::model::{Run, RunStatus};
use crate::plan::Reverted;
use crate::provider::Pending;
use crate::reconcile::{Applied, Event};
use crate::registry::{NewRun, Session};

/// What to apply, and what is allowed.
pub struct ApplyRequest<'a> {
    /// What to plan, if no run is undone and no drift reverted.
    pub plan: PlanRequest<'a>,
    /// The run to undo.
    pub undo: Option<&'a UndoneRun>,
    /// The drift to revert.
    pub revert: Option<&'a Reverted>,
    /// What the caller has approved.
    pub approval: Approval<'a>,
    /// Who applies. The hash of the plan and the run that it undoes are filled in.
    pub run: NewRun,
    /// How long to wait for another apply to end.
    pub lock_timeout: Duration,
    /// Writes in flight at once, per account.
    pub parallelism: usize,
}

/// What the caller has approved before the plan is made.
#[derive(Debug, Clone, Copy)]
pub struct Approval<'a> {
    /// The only plan that may be applied, by its hash.
    pub expected: Option<&'a str>,
    /// Whether a mass change is allowed though no particular plan was approved.
    pub mass_change: bool,
    /// How many numbers may be bought.
    pub purchases: usize,
    /// Which plans are approved without asking.
    pub approved: Approved,
}

/// Which plans are approved without asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Approved {
    /// None: the [`Operator`] is asked.
    None,
    /// The one that [`Operator::planned`] accepts, such as a saved plan.
    ThisPlan,
    /// Any plan that passes the guards.
    AnyPlan,
}

/// The caller's part in an apply. Every method has a default: nothing is shown and nothing is
/// approved.
pub trait Operator: Send {
    /// Called with the plan before anything is approved. An error refuses the plan.
    fn planned(&mut self, _planned: &Planned) -> Result<(), RunError> {
        Ok(())
    }

    /// Called with the plan that took the place of the first one while another apply held the
    /// lock. An error refuses the plan.
    fn replanned(&mut self, _planned: &Planned) -> Result<(), RunError> {
        Ok(())
    }

    /// Asks for approval; only called with [`Approved::None`].
    fn approve<'a>(&'a mut self, _planned: &'a Planned) -> Pending<'a, Result<bool, RunError>> {
        Box::pin(async { Ok(false) })
    }

    /// Called with an approved plan. An error refuses it, for example because a report cannot be
    /// written.
    fn approved(&mut self, _planned: &Planned) -> Result<(), RunError> {
        Ok(())
    }

    /// Called once, before the first write. From here on a cancelled apply ends after the writes
    /// in flight.
    fn writing(&mut self, _planned: &Planned) {}

    /// Called with each event of the writes.
    fn event(&mut self, _event: Event<'_>) {}
}

/// Nothing is shown, and nothing is approved but what the request approves.
impl Operator for () {}

/// How an apply ended.
pub struct ApplyOutcome {
    /// The plan that was applied.
    pub planned: Planned,
    /// What was written, what failed and what was not tried.
    pub applied: Applied,
    /// The recorded run; `None` if there was nothing to write, or no record of it is left.
    pub run_id: Option<String>,
    /// The error that ended the apply early.
    pub error: Option<RunError>,
}

/// Why nothing was applied.
#[derive(Debug)]
pub struct ApplyError {
    /// The plan that was refused; `None` if the error came before there was one.
    pub planned: Option<Box<Planned>>,
    /// The error.
    pub error: RunError,
}

impl From<RunError> for ApplyError {
    fn from(error: RunError) -> Self {
        Self {
            planned: None,
            error,
        }
    }
}

/// How far an apply came before its first write.
enum Prepared {
    /// There is nothing to write.
    Nothing(Box<Planned>),
    /// The plan is approved, and the lock is held.
    Ready(Box<dyn Session>, Box<Planned>),
}

/// Plans, asks for approval, takes the lock and writes. Until the first write the apply can be
/// cancelled at any point with the token of the context's settings; after it, writes in flight end
/// first.
pub async fn apply(
    workspace: &Workspace<'_>,
    request: &ApplyRequest<'_>,
    operator: &mut dyn Operator,
) -> Result<ApplyOutcome, ApplyError> {
    let cancel = &workspace.context.settings.cancel;
    let preparation = Preparation { workspace, request };
    let prepared = cancel.run_until_cancelled(preparation.prepare(operator));
    let prepared = prepared.await;
    // Work that failed because it was cancelled was interrupted, too.
    let prepared = prepared.filter(|_| !cancel.is_cancelled());
    match prepared.ok_or_else(RunError::interrupted)?? {
        Prepared::Nothing(planned) => {
            let applied = Applied::default();
            let serial = planned.snapshot.serial;
            left_routes::record(workspace.context, &planned, &applied, serial).await;
            Ok(ApplyOutcome {
                planned: *planned,
                applied,
                run_id: None,
                error: None,
            })
        }
        Prepared::Ready(session, planned) => {
            let parallelism = request.parallelism;
            Ok(write::write(workspace, *planned, session, parallelism, operator).await)
        }
    }
}

/// An apply before its first write.
struct Preparation<'a, 'w> {
    workspace: &'a Workspace<'w>,
    request: &'a ApplyRequest<'a>,
}

impl Preparation<'_, '_> {
    async fn prepare(&self, operator: &mut dyn Operator) -> Result<Prepared, ApplyError> {
        let before = self.runs().await?;
        let planned = self.plan().await?;
        operator.planned(&planned)?;
        match self.take(&planned, &before, operator).await {
            Ok(None) => Ok(Prepared::Nothing(Box::new(planned))),
            Ok(Some((session, fresh))) => {
                let planned = fresh.unwrap_or(planned);
                Ok(Prepared::Ready(session, Box::new(planned)))
            }
            Err(error) => Err(ApplyError {
                planned: Some(Box::new(planned)),
                error,
            }),
        }
    }

    async fn plan(&self) -> Result<Planned, RunError> {
        match (self.request.undo, self.request.revert) {
            (Some(undone), _) => undo(self.workspace, undone).await,
            (None, Some(reverted)) => revert(self.workspace, reverted).await,
            (None, None) => plan(self.workspace, &self.request.plan).await,
        }
    }

    /// Every run of this project and environment.
    async fn runs(&self) -> Result<Vec<Run>, RunError> {
        let context = self.workspace.context;
        Ok(context.registry.runs(&context.scope).await?)
    }

    /// A session to write in, with the plan that replaced the first one, if any; `None` if there
    /// is nothing to write.
    async fn take(
        &self,
        planned: &Planned,
        before: &[Run],
        operator: &mut dyn Operator,
    ) -> Result<Option<(Box<dyn Session>, Option<Planned>)>, RunError> {
        guard::check(planned, &self.request.approval)?;
        if planned.plan.effective().next().is_none() {
            return Ok(None);
        }
        if self.asks() && !operator.approve(planned).await? {
            return Err(RunError::new(
                RunErrorKind::NotApproved,
                "nothing was applied: the plan was not approved",
            ));
        }
        operator.approved(planned)?;
        Ok(Some(self.begin(planned, before, operator).await?))
    }

    fn asks(&self) -> bool {
        self.request.approval.approved == Approved::None
    }

    /// Whether no other apply can have written anything since `before` was read: none was running
    /// then, and none has begun since. The registry's serial does not say that: an apply that
    /// died, or whose write had no clear result, may have made something and recorded nothing.
    async fn was_alone(&self, before: &[Run]) -> Result<bool, RunError> {
        let idle = before.iter().all(|run| run.status != RunStatus::Running);
        let is_new = |run: &&Run| before.first().is_none_or(|latest| latest.id != run.id);
        Ok(idle && self.runs().await?.iter().take_while(is_new).count() == 1)
    }

    /// Takes the lock and confirms that the approved plan is still the right one. `before` holds
    /// the runs as they were when the plan was made.
    async fn begin(
        &self,
        planned: &Planned,
        before: &[Run],
        operator: &mut dyn Operator,
    ) -> Result<(Box<dyn Session>, Option<Planned>), RunError> {
        let context = self.workspace.context;
        let run = NewRun {
            plan_sha256: planned.plan.sha256(),
            undoes: planned.undoes.clone(),
            ..self.request.run.clone()
        };
        let wait = self.request.lock_timeout;
        let mut session = context.registry.begin(&context.scope, &run, wait).await?;
        let confirmed = self.confirm(planned, before, session.as_mut(), operator);
        match confirmed.await {
            Ok(fresh) => Ok((session, fresh)),
            Err(error) => {
                // If this fails, dropping the session releases the lock.
                let _ = session.finish(RunStatus::Failed).await;
                Err(error)
            }
        }
    }

    /// Plans again if another apply ran in the meantime, or a person took time to answer. Returns
    /// the plan to apply instead; `None` for the one that was approved.
    async fn confirm(
        &self,
        planned: &Planned,
        before: &[Run],
        session: &mut dyn Session,
        operator: &mut dyn Operator,
    ) -> Result<Option<Planned>, RunError> {
        if !self.asks() && self.was_alone(before).await? {
            return Ok(None);
        }
        let fresh = self.plan().await?;
        let sha256 = fresh.plan.sha256();
        if sha256 == planned.plan.sha256() {
            return Ok(Some(fresh));
        }
        // Where one particular plan was approved, no other may be applied.
        if self.request.approval.approved != Approved::AnyPlan {
            return Err(RunError::new(
                RunErrorKind::Stale,
                "nothing was applied: something changed since the plan was made",
            )
            .help("run the command again and review the new plan"));
        }
        operator.replanned(&fresh)?;
        guard::check(&fresh, &self.request.approval)?;
        operator.approved(&fresh)?;
        session.replan(&sha256).await?;
        Ok(Some(fresh))
    }
}
