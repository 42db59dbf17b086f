//! Applies a plan: makes the listed changes and no others, and records each result at once.
//!
//! One task owns the registry session; writes to accounts run beside it, with a limit per account.
//! A change takes one step or several (see `execution`). Before a step is sent its intent is
//! committed. The steps that ended and those that begin share one commit, so that a crash at any
//! instant leaves either a settled record or an open intent. The next plan reads the account, and
//! the next apply looks for what an open intent may have created (see `unclear_attempts`).

use std::collections::BTreeMap;

use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use super::applied::{halt, halted, skip};
use super::conclusion::{conclude, stop};
use super::execution::{Answer, Ended, Execution, Step};
use super::flight::Flight;
use super::intents;
use super::journal::settle;
use super::naming::named;
use super::read_failure::unusable;
use super::unclear_attempts::{UnclearAttempts, namesakes};
use super::write_queue::WriteQueue;
use super::{Accounts, Applied, Event, spans};
use crate::model::{Change, Joins, Level, Plan, is_unclear};
use crate::plan::execution_order;
use crate::registry::{Accepted, Session, Settlement};

/// The number of registry-only changes that are committed together.
const BATCH: usize = 4096;

/// Applies a plan within a session, without what it creates at counterparts. `parallelism` limits the writes under way per account. After
/// the token is cancelled, the writes under way end and no more start. A failure of the registry
/// cancels the token, so that no write waits for a retry.
pub async fn apply(
    plan: &Plan,
    accounts: &Accounts,
    session: &mut dyn Session,
    parallelism: usize,
    cancel: &CancellationToken,
    report: &mut (dyn FnMut(Event<'_>) + Send),
) -> Applied {
    let mut applied = Applied::default();
    let ordered = execution_order(&plan.changes);
    // What is created at a counterpart comes after all of this: see `create_keywords`.
    let (remote, local): (Vec<&Change>, Vec<&Change>) = ordered
        .into_iter()
        .filter(|change| change.address.counterpart().is_none())
        .partition(|change| change.writes_to_provider());
    // Changes that only the registry sees come first: no account can refuse them, and a number's
    // record refers to its provider's.
    for batch in local.chunks(BATCH) {
        if let Some(why) = halted(&applied, cancel) {
            skip(&mut applied, batch.iter().copied(), why);
            continue;
        }
        let settled: Vec<Settlement> = batch.iter().map(|change| settle(change)).collect();
        if let Err(error) = session.record(&settled, &[]).await {
            let why = halt(&mut applied, error, cancel);
            skip(&mut applied, batch.iter().copied(), why);
            continue;
        }
        for change in batch {
            report(Event::Completed {
                change,
                id: change.id.as_deref(),
                joins: &Joins::default(),
            });
            applied.done.push((change.address.clone(), change.action));
        }
    }
    let doubts = match UnclearAttempts::of(plan, session).await {
        Ok(doubts) => doubts,
        Err(error) => {
            let why = match &applied.trouble {
                Some(trouble) => trouble.in_short(),
                None => halt(&mut applied, error, cancel),
            };
            skip(&mut applied, remote.into_iter(), why);
            return applied;
        }
    };
    let mut means = Means {
        accounts,
        doubts,
        parallelism,
        cancel,
        closed: BTreeMap::new(),
    };
    for level in Level::ALL {
        let of_level = remote.iter().copied();
        let of_level = of_level.filter(|change| change.address.kind().level() == level);
        let (writes, unnamed) = named(of_level, &applied.made);
        for (change, why) in unnamed {
            skip(&mut applied, std::iter::once(change), &why);
        }
        let writes: Vec<&Change> = writes.iter().map(AsRef::as_ref).collect();
        write_all(&writes, &mut means, session, report, &mut applied).await;
    }
    applied.findings = namesakes(plan, accounts, &applied).await;
    applied
}

/// The context of the writes.
struct Means<'a> {
    accounts: &'a Accounts,
    doubts: UnclearAttempts,
    parallelism: usize,
    cancel: &'a CancellationToken,
    /// By identifier: the accounts that receive no more writes in this run, with the reason.
    closed: BTreeMap<String, String>,
}

impl Means<'_> {
    /// The reason why the account of this change receives no more writes after one that ended so, if
    /// it takes one at a time: what it is doing is not known.
    fn blocked(&self, change: &Change, end: &Settlement) -> Option<String> {
        let unclear = end
            .result
            .as_ref()
            .err()
            .is_some_and(|e| is_unclear(&e.why));
        let account = self.accounts.holding(&change.address)?;
        (unclear && account.writes_at_once() == 1).then(|| {
            let address = &change.address;
            format!("{address} is written first, and how that ended is not known")
        })
    }
}

