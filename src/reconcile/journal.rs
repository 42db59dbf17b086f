//! The record of a change that takes one step, and the comparison of an answer with the request.
//! Pure.

use std::fmt::Display;

use crate::model::{Action, Change, FieldName, Fields, Resource, Text, UNCLEAR, Value};
use crate::provider::{Failure, ProviderError, Written};
use crate::registry::{Record, Settlement};

/// The record of a change that writes nothing at a provider; it cannot fail.
pub(super) fn settle(change: &Change) -> Settlement {
    let record = match (change.action, change.recorded()) {
        (Action::Forget, _) | (_, None) => Record::Forget,
        (_, Some(fields)) => Record::Keep(resource(change, change.id.clone(), fields)),
    };
    Settlement {
        address: change.address.clone(),
        action: change.action,
        before: change.before.clone(),
        after: change.after.clone(),
        result: Ok(record),
    }
}

/// The resource of a change, with these fields.
pub(super) fn resource(change: &Change, id: Option<Text>, fields: Fields) -> Resource {
    Resource {
        id,
        key: change.key.clone(),
        fields,
        obtainable: false,
        on_purchase: Fields::new(),
    }
}

/// The fields without members: those of an object's own write.
pub(super) fn own(fields: &Fields) -> Fields {
    let own = fields.iter().filter(|(_, value)| !value.is_set());
    own.map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// Checks that an answer shows the requested values. A provider ignores unknown parameters silently
/// (docs/twilio.md: Requests and answers). `Err` has a message with the values shown instead, and
/// the names of those fields.
pub(super) fn verify<'a>(
    change: &'a Change,
    written: &Written,
) -> Result<(), (String, Vec<&'a str>)> {
    let text = |value: &Value| value.to_json().to_string();
    let there = |name: &str| written.object.fields.get(name);
    let wrong: Vec<&str> = change
        .fields
        .iter()
        .filter(|field| !field.after.is_set() && !field.local)
        .filter(|field| !field.after.is_satisfied_by(there(&field.field)))
        .map(|field| field.field.as_ref())
        .collect();
    if wrong.is_empty() {
        return Ok(());
    }
    let request = written
        .request_id
        .as_ref()
        .map(|id| format!(" (request {id})"))
        .unwrap_or_default();
    let shown: Vec<String> = wrong
        .iter()
        .map(|name| format!("{name} is {}", text(there(name))))
        .collect();
    let why = format!(
        "the provider accepted the write, but its answer says otherwise: {}{request}",
        shown.join(", ")
    );
    Err((why, wrong))
}

/// The message of a failure, with its consequence.
pub(super) fn explain(error: &ProviderError) -> String {
    match error.failure {
        Failure::Unclear | Failure::Pending => unclear(error),
        _ => error.to_string(),
    }
}

/// The message of a write that was sent and whose result is not known.
pub(super) fn unclear(error: impl Display) -> String {
    format!("{error}; {UNCLEAR}; the next plan will detect it")
}

/// The message of a wait for an operation that failed. Only some failures are the operation's own;
/// after the others it continues.
pub(super) fn explain_wait(error: &ProviderError) -> String {
    use Failure::{Pending, Throttled, Unauthorised, Unclear, Unintelligible, Unreachable};
    match error.failure {
        Pending | Throttled | Unauthorised | Unclear | Unintelligible | Unreachable => format!(
            "{error}; the provider continues with it, so {UNCLEAR}; the next apply first finds out how it ended"
        ),
        _ => error.to_string(),
    }
}

/// The message of a write that the provider accepted and completes later, in a run that cannot
/// record how it ends.
pub(super) const UNWATCHED: &str = "the provider accepted it and continues with it; how it ends was not recorded; the next plan will detect it";

/// The fields to record of an object that is not as requested: those that would be recorded, each as
/// the object has it now. A value that satisfies the request stays as requested.
pub(super) fn as_it_is(change: &Change, recorded: &Fields, there: &Fields) -> Fields {
    let is_local = |name: &FieldName| {
        let mut fields = change.fields.iter();
        fields.any(|field| field.local && field.field == *name)
    };
    let each = recorded.iter().filter_map(|(name, value)| {
        let now = there.get(name);
        let kept = if value.is_set() || is_local(name) || value.is_satisfied_by(now) {
            value.clone()
        } else {
            now.clone()
        };
        (!kept.is_blank() || value.is_blank()).then(|| (name.clone(), kept))
    });
    each.collect()
}

/// The message of a write whose end could not be recorded; `None` for a success.
pub(super) fn unrecorded(failed: Option<&str>) -> String {
    match failed {
        None => "written, but not recorded; the next plan will detect it".to_owned(),
        Some(why) => format!("{why}; this was not recorded"),
    }
}
