//! What a create sends besides the declared fields. It is part of the plan, so that the plan
//! predicts what the request does; it is not recorded, since nobody declares it.

use super::Decision;
use super::Routers;
use crate::model::{Action, FieldChange, Mark, Value};

/// A decision with what its create sends besides.
pub(super) fn completed(mut decision: Decision, routers: &Routers<'_>) -> Decision {
    let Decision::Change(change) = &mut decision else {
        return decision;
    };
    let provider = change.address.provider();
    let router = provider.and_then(|provider| routers.get(provider));
    let (Action::Create, Some(router), Some(after)) = (change.action, router, &mut change.after)
    else {
        return decision;
    };
    for (field, value) in router.implied(change.address.kind(), after).iter() {
        change.implied.insert(field.clone());
        after.insert(field.clone(), value.clone());
        change.fields.push(FieldChange {
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
