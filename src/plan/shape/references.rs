//! Fields that name a declared object by its address: once its identifier is known, they hold that.

use std::borrow::Cow;

use crate::model::{Address, Change, FieldName, Mark, Reason, State, Text, Value};

/// Returns the state with the identifiers that are known in place of addresses. A field whose
/// object has no identifier yet keeps its address.
fn bound(state: &State, id_of: impl Fn(&Address) -> Option<Text>) -> Cow<'_, State> {
    let mut known: Vec<(&Address, FieldName, Text)> = Vec::new();
    for (address, resource) in &state.resources {
        for (field, reference) in resource.fields.references() {
            known.extend(id_of(reference).map(|id| (address, field.clone(), id)));
        }
    }
    if known.is_empty() {
        return Cow::Borrowed(state);
    }
    let mut bound = state.clone();
    for (address, field, id) in known {
        if let Some(resource) = bound.resources.get_mut(address) {
            resource.fields.insert(field, Value::text(id));
        }
    }
    Cow::Owned(bound)
}

/// Returns the state with the identifiers of what was observed in place of addresses.
pub(in crate::plan) fn bound_to<'a>(state: &'a State, there: &State) -> Cow<'a, State> {
    bound(state, |address| there.get(address)?.id.clone())
}

/// Marks fields as drifted that name an object by the same address as before, and that change only
/// because the object was deleted or replaced outside Switchboard. `declared` has not been bound.
pub(in crate::plan) fn mark_replaced(change: &mut Change, declared: &State, recorded: &State) {
    if change.fields.is_empty() {
        return;
    }
    let Some(want) = declared.get(&change.address) else {
        return;
    };
    let mut replaced = false;
    for (name, object) in want.fields.references() {
        // An object that is declared by another identifier than before is another one on purpose.
        let meant = declared.get(object).and_then(|want| want.id.as_deref());
        let before = recorded.get(object).and_then(|have| have.id.as_deref());
        let Some(before) = before.filter(|before| meant.is_none_or(|meant| meant == *before))
        else {
            continue;
        };
        let fields = change.fields.iter_mut();
        let configured = fields.filter(|field| field.mark == Mark::Configured);
        for field in configured.filter(|field| field.field == *name) {
            let last = field.recorded.as_ref().and_then(Value::as_text);
            if last == Some(before) && field.after.as_text() != Some(before) {
                field.mark = Mark::Drifted;
                replaced = true;
            }
        }
    }
    if replaced {
        change.reason = Some(Reason::Drifted);
    }
}
