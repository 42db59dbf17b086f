//! Carries a plan out: the listed changes, nothing else, and each result recorded as it lands.
//!
//! One task owns the registry session and does the talking; writes to accounts run beside it, at
//! most so many per account. Before a write is sent its intent is committed; what ended and what
//! begins next share one commit, so that a death at any instant leaves either an intent that
//! the next plan resolves by looking, or a settled record.

use std::collections::BTreeSet;

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::lanes::Lanes;
use super::settling::{explain, intent, settle, unrecorded, verify};
use super::{Accounts, Event};
use crate::model::{Action, Address, Change, Kind, Plan};
use crate::plan::execution_order;
use crate::provider::{Failure, ProviderError, Write, Written};
use crate::registry::{Intent, RegistryError, Session, Settlement};

/// How many registry entries are committed together where nothing is written elsewhere.
const BATCH: usize = 256;

/// What an apply did. Every planned change stands in one of the lists.
#[derive(Debug, Default)]
pub struct Applied {
    /// What was done and recorded.
    pub done: Vec<(Address, Action)>,
    /// What was refused, and why.
    pub failed: Vec<(Address, Action, String)>,
    /// What was sent and of which the registry knows no end: it may have been done.
    pub unsettled: Vec<(Address, Action, String)>,
    /// What was not tried, and why.
    pub not_tried: Vec<(Address, Action, String)>,
    /// What ended it before its time.
    pub trouble: Option<Trouble>,
}

impl Applied {
    /// Whether something that was planned is not known to be done.
    pub fn is_unfinished(&self) -> bool {
        !(self.failed.is_empty() && self.unsettled.is_empty() && self.not_tried.is_empty())
    }
}

/// What ended an apply before its time. What was recorded until then is in the registry.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The registry could not be written, so nothing more may be sent.
    #[error("the registry could not be written, so nothing more was sent")]
    Registry(#[from] RegistryError),
}

impl Trouble {
    /// Whether the registry itself is gone, and with it everything that was recorded of the run.
    pub fn is_gone(&self) -> bool {
        matches!(self, Self::Registry(RegistryError::Gone { .. }))
    }

    /// Why the rest was not tried, in a few words.
    fn in_short(&self) -> &'static str {
        match self {
            Self::Registry(RegistryError::LostLock { .. }) => "the lock was lost",
            Self::Registry(RegistryError::Gone { .. }) => "the registry is gone",
            Self::Registry(_) => "the registry could not be written",
        }
    }
}

type Answer = (usize, Result<Written, ProviderError>);

/// Carries out a plan within a session. `parallelism` bounds the writes under way per account.
/// A cancelled token lets the writes under way end and starts no more. When the registry fails,
/// the same is done, and the token is cancelled so that nothing waits for another try.
pub async fn apply(
    plan: &Plan,
    accounts: &Accounts,
    session: &mut dyn Session,
    parallelism: usize,
    cancel: &CancellationToken,
    tell: &mut (dyn FnMut(Event<'_>) + Send),
) -> Applied {
    let mut applied = Applied::default();
    let ordered = execution_order(&plan.changes);
    let (remote, local): (Vec<&Change>, Vec<&Change>) = ordered
        .into_iter()
        .partition(|change| change.writes_to_provider());
    // Entries of the registry come first: they cannot fail on somebody else's account, and a
    // number's record refers to its provider's.
    for batch in local.chunks(BATCH) {
        if let Some(why) = halted(&applied, cancel) {
            skip(&mut applied, batch.iter().copied(), why);
            continue;
        }
        let settled: Vec<Settlement> = batch
            .iter()
            .map(|change| settle(change, Ok(change.id.clone())))
            .collect();
        if let Err(error) = session.record(&settled, &[]).await {
            let why = halt(&mut applied, error, cancel);
            skip(&mut applied, batch.iter().copied(), why);
            continue;
        }
        for change in batch {
            tell(Event::Completed(change));
            applied.done.push((change.address.clone(), change.action));
        }
    }
    for kind in Kind::ALL {
        let writes: Vec<&Change> = remote
            .iter()
            .copied()
            .filter(|change| change.address.kind() == kind)
            .collect();
        write_all(
            &writes,
            accounts,
            session,
            parallelism,
            cancel,
            tell,
            &mut applied,
        )
        .await;
    }
    applied
}

/// Why nothing more is begun, where that is so.
fn halted(applied: &Applied, cancel: &CancellationToken) -> Option<&'static str> {
    match &applied.trouble {
        Some(trouble) => Some(trouble.in_short()),
        None => cancel.is_cancelled().then_some("interrupted"),
    }
}

/// Notes that the registry failed. Nobody waits for another try after that.
fn halt(applied: &mut Applied, error: RegistryError, cancel: &CancellationToken) -> &'static str {
    let trouble = Trouble::Registry(error);
    let why = trouble.in_short();
    applied.trouble = Some(trouble);
    cancel.cancel();
    why
}

