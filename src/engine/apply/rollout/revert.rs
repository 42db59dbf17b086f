//! Changes back what the waves of a rollout did.

use std::collections::{BTreeMap, BTreeSet};

use super::super::WaveEvent;
use super::continued::changes;
use super::course::{Course, End};
use super::unfinished::Unfinished;
use super::verify::{Expected, Verified, compare};
use crate::engine::context::Workspace;
use crate::engine::error::RunError;
use crate::engine::plan::Planned;
use crate::engine::undo::plan_inverse;
use crate::model::{
    Action, Address, Change, Fields, Finding, FindingCode, Kind, NumberRoutes, Severity, Wave,
    WaveKind, WaveState,
};
use crate::plan::{self, Undo, waves::OwnNumber, waves::net_changes, waves::rerouted};
use crate::report::text::plural::plural;

/// How a revert ended.
struct Back {
    end: End,
    /// How many changes it wrote; `None` if it did not get to its end.
    written: Option<usize>,
    /// Whether something is left that another run can write.
    can_be_finished: bool,
}

impl Back {
    const INTERRUPTED: Self = Self {
        end: End::Interrupted,
        written: None,
        can_be_finished: false,
    };
}

impl Course<'_, '_> {
    /// Changes back what the waves of this run did, and those of the interrupted runs that it
    /// continues.
    pub(super) async fn revert(&mut self, earlier: Option<&Unfinished>) {
        self.change_back(earlier, None).await;
    }

    /// Finishes the revert of an interrupted run that was changing back this many numbers, and does
    /// nothing else.
    pub(super) async fn finish_revert(&mut self, earlier: &Unfinished, numbers: u64) {
        let why = "an interrupted rollout was being changed back, and that comes first";
        self.skip(&self.planned.plan, why);
        self.outcome.stopped = Some(why.to_owned());
        let written = self.change_back(Some(earlier), Some(numbers)).await;
        let why = match (self.outcome.interrupted_by, written) {
            (None, Some(0)) => {
                "an interrupted rollout had been changed back, and this is now recorded"
            }
            (None, Some(_)) => {
                "an interrupted rollout was being changed back, and that was finished first"
            }
            _ => return,
        };
        self.outcome.stopped = Some(why.to_owned());
    }

    /// Changes back; `reverting` is how many numbers the interrupted revert that it finishes was changing
    /// back. Returns how many changes it wrote, if it got to its end.
    async fn change_back(
        &mut self,
        earlier: Option<&Unfinished>,
        reverting: Option<u64>,
    ) -> Option<usize> {
        if self.outcome.waves.is_empty() && earlier.is_none() {
            return None;
        }
        let own = self.outcome.waves.iter().flat_map(|wave| &wave.addresses);
        let mut addresses: BTreeSet<Address> = own.cloned().collect();
        addresses.extend(earlier.iter().flat_map(|one| one.addresses.clone()));
        let last = self.outcome.waves.last();
        let mut wave = Wave {
            kind: WaveKind::Revert,
            number: last.map_or(1, |wave| wave.number),
            of: last.map_or(1, |wave| wave.of),
            addresses: addresses.clone(),
            numbers: reverting.unwrap_or((&self.numbers | &self.earlier).len() as u64),
            reached: 0,
            started_at: self.now(),
            ended_at: None,
            alerts: None,
            state: WaveState::Running,
            why: None,
        };
        // From here on another run finishes the revert, if this one does not.
        self.note(&wave).await;
        if self.applied.trouble.is_some() {
            // It was not begun, and the next run does not know of it.
            self.outcome.waves.pop();
            return None;
        }
        if self.is_over() {
            self.interrupt();
            self.outcome.untried = addresses;
            return None;
        }
        self.operator.wave(WaveEvent::RevertStarted(&wave));
        let is_finish = reverting.is_some();
        let put_back = self.put_back(&mut wave, earlier, &addresses, is_finish);
        let back = put_back.await.unwrap_or_else(|error| {
            let why = format!("what the waves did could not be read: {error}");
            let all = addresses.iter();
            let all = all.map(|address| (address.clone(), why.clone()));
            self.outcome.not_reverted.extend(all);
            Back {
                end: End::Stopped(why),
                written: None,
                can_be_finished: true,
            }
        });
        match back.end {
            End::Stopped(why) if back.can_be_finished => self.leave_open(&mut wave, why),
            end => {
                if self.close(&mut wave, end).await == End::Interrupted {
                    self.interrupt();
                    return None;
                }
            }
        }
        back.written
    }

