//! The state of a rollout under way.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::super::part::write_part;
use super::super::{Operator, Rollout, WaveEvent};
use crate::engine::context::Workspace;
use crate::engine::plan::Planned;
use crate::model::{InterruptedBy, Name, Plan, RolloutOutcome, Wave, WaveState};
use crate::plan::waves::{OwnNumber, Signs};
use crate::reconcile::{Applied, Trouble, name_made};
use crate::registry::Session;

/// A rollout under way.
pub(in crate::engine::apply) struct Course<'a, 'w> {
    pub(super) workspace: &'a Workspace<'w>,
    pub(super) planned: &'a Planned,
    pub(super) rollout: &'a Rollout,
    pub(super) session: &'a mut dyn Session,
    pub(super) operator: &'a mut dyn Operator,
    parallelism: usize,
    pub(super) applied: Applied,
    pub(super) outcome: RolloutOutcome,
    /// What an alert must show to count, by all waves so far.
    pub(super) signs: Signs,
    /// The numbers whose routes this run changes, by all waves so far.
    pub(super) numbers: BTreeSet<OwnNumber>,
    /// Those of them whose routes must be the declared ones by now.
    pub(super) due: BTreeSet<OwnNumber>,
    /// Those whose routes earlier runs changed that this one continues.
    pub(super) earlier: BTreeSet<OwnNumber>,
    /// When the wave began that this run continues. Alerts since then count.
    pub(super) since: Option<Timestamp>,
    /// The providers of which something was changed so far.
    pub(super) providers: BTreeSet<Name>,
    /// The alerts that were seen, by provider and identifier.
    pub(super) seen: BTreeSet<(Name, String)>,
}

/// How a step of a rollout ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum End {
    /// Nothing speaks against the next.
    Passed,
    /// No further wave follows, for this reason.
    Stopped(String),
    /// The run was interrupted, or its registry failed.
    Interrupted,
}

impl<'a, 'w> Course<'a, 'w> {
    pub(in crate::engine::apply) fn new(
        workspace: &'a Workspace<'w>,
        planned: &'a Planned,
        rollout: &'a Rollout,
        parallelism: usize,
        session: &'a mut dyn Session,
        operator: &'a mut dyn Operator,
    ) -> Self {
        Self {
            workspace,
            planned,
            rollout,
            session,
            operator,
            parallelism,
            applied: Applied::default(),
            outcome: RolloutOutcome::default(),
            signs: Signs::default(),
            numbers: BTreeSet::new(),
            due: BTreeSet::new(),
            earlier: BTreeSet::new(),
            since: None,
            providers: BTreeSet::new(),
            seen: BTreeSet::new(),
        }
    }

    /// What was done, and what was seen.
    pub(in crate::engine::apply) fn end(mut self) -> (Applied, RolloutOutcome) {
        match &self.applied.trouble {
            Some(trouble) if trouble.is_lost() => {
                self.outcome.interrupted_by = Some(InterruptedBy::RegistryLost);
            }
            Some(_) => self.outcome.interrupted_by = Some(InterruptedBy::Registry),
            None => {}
        }
        (self.applied, self.outcome)
    }

    /// Whether the run must not go on: it was interrupted, or its registry failed.
    pub(super) fn is_over(&self) -> bool {
        self.applied.trouble.is_some() || self.workspace.context.settings.cancel.is_cancelled()
    }

    /// Notes that the run does not go on, and returns why, in a few words.
    pub(super) fn interrupt(&mut self) -> &'static str {
        self.outcome
            .interrupted_by
            .get_or_insert(InterruptedBy::Signal);
        let trouble = self.applied.trouble.as_ref();
        trouble.map_or("interrupted", Trouble::in_short)
    }

    /// The time now, as the registry stores it.
    pub(super) fn now(&self) -> String {
        format!("{:.3}", (self.rollout.now)())
    }

    /// Writes a part of the plan, or the inverse of one.
    pub(super) async fn write(&mut self, part: &Plan) -> Applied {
        let mut part = part.clone();
        // What an earlier part created has an identifier now.
        name_made(&mut part.changes, &self.applied.made);
        let (workspace, session) = (self.workspace, &mut *self.session);
        write_part(&part, workspace, session, self.parallelism, self.operator).await
    }

    /// Adds the results of a part of the plan.
    pub(super) fn add(&mut self, part: Applied) {
        let all = &mut self.applied;
        all.done.extend(part.done);
        all.partly.extend(part.partly);
        all.failed.extend(part.failed);
        all.unsettled.extend(part.unsettled);
        all.not_tried.extend(part.not_tried);
        all.made.extend(part.made);
        all.joins.extend(part.joins);
        all.findings.extend(part.findings);
        all.trouble = all.trouble.take().or(part.trouble);
    }

    /// Leaves out a part of the plan.
    pub(super) fn skip(&mut self, part: &Plan, why: &str) {
        let changes = part.effective();
        let skipped = changes.map(|one| (one.address.clone(), one.action, why.to_owned()));
        self.applied.not_tried.extend(skipped);
    }

    /// Records a wave as it is now, in place of what was recorded of it before.
    pub(super) async fn note(&mut self, wave: &Wave) {
        let same = |other: &&mut Wave| (other.kind, other.number) == (wave.kind, wave.number);
        match self.outcome.waves.iter_mut().find(same) {
            Some(known) => known.clone_from(wave),
            None => self.outcome.waves.push(wave.clone()),
        }
        if self.applied.trouble.is_some() {
            return;
        }
        if let Err(error) = self.session.note_wave(wave).await {
            self.applied.trouble = Some(Trouble::Registry(error));
            // No write waits for a retry after that.
            self.workspace.context.settings.cancel.cancel();
        }
    }

    /// Records and shows the end of a wave, and returns it. One that was interrupted stays as it is, and
    /// so does one whose good end cannot be recorded: the next run watches it again.
    pub(super) async fn close(&mut self, wave: &mut Wave, end: End) -> End {
        let why = match &end {
            End::Interrupted => {
                self.remember(wave);
                return end;
            }
            End::Passed => None,
            End::Stopped(why) => Some(why.clone()),
        };
        let open = wave.clone();
        wave.ended_at = Some(self.now());
        wave.state = match why {
            None => WaveState::Passed,
            Some(_) => WaveState::Stopped,
        };
        wave.why = why;
        self.note(wave).await;
        if self.applied.trouble.is_some() && end == End::Passed {
            self.remember(&open);
            return End::Interrupted;
        }
        self.operator.wave(match wave.state {
            WaveState::Stopped => WaveEvent::Stopped(wave),
            WaveState::Running | WaveState::Passed => WaveEvent::Passed(wave),
        });
        end
    }

    /// Shows the end of a revert that could not write everything. The record of its wave stays open, so that
    /// the next run finishes it.
    pub(super) fn leave_open(&mut self, wave: &mut Wave, why: String) {
        wave.ended_at = Some(self.now());
        wave.state = WaveState::Stopped;
        wave.why = Some(why);
        self.remember(wave);
        self.operator.wave(WaveEvent::Stopped(wave));
    }

    /// Keeps what is known of a wave for the result, without a record.
    fn remember(&mut self, wave: &Wave) {
        let same = |other: &&mut Wave| (other.kind, other.number) == (wave.kind, wave.number);
        if let Some(known) = self.outcome.waves.iter_mut().find(same) {
            known.clone_from(wave);
        }
    }
}
