//! The registry's documents for programs. Pure.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::model::{Address, Resource, Scope};
use crate::registry::Contents;

/// A document as text.
pub fn pretty(document: &Value) -> anyhow::Result<String> {
    Ok(format!("{}\n", serde_json::to_string_pretty(document)?))
}

/// One change of a run.
pub fn change(settled: &crate::model::Settled) -> Value {
    json!({
        "address": settled.address,
        "action": settled.action,
        "before": settled.before.as_ref().map(crate::model::Fields::to_json),
        "after": settled.after.as_ref().map(crate::model::Fields::to_json),
        "outcome": settled.outcome,
        "error": settled.error,
        "noted_at": settled.noted_at,
    })
}

/// The document for programs: one object for this project and environment, or a list of all.
pub fn document(contents: &[Contents], scope: Option<&Scope>) -> Value {
    match (scope, contents.first()) {
        (None, _) => json!({
            "format_version": "1.0", "kind": "registries",
            "registries": contents.iter().map(one).collect::<Vec<_>>(),
        }),
        (Some(_), Some(contents)) => one(contents),
        // Nothing was ever applied here: the document has the same shape, but is empty.
        (Some(scope), None) => one(&Contents {
            scope: scope.clone(),
            lineage: String::new(),
            serial: 0,
            state: crate::model::State::default(),
            left: BTreeMap::new(),
        }),
    }
}

fn one(contents: &Contents) -> Value {
    let mut lists: BTreeMap<&str, Vec<Value>> = [
        ("providers", vec![]),
        ("numbers", vec![]),
        ("messaging_services", vec![]),
        ("keywords", vec![]),
    ]
    .into();
    for (address, resource) in &contents.state.resources {
        let (list, entry) = entry(address, resource);
        lists.entry(list).or_default().push(entry);
    }
    let mut document = json!({
        "format_version": "1.0",
        "kind": "registry",
        "project": contents.scope.project,
        "environment": Some(&contents.scope.environment).filter(|name| !name.is_empty()),
        "lineage": Some(&contents.lineage).filter(|lineage| !lineage.is_empty()),
        "serial": contents.serial,
    });
    if let Some(object) = document.as_object_mut() {
        object.extend(
            lists
                .into_iter()
                .map(|(name, list)| (name.to_owned(), Value::Array(list))),
        );
    }
    document
}

/// A resource, with its fields beside its name. The fields of a number or a service are under
/// `applied`, in the provider's words.
fn entry(address: &Address, resource: &Resource) -> (&'static str, Value) {
    let fields = resource.fields.to_json();
    let name = address.name();
    let with = |mut entry: Value, more: Value| {
        if let (Some(entry), Value::Object(more)) = (entry.as_object_mut(), more) {
            entry.extend(more);
        }
        entry
    };
    match address {
        Address::Provider(_) => (
            "providers",
            with(json!({ "address": address, "name": name }), fields),
        ),
        Address::Number { provider, .. } => (
            "numbers",
            json!({
                "address": address, "name": name, "provider": provider,
                "phone_number": resource.key, "sid": resource.id,
                "friendly_name": resource.fields.find("friendly_name").map(crate::model::Value::to_json),
                "applied": fields,
            }),
        ),
        Address::Group {
            provider,
            collection,
            ..
        } => (
            collection.as_str(),
            json!({ "address": address, "name": name, "provider": provider, "sid": resource.id, "applied": fields }),
        ),
        Address::Keyword(_) => ("keywords", with(json!({ "address": address }), fields)),
    }
}
