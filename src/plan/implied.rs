//! What only the provider's kind knows about a change: the fields that a create sends although
//! they are not declared, and notes on fields. Implied fields are part of the plan, so that it
//! predicts the request; they are not recorded.

use super::Decision;
use super::Routers;
use crate::model::{Action, FieldChange, Mark, Value};

/// Returns the decision with the implied fields of its create and the notes on its fields.
pub(super) fn completed(mut decision: Decision, routers: &Routers<'_>) -> Decision {
    let Decision::Change(change) = &mut decision else {
        return decision;
    };
    let provider = change.address.provider();
    let router = provider.and_then(|provider| routers.get(provider));
    let Some(router) = router else {
        return decision;
    };
    for field in change
        .fields
        .iter_mut()
        .filter(|field| field.after.is_blank())
    {
        field.note = router.note_on_clearing(&field.field);
    }
    let local = router.local_fields(change.address.kind());
    for field in &mut change.fields {
        field.local = local.contains(&field.field.as_ref());
    }
    let (Action::Create, Some(after)) = (change.action, &mut change.after) else {
        return decision;
    };
    for (field, value) in router.implied(change.address.kind(), after).iter() {
        change.implied.insert(field.clone());
        after.insert(field.clone(), value.clone());
        change.fields.push(FieldChange {
            local: false,
            note: None,
            field: field.clone(),
            before: Value::Blank,
            after: value.clone(),
            recorded: None,
            mark: Mark::New,
        });
    }
    change.fields.sort_by(|a, b| a.field.cmp(&b.field));
    decision
}
