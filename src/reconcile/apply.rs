//! Carries a plan out: the listed changes, nothing else, and each result recorded as it lands.
//!
//! One task owns the registry session and does the talking; writes to accounts run beside it, at
//! most so many per account. Before a write is sent its intent is committed; what ended and what
//! begins next share one commit, so that a death at any instant leaves either an intent that
//! the next plan resolves by looking, or a settled record.

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::lanes::Lanes;
use super::{Accounts, Event};
use crate::model::{Action, Address, Change, Fields, Kind, Plan, Resource};
use crate::plan::execution_order;
use crate::provider::{Failure, ProviderError, Write, Written};
use crate::registry::{Intent, Record, RegistryError, Session, Settlement};

/// How many registry entries are committed together where nothing is written elsewhere.
const BATCH: usize = 256;

/// What an apply did.
#[derive(Debug, Default)]
pub struct Applied {
    /// What was done and recorded.
    pub done: Vec<(Address, Action)>,
    /// What was refused, and why.
    pub failed: Vec<(Address, Action, String)>,
    /// What was not tried, and why.
    pub not_tried: Vec<(Address, Action, String)>,
}

/// What ended an apply before its time. What was done until then is in the registry.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The registry could not be written, so nothing more may be sent.
    #[error("the registry could not be written, so nothing more was sent")]
    Registry(#[from] RegistryError),
}

type Answer = (usize, Result<Written, ProviderError>);

/// Carries out a plan within a session. `parallelism` bounds the writes under way per account.
/// A cancelled token lets the writes under way end and starts no more.
pub async fn apply(
    plan: &Plan,
    accounts: &Accounts,
    session: &mut dyn Session,
    parallelism: usize,
    cancel: &CancellationToken,
    tell: &mut (dyn FnMut(Event<'_>) + Send),
) -> Result<Applied, Trouble> {
    let mut applied = Applied::default();
    let ordered = execution_order(&plan.changes);
    let (remote, local): (Vec<&Change>, Vec<&Change>) = ordered
        .into_iter()
        .partition(|change| change.writes_to_provider());
    // Entries of the registry come first: they cannot fail on somebody else's account, and a
    // number's record refers to its provider's.
    for batch in local.chunks(BATCH) {
        if cancel.is_cancelled() {
            skip(&mut applied, batch.iter().copied(), "interrupted");
            continue;
        }
        let settled: Vec<Settlement> = batch
            .iter()
            .map(|change| settle(change, Ok(change.id.clone())))
            .collect();
        session.record(&settled, &[]).await?;
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
        .await?;
    }
    Ok(applied)
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
) -> Result<(), Trouble> {
    let mut lanes = Lanes::new(writes, accounts, parallelism);
    let mut running: JoinSet<Answer> = JoinSet::new();
    let mut ended: Vec<(usize, Result<Option<String>, String>)> = Vec::new();
    loop {
        if cancel.is_cancelled() {
            skip(applied, lanes.drain().map(|at| writes[at]), "interrupted");
        }
        let starting = lanes.start();
        if !ended.is_empty() || !starting.is_empty() {
            let settled: Vec<Settlement> = ended
                .iter()
                .map(|(at, result)| settle(writes[*at], result.clone()))
                .collect();
            let intents: Vec<Intent> = starting.iter().map(|at| intent(writes[*at])).collect();
            session.record(&settled, &intents).await?;
        }
        // Told only now: what is told is in the registry.
        for (at, result) in ended.drain(..) {
            conclude(writes[at], result, tell, applied);
        }
        for at in starting {
            let change = writes[at];
            tell(Event::Started(change));
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
                    if error.failure == Failure::Unauthorised {
                        let why = format!("the account no longer accepts the credentials: {error}");
                        skip(applied, lanes.close(at).map(|at| writes[at]), &why);
                    }
                    Err(explain(&error))
                }
            };
            ended.push((at, result));
        }
    }
    Ok(())
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

fn intent(change: &Change) -> Intent {
    Intent {
        address: change.address.clone(),
        action: change.action,
        before: change.before.clone(),
        after: change.after.clone(),
    }
}

/// The end of a change: with the identifier it now has, or why it failed.
fn settle(change: &Change, result: Result<Option<String>, String>) -> Settlement {
    let record = |id: Option<String>| match (change.action, &change.after) {
        (Action::Forget, _) | (_, None) => Record::Forget,
        (_, Some(fields)) => Record::Keep(Resource {
            id,
            key: change.key.clone(),
            fields: fields.clone(),
            obtainable: false,
        }),
    };
    Settlement {
        address: change.address.clone(),
        action: change.action,
        before: change.before.clone(),
        after: change.after.clone(),
        result: result.map(record),
    }
}

/// A parameter that a provider does not know is ignored without a word (twilio-api.md section
/// 1), so an answer counts only when it shows what was asked for.
fn verify(change: &Change, written: &Written) -> Result<(), String> {
    let shown = |fields: &Fields, name: &str| fields.get(name).to_json().to_string();
    let wrong: Vec<String> = change
        .fields
        .iter()
        .filter(|field| {
            !field
                .after
                .is_satisfied_by(written.object.fields.get(&field.field))
        })
        .map(|field| {
            format!(
                "{} is {}",
                field.field,
                shown(&written.object.fields, &field.field)
            )
        })
        .collect();
    if wrong.is_empty() {
        return Ok(());
    }
    let request = written
        .request_id
        .as_ref()
        .map(|id| format!(" (request {id})"))
        .unwrap_or_default();
    Err(format!(
        "the provider accepted the write, but its answer says otherwise: {}{request}",
        wrong.join(", ")
    ))
}

fn explain(error: &ProviderError) -> String {
    match error.failure {
        Failure::Unclear => {
            format!("{error}; it may or may not have been done: the next plan will look")
        }
        _ => error.to_string(),
    }
}