/// Sends the writes of one kind, at most `parallelism` per account at a time.
async fn write_all(
    writes: &[&Change],
    accounts: &Accounts,
    session: &mut dyn Session,
    parallelism: usize,
    cancel: &CancellationToken,
    tell: &mut (dyn FnMut(Event<'_>) + Send),
    applied: &mut Applied,
) {
    let mut lanes = Lanes::new(writes, accounts, parallelism);
    let mut running: JoinSet<Answer> = JoinSet::new();
    let mut under_way: BTreeSet<usize> = BTreeSet::new();
    let mut ended: Vec<(usize, Result<Option<String>, String>)> = Vec::new();
    loop {
        if let Some(why) = halted(applied, cancel) {
            skip(applied, lanes.drain().map(|at| writes[at]), why);
        }
        let mut starting = lanes.start();
        if applied.trouble.is_none() && !(ended.is_empty() && starting.is_empty()) {
            let settled: Vec<Settlement> = ended
                .iter()
                .map(|(at, result)| settle(writes[*at], result.clone()))
                .collect();
            let intents: Vec<Intent> = starting.iter().map(|at| intent(writes[*at])).collect();
            if let Err(error) = session.record(&settled, &intents).await {
                let why = halt(applied, error, cancel);
                let unsent = starting.drain(..).chain(lanes.drain());
                skip(applied, unsent.map(|at| writes[at]), why);
            }
        }
        // Told only now: what is told is in the registry.
        for (at, result) in ended.drain(..) {
            under_way.remove(&at);
            match &applied.trouble {
                None => conclude(writes[at], result, tell, applied),
                Some(_) => unsettle(writes[at], unrecorded(result), tell, applied),
            }
        }
        for at in starting {
            let change = writes[at];
            tell(Event::Started(change));
            under_way.insert(at);
            let provider = change.address.provider();
            if let Some(account) = provider.and_then(|provider| accounts.of(provider)).cloned() {
                let write = write(change);
                running.spawn(async move { (at, account.write(&write).await) });
            }
        }
        let Some(first) = running.join_next().await else {
            break;
        };
        let mut answers = vec![first];
        while let Some(more) = running.try_join_next() {
            answers.push(more);
        }
        for (at, answer) in answers.into_iter().flatten() {
            lanes.end(at);
            let result = match answer {
                Ok(written) => verify(writes[at], &written).map(|()| Some(written.object.id)),
                Err(error) => {
                    let why = match error.failure {
                        Failure::Unauthorised => {
                            let id = provider_id(writes[at], accounts);
                            let found = accounts.credentials(id).unwrap_or_default();
                            Some(format!(
                                "the account no longer accepts the credentials ({found}): {error}"
                            ))
                        }
                        Failure::Inactive => {
                            Some(format!("the account is no longer in use: {error}"))
                        }
                        _ => None,
                    };
                    if let Some(why) = why {
                        skip(applied, lanes.close(at).map(|at| writes[at]), &why);
                    }
                    Err(explain(&error))
                }
            };
            ended.push((at, result));
        }
    }
    // Only a task that panicked gives no answer; its write may have been sent.
    for at in under_way {
        let why = "it broke off without an answer: the next plan will look".to_owned();
        unsettle(writes[at], why, tell, applied);
    }
}

fn provider_id<'a>(change: &Change, accounts: &'a Accounts) -> &'a str {
    let provider = change.address.provider();
    let id = provider.and_then(|provider| accounts.ids().get(provider));
    id.map_or("", String::as_str)
}

fn unsettle(
    change: &Change,
    why: String,
    tell: &mut (dyn FnMut(Event<'_>) + Send),
    applied: &mut Applied,
) {
    tell(Event::Failed(change, &why));
    let entry = (change.address.clone(), change.action, why);
    applied.unsettled.push(entry);
}

fn conclude(
    change: &Change,
    result: Result<Option<String>, String>,
    tell: &mut (dyn FnMut(Event<'_>) + Send),
    applied: &mut Applied,
) {
    match result {
        Ok(_) => {
            tell(Event::Completed(change));
            applied.done.push((change.address.clone(), change.action));
        }
        Err(why) => {
            tell(Event::Failed(change, &why));
            applied
                .failed
                .push((change.address.clone(), change.action, why));
        }
    }
}

fn skip<'a>(applied: &mut Applied, changes: impl Iterator<Item = &'a Change>, why: &str) {
    applied
        .not_tried
        .extend(changes.map(|change| (change.address.clone(), change.action, why.to_owned())));
}

fn write(change: &Change) -> Write {
    let present = change
        .fields
        .iter()
        .filter_map(|field| field.before.members())
        .flatten();
    Write {
        address: change.address.clone(),
        action: change.action,
        id: change.id.clone(),
        key: change.key.clone(),
        fields: change.wanted(),
        wanted: change.after.clone().unwrap_or_default(),
        present: present.cloned().collect(),
        detaches: change.detaches.clone(),
    }
}
