//! An apply until its first write: plan, guard, ask, take the locks, confirm.

use std::collections::BTreeSet;

use super::rollout::{Unfinished, continued};
use super::{ApplyError, ApplyRequest, Approved, Operator, guard, probing};
use crate::engine::context::Workspace;
use crate::engine::error::{RunError, RunErrorKind};
use crate::engine::plan::{Planned, Purpose, judged, plan_for};
use crate::engine::revert::revert;
use crate::engine::undo::undo;
use crate::model::{Change, Covered, Part, Run, RunStatus, Shard};
use crate::reconcile::{self, Event};
use crate::registry::{NewRun, Session};

/// How far an apply came before its first write.
pub(super) enum Prepared {
    /// There is nothing to write.
    Nothing(Box<Planned>),
    /// The plan is approved, and the lock is held.
    Ready(Box<dyn Session>, Box<Planned>),
}

/// An apply before its first write.
pub(super) struct Preparation<'a, 'w> {
    pub(super) workspace: &'a Workspace<'w>,
    pub(super) request: &'a ApplyRequest<'a>,
}

impl Preparation<'_, '_> {
    pub(super) async fn prepare(
        &self,
        operator: &mut dyn Operator,
    ) -> Result<Prepared, ApplyError> {
        let before = self.runs().await?;
        self.follow(&before, operator).await?;
        let planned = self.plan().await?;
        let unfinished = self.unfinished(&before).await?;
        self.show_unfinished(&planned, unfinished.as_ref(), operator);
        operator.planned(&planned)?;
        let taken = self.take(&planned, &before, unfinished.as_ref(), operator);
        match taken.await {
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
        let planned = match (self.request.undo, self.request.revert) {
            (Some(undone), _) => undo(self.workspace, undone).await?,
            (None, Some(reverted)) => revert(self.workspace, reverted).await?,
            (None, None) => {
                return plan_for(self.workspace, &self.request.plan, Purpose::Apply).await;
            }
        };
        Ok(judged(self.workspace, planned, self.request.plan.policy))
    }

    /// Every run of this project and environment that can concern the same objects.
    async fn runs(&self) -> Result<Vec<Run>, RunError> {
        let context = self.workspace.context;
        let mut runs = context.registry.runs(&context.scope).await?;
        runs.retain(|run| run.concerns(self.shard()));
        Ok(runs)
    }

    /// Waits for the operations that these runs left, so that the plan shows what became of them. A
    /// provider that still runs one at the end of the wait shows its object as busy.
    async fn follow(&self, runs: &[Run], operator: &mut dyn Operator) -> Result<(), RunError> {
        use RunStatus::{Failed, Interrupted, Partial};
        let (context, accounts) = (self.workspace.context, &self.workspace.accounts);
        let unclear = |run: &&Run| matches!(run.status, Failed | Interrupted | Partial);
        let left: BTreeSet<&str> = runs.iter().filter(unclear).map(|r| r.id.as_str()).collect();
        if left.is_empty() {
            return Ok(());
        }
        let mut open = context.registry.operations(&context.scope).await?;
        open.retain(|one| left.contains(one.run_id.as_str()));
        let mut event = |event: Event<'_>| operator.event(event);
        let ended = reconcile::follow(accounts, open, &mut event).await;
        if !ended.is_empty() {
            // If this fails, the next apply asks for them once more.
            let _ = context.registry.close_operations(&ended).await;
        }
        Ok(())
    }

    fn shard(&self) -> Option<Shard> {
        self.request.plan.chosen.shard
    }

    /// A session to write in, with the plan that replaced the first one, if any; `None` if there
    /// is nothing to write.
    async fn take(
        &self,
        planned: &Planned,
        before: &[Run],
        unfinished: Option<&Unfinished>,
        operator: &mut dyn Operator,
    ) -> Result<Option<(Box<dyn Session>, Option<Planned>)>, RunError> {
        guard::check(planned, &self.request.approval)?;
        if let Some(unfinished) = unfinished {
            covers(planned, unfinished)?;
        }
        if planned.plan.effective().next().is_none() {
            // What is left of a rollout is verified and watched; only a revert writes.
            if unfinished.is_none() {
                return Ok(None);
            }
            let reverts = (self.request.rollout.as_ref()).is_some_and(|rollout| rollout.revert);
            if reverts && self.asks() && !operator.approve(planned).await? {
                return Err(not_approved());
            }
            operator.approved(planned)?;
            return Ok(Some(self.begin(planned, before, operator).await?));
        }
        self.refuse_to_skip_rollout(planned, before).await?;
        probing::probe(self.workspace, planned, self.request.probe, operator).await?;
        if self.asks() && !operator.approve(planned).await? {
            return Err(not_approved());
        }
        operator.approved(planned)?;
        Ok(Some(self.begin(planned, before, operator).await?))
    }

    /// The last rollout, if one is asked for that continues it.
    async fn unfinished(&self, before: &[Run]) -> Result<Option<Unfinished>, RunError> {
        if self.request.rollout.is_none() {
            return Ok(None);
        }
        Unfinished::of(before, self.workspace.context.registry.as_ref()).await
    }

    /// Refuses an apply without waves that would end an unfinished rollout and does not cover what that
    /// changed: afterwards, no run would watch those numbers or change them back.
    async fn refuse_to_skip_rollout(
        &self,
        planned: &Planned,
        before: &[Run],
    ) -> Result<(), RunError> {
        let request = self.request;
        if request.rollout.is_some() || request.undo.is_some() || request.revert.is_some() {
            return Ok(());
        }
        let registry = self.workspace.context.registry.as_ref();
        match Unfinished::of(before, registry).await? {
            Some(unfinished) => covers(planned, &unfinished),
            None => Ok(()),
        }
    }

    /// Shows what the rollout takes over from the last one, before its plan.
    fn show_unfinished(
        &self,
        planned: &Planned,
        unfinished: Option<&Unfinished>,
        operator: &mut dyn Operator,
    ) {
        let reverts = (self.request.rollout.as_ref()).is_some_and(|rollout| rollout.revert);
        operator.continues(unfinished.map(|earlier| continued(planned, earlier, reverts)));
    }

    fn asks(&self) -> bool {
        self.request.approval.approved == Approved::None
    }

    /// Whether no other apply of the same parts can have written anything since `before` was read:
    /// none was running then, and none has begun since. The registry's serials do not say that: an
    /// apply that died, or whose write had no clear result, may have made something and recorded
    /// nothing.
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
        let (desired, recorded) = (&self.workspace.desired, &planned.snapshot.state);
        let covered = Covered::of(self.shard(), desired, recorded);
        let run = NewRun {
            plan_sha256: planned.plan.sha256(),
            undoes: planned.undoes.clone(),
            covered: covered.clone(),
            ..self.request.run.clone()
        };
        let wait = self.request.lock_timeout;
        let mut session = context.registry.begin(&context.scope, &run, wait).await?;
        let confirmed = self.confirm(planned, before, session.as_mut(), operator);
        let confirmed = confirmed.await.and_then(|fresh| {
            // A provider that another configuration recorded in the meantime is not held.
            let plan = &fresh.as_ref().unwrap_or(planned).plan;
            let held = |change: &Change| covered.has(&Part::of(&change.address));
            if plan.effective().all(held) {
                Ok(fresh)
            } else {
                Err(stale())
            }
        });
        match confirmed {
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
        // A run that has ended in the meantime may have left an operation.
        self.follow(&self.runs().await?, operator).await?;
        let fresh = self.plan().await?;
        let sha256 = fresh.plan.sha256();
        if sha256 == planned.plan.sha256() {
            return Ok(Some(fresh));
        }
        // Where one particular plan was approved, no other may be applied.
        if self.request.approval.approved != Approved::AnyPlan {
            return Err(stale());
        }
        let runs = self.runs().await?;
        let unfinished = self.unfinished(&runs).await?;
        self.show_unfinished(&fresh, unfinished.as_ref(), operator);
        operator.replanned(&fresh)?;
        guard::check(&fresh, &self.request.approval)?;
        match &unfinished {
            Some(unfinished) => covers(&fresh, unfinished)?,
            None => self.refuse_to_skip_rollout(&fresh, &runs).await?,
        }
        probing::probe(self.workspace, &fresh, self.request.probe, operator).await?;
        operator.approved(&fresh)?;
        session.replan(&sha256).await?;
        Ok(Some(fresh))
    }
}

/// Refuses a run that does not cover what an unfinished rollout changed.
fn covers(planned: &Planned, unfinished: &Unfinished) -> Result<(), RunError> {
    let Some(address) = unfinished.beyond(&planned.plan.selection) else {
        return Ok(());
    };
    let refusal = RunError::new(
        RunErrorKind::Refused,
        format!(
            "nothing was applied: the last rollout did not end, and it changed {address}, which this run does not cover"
        ),
    );
    Err(refusal.help("finish it first: run `switchboard apply` without --target, --exclude and --shard, with --rollout or without"))
}

fn not_approved() -> RunError {
    RunError::new(
        RunErrorKind::NotApproved,
        "nothing was applied: the plan was not approved",
    )
}

fn stale() -> RunError {
    RunError::new(
        RunErrorKind::Stale,
        "nothing was applied: something changed since the plan was made",
    )
    .help("run the command again and review the new plan")
}