    async fn put_back(
        &mut self,
        wave: &mut Wave,
        earlier: Option<&Unfinished>,
        addresses: &BTreeSet<Address>,
        is_finish: bool,
    ) -> Result<Back, RunError> {
        let (workspace, planned) = (self.workspace, self.planned);
        let context = workspace.context;
        let mut runs: Vec<String> = earlier.map(|one| one.runs.clone()).unwrap_or_default();
        runs.push(self.session.run_id().to_owned());
        let settled = changes(context, &runs, addresses).await?;
        let snapshot = context.registry.snapshot(&context.scope).await?;
        // The record has no passwords; what was read for the plan has them.
        let read = planned.plan.changes.iter();
        let read: BTreeMap<Address, Fields> = read
            .filter(|change| addresses.contains(&change.address))
            .filter_map(|change| Some((change.address.clone(), change.before.clone()?)))
            .collect();
        let net = net_changes(&settled, &snapshot.state, &read);
        let undo = plan::undo(&net, &snapshot.state, &workspace.routers);
        let (inverse, _) = plan_inverse(workspace, &undo, &snapshot).await;
        if self.is_over() {
            self.outcome.untried.clone_from(addresses);
            return Ok(Back::INTERRUPTED);
        }
        let mut stays: BTreeMap<Address, String> = BTreeMap::new();
        let mut can_be_finished = false;
        for finding in &inverse.findings {
            if let Some(address) = &finding.address
                && addresses.contains(address)
                && says_it_stays(finding)
            {
                let why = finding.summary.clone();
                stays.entry(address.clone()).or_insert(why);
            }
        }
        for (address, _) in self
            .applied
            .done
            .iter()
            .filter(|(_, it)| *it == Action::Purchase)
        {
            let why = "it was bought before the waves, and keeps the URL that it was bought with";
            stays.insert(address.clone(), why.to_owned());
        }
        let planned_back = inverse.changes.iter().map(|change| &change.address);
        let planned_back: BTreeSet<&Address> = planned_back.collect();
        for address in &undo.targets {
            if !planned_back.contains(address) {
                let why = "it could not be read, so nothing is changed back";
                can_be_finished |= !stays.contains_key(address);
                stays.entry(address.clone()).or_insert(why.to_owned());
            }
        }
        let applied = self.write(&inverse).await;
        let lists = [&applied.failed, &applied.partly, &applied.unsettled];
        for (address, _, why) in lists.into_iter().flatten() {
            stays.insert(address.clone(), why.clone());
            can_be_finished = true;
        }
        let done = applied.done.iter();
        let done =
            done.filter(|(address, action)| *action != Action::NoOp && addresses.contains(address));
        let done: BTreeSet<Address> = done.map(|(address, _)| address.clone()).collect();
        self.applied.trouble = self.applied.trouble.take().or(applied.trouble);
        if self.is_over() {
            let untried = applied.not_tried.into_iter();
            self.outcome.untried = untried.map(|(address, ..)| address).collect();
            self.outcome.changed_back = done;
            self.outcome.not_reverted.extend(stays);
            return Ok(Back::INTERRUPTED);
        }
        for (address, _, why) in &applied.not_tried {
            stays.insert(address.clone(), why.clone());
            can_be_finished = true;
        }
        let numbers = &self.numbers | &self.earlier;
        let verified =
            compare_with_before(workspace, planned, &self.earlier, &undo, &numbers).await;
        if self.is_over() {
            self.outcome.changed_back = done;
            self.outcome.not_reverted.extend(stays);
            return Ok(Back::INTERRUPTED);
        }
        let written = done.len();
        // An interrupted revert that is finished here was counted when it began. What it did is not
        // written again.
        if !is_finish {
            let mut made = inverse.clone();
            let is_made = |one: &Change| !one.is_effective() || done.contains(&one.address);
            made.changes.retain(is_made);
            wave.numbers = rerouted(&made, &workspace.routers).len() as u64;
            // What failed is not among them.
            let is_number = |one: &&Address| {
                one.kind() == Kind::Number
                    && planned_back.contains(*one)
                    && !stays.contains_key(*one)
            };
            let elsewhere = verified.unconverged.keys().filter(is_number).count();
            wave.numbers = wave.numbers.saturating_sub(elsewhere as u64);
        }
        for (address, now) in verified.unconverged {
            let why = if done.contains(&address) {
                format!(
                    "its own fields were changed back, but it is answered by {now} all the same"
                )
            } else {
                format!("it is answered by {now}, and was answered otherwise before")
            };
            stays.entry(address).or_insert(why);
        }
        if is_finish {
            let left = stays.keys().filter(|one| one.kind() == Kind::Number);
            wave.numbers = wave.numbers.saturating_sub(left.count() as u64);
        }
        let end = match (stays.len(), verified.unread.first()) {
            (0, None) => End::Passed,
            (0, Some(why)) => End::Stopped(format!("the routes could not be read again: {why}")),
            (count, _) => End::Stopped(format!("{} not changed back", plural(count, "resource"))),
        };
        self.outcome.unread.extend(verified.unread);
        self.outcome.not_reverted.extend(stays);
        Ok(Back {
            end,
            written: Some(written),
            can_be_finished,
        })
    }
}

/// Compares who answers with who answered before. Of the numbers that earlier runs changed, the record
/// says it.
async fn compare_with_before(
    workspace: &Workspace<'_>,
    planned: &Planned,
    earlier: &BTreeSet<OwnNumber>,
    undo: &Undo,
    numbers: &BTreeSet<OwnNumber>,
) -> Verified {
    let expected = Expected::of(planned);
    let is_own = |number: &NumberRoutes| {
        let number = (number.provider.clone(), number.phone_number.clone());
        !earlier.contains(&number)
    };
    let judge = |number: &NumberRoutes, _: &Address| {
        let route = expected.route(&number.provider, &number.phone_number);
        match (route, &number.now) {
            (_, None) => number.unread.is_empty().then_some(false),
            // What this run changed was read before.
            (Some(route), Some(now)) if is_own(number) => Some(now.answers_like(&route.before)),
            (_, Some(_)) if number.declared.is_none() => Some(true),
            (_, Some(_)) => number.converged(),
        }
    };
    compare(workspace, &undo.desired, numbers, &expected, &judge).await
}

/// Whether a finding of the inverse says that something is not changed back.
fn says_it_stays(finding: &Finding) -> bool {
    let stays = [
        FindingCode::CannotUndo.into(),
        FindingCode::CreationStays.into(),
    ];
    finding.severity == Severity::Error || stays.contains(&finding.code)
}
