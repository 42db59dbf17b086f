//! The registry's documents for programs. Pure.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::model::{Address, Collection, Keys, Kind, Resource, Scope, State, Value as Field};
use crate::provider;
use crate::registry::Contents;

/// A document as text.
pub(super) fn pretty(document: &Value) -> anyhow::Result<String> {
    Ok(format!("{}\n", serde_json::to_string_pretty(document)?))
}

/// One change of a run.
pub(super) fn change(settled: &crate::model::Settled) -> Value {
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
pub(super) fn document(contents: &[Contents], scope: Option<&Scope>) -> Value {
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
            counterpart_records: BTreeMap::new(),
        }),
    }
}

fn one(contents: &Contents) -> Value {
    let lists = ["providers", "numbers", "keywords"].into_iter();
    let lists = lists.chain(provider::collections().into_iter().map(Collection::as_str));
    let mut lists: BTreeMap<&str, Vec<Value>> = lists.map(|list| (list, vec![])).collect();
    let recorded = contents.state.resources.iter();
    for (address, resource) in recorded.chain(&contents.counterpart_records) {
        let (list, entry) = entry(address, resource, keys(address, &contents.state));
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

/// The words of a resource's provider. A provider that is not recorded itself, and one of an
/// unknown kind, has the words of the first kind.
fn keys(address: &Address, recorded: &State) -> Option<&'static Keys> {
    let own = Address::Provider(address.provider()?.clone());
    let own = recorded.get(&own).and_then(|own| own.fields.find("type"));
    let kind = own.and_then(Field::as_text).and_then(provider::kind);
    let kind = kind.or_else(|| provider::kinds().next())?;
    Some(kind.router.keys())
}

/// A resource, with its fields beside its name. The fields of a number or a group are under
/// `applied`, in the provider's words; those of a counterpart's row under `fields`, in its words.
fn entry(address: &Address, resource: &Resource, keys: Option<&Keys>) -> (&'static str, Value) {
    let fields = resource.fields.to_json();
    let mut entry = Map::from_iter([("address".to_owned(), json!(address))]);
    let mut put = |key: &str, value| entry.insert(key.to_owned(), value);
    if !matches!(address, Address::Keyword(_)) {
        put("name", json!(address.name()));
    }
    let list = match address {
        Address::Provider(_) => "providers",
        Address::Keyword(_) => "keywords",
        Address::Number { .. } => "numbers",
        Address::Group { collection, .. } => collection.as_str(),
        Address::Counterpart { system, .. } => system.as_str(),
    };
    if let (Address::Number { provider, .. } | Address::Group { provider, .. }, Some(keys)) =
        (address, keys)
    {
        put("provider", json!(provider));
        if address.kind() == Kind::Number {
            put(keys.of_number(resource.key.as_deref()), json!(resource.key));
            let label = resource.fields.find(keys.name);
            put(keys.name, json!(label.map(Field::to_json)));
        }
        put(keys.id, json!(resource.id));
        put("applied", fields);
    } else if address.counterpart().is_some() {
        put("type", json!(address.kind()));
        put("id", json!(resource.id));
        put("key", json!(resource.key));
        put("fields", fields);
    } else if let Value::Object(fields) = fields {
        entry.extend(fields);
    }
    (list, Value::Object(entry))
}
