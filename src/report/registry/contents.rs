//! What the registry holds for one project and environment, for people.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::model::{Address, Kind, Scope, State};
use crate::report::text::escape::neutral;
use crate::report::text::plural::plural;

/// A list by kind: each resource with its natural key, identifier and fields.
pub fn human(scope: &Scope, serial: u64, state: &State) -> String {
    let mut out = format!("{scope}, serial {serial}\n");
    let kinds: BTreeSet<Kind> = state.resources.keys().map(Address::kind).collect();
    for kind in kinds {
        let of_kind: Vec<_> = state
            .resources
            .iter()
            .filter(|(address, _)| address.kind() == kind)
            .collect();
        let _ = writeln!(out, "\n{}:", plural(of_kind.len(), &kind.to_string()));
        for (address, resource) in of_kind {
            let known = [&resource.key, &resource.id]
                .into_iter()
                .flatten()
                .filter(|text| *text != address.name());
            let known = known.fold(String::new(), |line, text| line + "  " + &neutral(text));
            let _ = writeln!(out, "  {address}{known}");
            let width = resource
                .fields
                .iter()
                .map(|(name, _)| name.len())
                .max()
                .unwrap_or(0);
            for (name, value) in resource
                .fields
                .iter()
                .filter(|(_, value)| !value.is_blank())
            {
                let shown = match value.to_json() {
                    serde_json::Value::String(text) => text,
                    serde_json::Value::Array(items) => items
                        .iter()
                        .filter_map(|item| item.as_str())
                        .collect::<Vec<_>>()
                        .join(", "),
                    other => other.to_string(),
                };
                let _ = writeln!(out, "    {name:<width$}  {}", neutral(&shown));
            }
        }
    }
    out
}
