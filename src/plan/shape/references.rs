//! Fields that name a declared object by its address: once its identifier is known, they hold that.

use std::borrow::Cow;

use crate::model::{Address, FieldName, State, Value};

/// Returns the state with the identifiers that are known in place of addresses. A field whose
/// object has no identifier yet keeps its address.
fn bound(state: &State, id_of: impl Fn(&Address) -> Option<String>) -> Cow<'_, State> {
    let mut known: Vec<(&Address, FieldName, String)> = Vec::new();
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
