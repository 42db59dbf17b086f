//! Creates the keywords of a plan at a counterpart. A repeat creates nothing, so nothing is looked for
//! after an attempt without a clear end: the next plan sees whether the keyword is there.

use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use super::applied::{halt, halted, skip};
use super::journal::{resource, unclear, unrecorded};
use super::{Applied, Event, spans};
use crate::counterpart::{Connection, CreatedKeyword, NotCreated};
use crate::model::{Address, Change, Joins, Keyword, Plan};
use crate::plan::execution_order;
use crate::registry::{Intent, Record, Session, Settlement};

/// Creates the keywords of a plan at the counterpart, one after another. It is called after
/// [`super::apply`], whose failures at accounts do not matter here; after the token is cancelled or
/// the registry failed, nothing more is sent. A failure stops no other keyword. Each change of the
/// plan at this counterpart is added to exactly one list of `applied`.
pub async fn create_keywords(
    plan: &Plan,
    connection: &dyn Connection,
    session: &mut dyn Session,
    cancel: &CancellationToken,
    report: &mut (dyn FnMut(Event<'_>) + Send),
    applied: &mut Applied,
) {
    let here = Some(connection.system());
    for change in execution_order(&plan.changes) {
        if !change.creates_at_counterpart() || change.address.counterpart() != here {
            continue;
        }
        if let Some(why) = halted(applied, cancel) {
            skip(applied, std::iter::once(change), why);
            continue;
        }
        let (Some(word), Some(id)) = (word(change), &change.id) else {
            let why = "the plan gives it no identifier";
            skip(applied, std::iter::once(change), why);
            continue;
        };
        if let Err(error) = session.record(&[], &[intent(change)]).await {
            let why = halt(applied, error, cancel);
            skip(applied, std::iter::once(change), why);
            continue;
        }
        report(Event::Started(change));
        let span = spans::write(change);
        let creating = connection.create_keyword(word, id);
        let result = creating.instrument(span.clone()).await;
        report(Event::Called(change));
        let end = settlement(change, &result);
        let failed = end.result.as_ref().err().map(|error| error.why.clone());
        let noted = session.record(&[end], &[]).await;
        let unsettled = match noted {
            Ok(()) => None,
            Err(error) => {
                halt(applied, error, cancel);
                Some(unrecorded(failed.as_deref()))
            }
        };
        let end = match (&unsettled, &failed) {
            (Some(_), _) => "unsettled",
            (None, Some(_)) => "failed",
            (None, None) => "done",
        };
        spans::ended(&span, end, end != "done");
        conclude(change, result, failed, unsettled, report, applied);
    }
}

/// The declared keyword that a change creates.
fn word(change: &Change) -> Option<&Keyword> {
    match &change.address {
        Address::Counterpart { of: Some(of), .. } => match of.as_ref() {
            Address::Keyword(word) => Some(word),
            _ => None,
        },
        _ => None,
    }
}

fn intent(change: &Change) -> Intent {
    Intent {
        address: change.address.clone(),
        action: change.action,
        before: None,
        after: change.after.clone(),
        claim: None,
    }
}

/// The end to record. A keyword that was there is recorded like one that was created.
fn settlement(change: &Change, result: &Result<CreatedKeyword, NotCreated>) -> Settlement {
    let result = match result {
        Ok(created) => {
            let id = Some(created.id.as_str().into());
            let fields = change.recorded().unwrap_or_default();
            Ok(Record::Keep(resource(change, id, fields)))
        }
        Err(error) if error.unclear => Err(unclear(error).into()),
        Err(error) => Err(error.to_string().into()),
    };
    Settlement {
        address: change.address.clone(),
        action: change.action,
        before: None,
        after: change.after.clone(),
        result,
    }
}

/// Adds the change to its list and reports its end.
fn conclude(
    change: &Change,
    result: Result<CreatedKeyword, NotCreated>,
    failed: Option<String>,
    unsettled: Option<String>,
    report: &mut (dyn FnMut(Event<'_>) + Send),
    applied: &mut Applied,
) {
    let (address, action) = (change.address.clone(), change.action);
    let joins = &Joins::default();
    let created = result.ok();
    if let Some(created) = created.as_ref().filter(|created| !created.was_there) {
        applied.made.insert(address.clone(), created.id.clone());
    }
    let (list, why) = match (unsettled, failed) {
        (Some(why), _) => (&mut applied.unsettled, why),
        (None, Some(why)) => (&mut applied.failed, why),
        (None, None) => {
            let id = created.as_ref().map(|created| created.id.as_str());
            report(Event::Completed { change, id, joins });
            applied.done.push((address, action));
            return;
        }
    };
    report(Event::Failed {
        change,
        why: &why,
        joins,
    });
    list.push((address, action, why));
}
