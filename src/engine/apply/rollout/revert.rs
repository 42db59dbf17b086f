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
    Action, Address, Fields, Finding, FindingCode, Kind, NumberRoutes, Severity, Wave, WaveKind,
    WaveState,
};
use crate::plan::{self, Undo, waves::OwnNumber, waves::net_changes, waves::rerouted};
use crate::report::text::plural::plural;

impl Course<'_, '_> {
    /// Changes back what the waves of this run did, and those of the interrupted runs that it
    /// continues.
    pub(super) async fn revert(&mut self, earlier: Option<&Unfinished>) {
        if self.outcome.waves.is_empty() && earlier.is_none() {
            return;
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
            numbers: (&self.numbers | &self.earlier).len() as u64,
            reached: 0,
            started_at: self.now(),
            ended_at: None,
            alerts: None,
            state: WaveState::Running,
            why: None,
        };
        // From here on another run finishes the revert, if this one does not.
        self.note(&wave).await;
        if self.is_over() {
            return;
        }
        self.operator.wave(WaveEvent::RevertStarted(&wave));
        let end = match self.put_back(&mut wave, earlier, &addresses).await {
            Ok(end) => end,
            Err(error) => {
                let why = format!("what the waves did could not be read: {error}");
                let all = addresses.iter();
                let all = all.map(|address| (address.clone(), why.clone()));
                self.outcome.not_reverted.extend(all);
                End::Stopped(why)
            }
        };
        self.close(&mut wave, &end).await;
    }

    async fn put_back(
        &mut self,
        wave: &mut Wave,
        earlier: Option<&Unfinished>,
        addresses: &BTreeSet<Address>,
    ) -> Result<End, RunError> {
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
            return Ok(End::Interrupted);
        }
        wave.numbers = rerouted(&inverse, &workspace.routers).len() as u64;
        let mut stays: BTreeMap<Address, String> = BTreeMap::new();
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
                stays.entry(address.clone()).or_insert(why.to_owned());
            }
        }
        let applied = self.write(&inverse).await;
        let lists = [&applied.failed, &applied.partly, &applied.unsettled];
        for (address, _, why) in lists.into_iter().flatten().chain(&applied.not_tried) {
            stays.insert(address.clone(), why.clone());
        }
        self.applied.trouble = self.applied.trouble.take().or(applied.trouble);
        if self.is_over() {
            self.outcome.not_reverted.extend(stays);
            return Ok(End::Interrupted);
        }
        let numbers = &self.numbers | &self.earlier;
        let verified =
            compare_with_before(workspace, planned, &self.earlier, &undo, &numbers).await;
        if self.is_over() {
            self.outcome.not_reverted.extend(stays);
            return Ok(End::Interrupted);
        }
        for (address, now) in verified.unconverged {
            let why = format!("it is answered by {now}, and was answered otherwise before");
            stays.entry(address).or_insert(why);
        }
        let left =
            |address: &&Address| address.kind() == Kind::Number && planned_back.contains(*address);
        wave.numbers = wave
            .numbers
            .saturating_sub(stays.keys().filter(left).count() as u64);
        let end = match (stays.len(), verified.unread.first()) {
            (0, None) => End::Passed,
            (0, Some(why)) => End::Stopped(format!("the routes could not be read again: {why}")),
            (count, _) => End::Stopped(format!("{} not changed back", plural(count, "resource"))),
        };
        self.outcome.unread.extend(verified.unread);
        self.outcome.not_reverted.extend(stays);
        Ok(end)
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
