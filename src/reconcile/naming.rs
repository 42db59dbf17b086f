//! Changes that name an object which the same apply creates: they are sent with its identifier.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::model::{Address, Change, FieldName, Value};

/// Returns the changes with the identifiers of created objects in place of their addresses, and those
/// that cannot be sent, with the reason.
pub(super) fn named<'a>(
    changes: impl Iterator<Item = &'a Change>,
    made: &BTreeMap<Address, String>,
) -> (Vec<Cow<'a, Change>>, Vec<(&'a Change, String)>) {
    let (mut ready, mut unnamed) = (Vec::new(), Vec::new());
    for change in changes {
        match with_ids(change, made) {
            Ok(change) => ready.push(change),
            Err(why) => unnamed.push((change, why)),
        }
    }
    (ready, unnamed)
}

/// Puts the identifiers of created objects in the place of their addresses. A change that names
/// another object stays as it is.
pub fn name_made(changes: &mut [Change], made: &BTreeMap<Address, String>) {
    for change in changes {
        if let Ok(Cow::Owned(named)) = with_ids(change, made) {
            *change = named;
        }
    }
}

fn with_ids<'a>(
    change: &'a Change,
    made: &BTreeMap<Address, String>,
) -> Result<Cow<'a, Change>, String> {
    let Some(after) = &change.after else {
        return Ok(Cow::Borrowed(change));
    };
    let mut ids: Vec<(FieldName, Value)> = Vec::new();
    for (field, address) in after.references() {
        let Some(id) = made.get(address) else {
            return Err(format!(
                "it names {address}, which does not exist: that was not created"
            ));
        };
        ids.push((field.clone(), Value::text(id)));
    }
    if ids.is_empty() {
        return Ok(Cow::Borrowed(change));
    }
    let mut named = change.clone();
    for (field, id) in ids {
        for change in named.fields.iter_mut().filter(|one| one.field == field) {
            change.after = id.clone();
        }
        if let Some(after) = &mut named.after {
            after.insert(field, id);
        }
    }
    Ok(Cow::Owned(named))
}
