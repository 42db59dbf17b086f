//! `terraform show -json` and `tofu show -json`: the tree of modules under `values`.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::address::Key;
use super::collect::{Collector, Instance};
use super::types::Meaning;
use super::vendor::Provider;
use crate::import::sources::{Unreadable, json};

#[derive(Deserialize)]
struct Values<'a> {
    #[serde(borrow)]
    root_module: Option<Module<'a>>,
}

#[derive(Deserialize)]
struct Module<'a> {
    #[serde(borrow, default)]
    address: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    resources: Vec<Resource<'a>>,
    #[serde(borrow, default)]
    child_modules: Vec<Module<'a>>,
}

#[derive(Deserialize)]
struct Resource<'a> {
    #[serde(borrow)]
    mode: Cow<'a, str>,
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    name: Cow<'a, str>,
    index: Option<Key>,
    #[serde(borrow, default)]
    provider_name: Cow<'a, str>,
    #[serde(default)]
    tainted: bool,
    #[serde(borrow, default)]
    deposed_key: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    values: Option<&'a RawValue>,
}

/// Adds the resources of a tree. `place` is its path.
pub(super) fn read(
    place: &str,
    values: &RawValue,
    collector: &mut Collector<'_>,
) -> Result<(), Unreadable> {
    let values: Values<'_> = json::part(collector.file, place, values)?;
    match &values.root_module {
        Some(root) => module(&format!("{place}.root_module"), root, collector),
        None => Ok(()),
    }
}

fn module(place: &str, tree: &Module<'_>, collector: &mut Collector<'_>) -> Result<(), Unreadable> {
    for (at, resource) in tree.resources.iter().enumerate() {
        let provider = Provider::parse(&resource.provider_name);
        let meaning = Collector::meaning(&resource.mode, &resource.kind, &provider);
        if meaning == Meaning::Foreign {
            continue;
        }
        let instance = Instance {
            modules: tree.address.as_deref().unwrap_or_default(),
            resource_type: &resource.kind,
            name: &resource.name,
            key: resource.index.clone(),
            tainted: resource.tainted,
            deposed: resource.deposed_key.is_some(),
            legacy: false,
            attributes: resource.values,
            place: format!("{place}.resources[{at}]"),
            attributes_key: "values",
        };
        collector.add(&instance, meaning, &provider)?;
    }
    // serde_json refuses a text that is nested deeper than 128 levels.
    for (at, child) in tree.child_modules.iter().enumerate() {
        module(&format!("{place}.child_modules[{at}]"), child, collector)?;
    }
    Ok(())
}
