//! State version 4, as Terraform 0.12 and later and `OpenTofu` store it.

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::address::Key;
use super::collect::{Collector, Instance};
use super::types::Meaning;
use super::vendor::Provider;
use crate::import::sources::{Unreadable, json};

#[derive(Deserialize)]
struct Resource<'a> {
    #[serde(borrow, default)]
    module: Option<Cow<'a, str>>,
    #[serde(borrow)]
    mode: Cow<'a, str>,
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow)]
    provider: Cow<'a, str>,
    /// Read once the type is known to be of interest, whatever the order of the keys.
    #[serde(borrow)]
    instances: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct StoredInstance<'a> {
    index_key: Option<Key>,
    #[serde(borrow, default)]
    status: Option<Cow<'a, str>>,
    #[serde(default)]
    deposed: Option<IgnoredAny>,
    #[serde(default)]
    attributes_flat: Option<IgnoredAny>,
    #[serde(borrow, default)]
    attributes: Option<&'a RawValue>,
}

/// Adds the resources of a state.
pub(super) fn read(resources: &RawValue, collector: &mut Collector<'_>) -> Result<(), Unreadable> {
    let resources: Vec<Resource<'_>> = json::part(collector.file, "resources", resources)?;
    for (at, resource) in resources.iter().enumerate() {
        let provider = Provider::parse(&resource.provider);
        let meaning = Collector::meaning(&resource.mode, &resource.kind, &provider);
        let Some(instances) = resource.instances.filter(|_| meaning != Meaning::Foreign) else {
            continue;
        };
        let place = format!("resources[{at}].instances");
        let instances: Vec<StoredInstance<'_>> = json::part(collector.file, &place, instances)?;
        for (number, instance) in instances.into_iter().enumerate() {
            let instance = Instance {
                modules: resource.module.as_deref().unwrap_or_default(),
                resource_type: &resource.kind,
                name: &resource.name,
                key: instance.index_key,
                tainted: instance.status.as_deref() == Some("tainted"),
                deposed: instance.deposed.is_some(),
                legacy: instance.attributes_flat.is_some(),
                attributes: instance.attributes,
                place: format!("{place}[{number}]"),
                attributes_key: "attributes",
            };
            collector.add(&instance, meaning, &provider)?;
        }
    }
    Ok(())
}
