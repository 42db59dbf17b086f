//! Values that stay as they were observed, because nothing declared depends on them: they are taken
//! into the desired state, and reported.

use std::borrow::Cow;

use crate::model::{Address, FieldName, Finding, Kind, Observed, State, Value};
use crate::plan::Routers;

/// Returns what is desired, with the observed values that may stay, and a finding for each.
pub(in crate::plan) fn with_tolerated<'a>(
    desired: &'a State,
    observed: &Observed,
    routers: &Routers<'_>,
) -> (Cow<'a, State>, Vec<Finding>) {
    let mut state = Cow::Borrowed(desired);
    let mut findings = Vec::new();
    for (provider, router) in routers {
        if router.exclusive() {
            continue;
        }
        let numbers: Vec<&str> = desired
            .of(provider)
            .filter(|(address, _)| address.kind() == Kind::Number)
            .filter_map(|(_, number)| number.key.as_deref())
            .collect();
        for (address, want) in desired.of(provider) {
            let Some(seen) = observed.state.get(address) else {
                continue;
            };
            let kind = address.kind();
            for tolerated in router.tolerated(kind, &want.fields, &seen.fields, &numbers) {
                findings.push(tolerated.said.at(address));
                put(&mut state, address, tolerated.field, tolerated.value);
            }
        }
    }
    (state, findings)
}

fn put(state: &mut Cow<'_, State>, address: &Address, field: FieldName, value: Value) {
    if let Some(resource) = state.to_mut().resources.get_mut(address) {
        resource.fields.insert(field, value);
    }
}