/// Sends the writes of one kind, at most `parallelism` per account at a time.
async fn write_all(
    writes: &[&Change],
    means: &mut Means<'_>,
    session: &mut dyn Session,
    report: &mut (dyn FnMut(Event<'_>) + Send),
    applied: &mut Applied,
) {
    let (accounts, cancel) = (means.accounts, means.cancel);
    let mut queue = WriteQueue::new(writes, accounts, means.parallelism);
    let mut executions: BTreeMap<usize, Execution<'_>> = writes
        .iter()
        .map(|change| Execution::of(change))
        .enumerate()
        .collect();
    let mut flight: Flight<(usize, Answer)> = Flight::new();
    let mut ended: Vec<(usize, Settlement)> = Vec::new();
    let mut accepted: Vec<(usize, Accepted, Step)> = Vec::new();
    for (at, change) in writes.iter().enumerate() {
        if let Some(why) = means.closed.get(accounts.id_of(&change.address)) {
            stop(&mut executions, queue.close(at, why), why);
        }
    }
    loop {
        // An operation is recorded before anything waits for it.
        if applied.trouble.is_none() && !accepted.is_empty() {
            let notes: Vec<Accepted> = accepted.iter().map(|(_, one, _)| one.clone()).collect();
            if let Err(error) = session.accept(&notes).await {
                halt(applied, error, cancel);
            }
        }
        let halt_at = halted(applied, cancel);
        if let Some(why) = halt_at {
            stop(&mut executions, queue.drain(), why);
        }
        let mut starting: Vec<(usize, Step)> = Vec::new();
        let mut turned_away = false;
        for (at, _) in &ended {
            if let Some(execution) = executions.get_mut(at) {
                if let Some(why) = halt_at.or_else(|| queue.closed(*at)) {
                    execution.stop(why);
                }
                match execution.next() {
                    Some(step) => starting.push((*at, step)),
                    None => queue.end(*at),
                }
            }
        }
        for at in queue.start() {
            let step = executions.get_mut(&at).and_then(Execution::next);
            starting.extend(step.map(|step| (at, step)));
        }
        if applied.trouble.is_none() && !(ended.is_empty() && starting.is_empty()) {
            let settled: Vec<Settlement> = ended.iter().map(|(_, end)| end.clone()).collect();
            let noted =
                intents::record(session, &settled, &mut starting, &mut executions, accounts);
            match noted.await {
                Ok(refused) => {
                    turned_away = !refused.is_empty();
                    refused.into_iter().for_each(|at| queue.end(at));
                }
                Err(error) => {
                    let why = halt(applied, error, cancel);
                    for (at, step) in starting.drain(..) {
                        if let Some(execution) = executions.get_mut(&at) {
                            execution.unsent(step, why);
                        }
                    }
                    stop(&mut executions, queue.drain(), why);
                }
            }
        }
        // Reported only now, since a reported result must be in the registry.
        for (at, _) in ended.drain(..) {
            if let Some(execution) = executions.get_mut(&at) {
                match &applied.trouble {
                    None => execution.confirm(),
                    Some(_) => execution.lose(),
                }
            }
        }
        for (at, _, step) in accepted.drain(..) {
            match (&applied.trouble, executions.get_mut(&at)) {
                (None, Some(_)) => starting.push((at, step)),
                (Some(_), Some(execution)) => execution.leave(),
                (_, None) => {}
            }
        }
        conclude(&mut executions, report, applied);
        for (at, step) in starting {
            let Some(execution) = executions.get(&at) else {
                continue;
            };
            let change = execution.change;
            if let Step::Await(..) = step {
                let (address, run) = (&change.address, None);
                report(Event::Waiting { address, run });
            } else if execution.is_fresh() {
                report(Event::Started(change));
            }
            if let Some(account) = accounts.holding(&change.address).cloned() {
                let step = step.after(means.doubts.tried(change));
                let cancel = cancel.clone();
                let taken = async move { (at, step.take(account.as_ref(), &cancel).await) };
                flight.send(taken.instrument(execution.span().clone()));
            }
        }
        let Some(answers) = flight.answers().await else {
            // A refused step may have made room for a waiting one.
            if turned_away {
                continue;
            }
            break;
        };
        for (at, answer) in answers {
            let Some(execution) = executions.get_mut(&at) else {
                continue;
            };
            let change = execution.change;
            let why = answer.error().and_then(|error| {
                spans::failed(execution.span(), error);
                let id = accounts.id_of(&change.address);
                unusable(error, &accounts.credentials(id).unwrap_or_default())
            });
            let end = match execution.end(answer) {
                Ended::Settled(end) => end,
                Ended::Accepted(note, step) => {
                    accepted.push((at, note, step));
                    continue;
                }
            };
            report(Event::Called(change));
            let blocked = means.blocked(change, &end);
            if let Some(why) = &blocked {
                let id = accounts.id_of(&change.address).to_owned();
                means.closed.insert(id, why.clone());
            }
            let why = why.or(blocked);
            ended.push((at, end));
            if let Some(why) = why {
                stop(&mut executions, queue.close(at, &why), &why);
            }
        }
    }
    // Only a task that panicked has no answer; its write may have been sent.
    for execution in executions.values_mut() {
        execution.break_off();
    }
    conclude(&mut executions, report, applied);
}
