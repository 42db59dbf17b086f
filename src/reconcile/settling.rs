//! What the registry is told of a change: that it is about to be made, and how it ended. An
//! answer is compared with what was asked for. Pure.

use crate::model::{Action, Change, Fields, Resource};
use crate::provider::{Failure, ProviderError, Written};
use crate::registry::{Intent, Record, Settlement};

/// A change that is about to be sent.
pub(super) fn intent(change: &Change) -> Intent {
    Intent {
        address: change.address.clone(),
        action: change.action,
        before: change.before.clone(),
        after: change.after.clone(),
    }
}

/// The end of a change: with the identifier it now has, or why it failed.
pub(super) fn settle(change: &Change, result: Result<Option<String>, String>) -> Settlement {
    let record = |id: Option<String>| match (change.action, change.recorded()) {
        (Action::Forget, _) | (_, None) => Record::Forget,
        (_, Some(fields)) => Record::Keep(Resource {
            id,
            key: change.key.clone(),
            fields,
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
pub(super) fn verify(change: &Change, written: &Written) -> Result<(), String> {
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

/// A failure in words, with what follows from it.
pub(super) fn explain(error: &ProviderError) -> String {
    match error.failure {
        Failure::Unclear => {
            format!("{error}; it may or may not have been done: the next plan will look")
        }
        _ => error.to_string(),
    }
}

/// How a write ended that the registry could not be told of.
pub(super) fn unrecorded(result: Result<Option<String>, String>) -> String {
    match result {
        Ok(_) => "it was written, but not recorded: the next plan will look".to_owned(),
        Err(why) => format!("{why}; this was not recorded"),
    }
}
