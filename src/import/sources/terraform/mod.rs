//! States of Terraform and `OpenTofu`: which numbers, services, applications and memberships they
//! manage, and what they are called.
//!
//! A state holds secrets, API keys and tokens of subaccounts among them. Of a known type, the
//! attributes in `attributes.rs` are read; everything else is skipped without being kept.

mod address;
mod attributes;
mod collect;
mod lenient;
mod managed;
mod note;
mod show;
mod state;
#[cfg(test)]
mod tests;
mod types;
mod vendor;

use std::collections::BTreeMap;

pub use address::{InstanceAddress, Key, ModuleStep};
pub use managed::{Kind, Managed, Stale, Values};
pub use note::Note;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use collect::Collector;

use super::text::text;
use super::{Place, Unreadable, json};

/// What a state manages at Twilio.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateFile {
    /// The file as the user named it.
    pub file: String,
    /// The objects, in the state's order.
    pub managed: Vec<Managed>,
    /// What the user must know, in the state's order.
    pub notes: Vec<Note>,
    /// The number of instances of each resource block, those that are not imported included.
    pub blocks: BTreeMap<String, usize>,
}

/// The top of a file. Which keys are there says what it is.
#[derive(Deserialize)]
struct Top<'a> {
    version: Option<u64>,
    format_version: Option<IgnoredAny>,
    encrypted_data: Option<IgnoredAny>,
    backend: Option<IgnoredAny>,
    #[serde(borrow)]
    resources: Option<&'a RawValue>,
    #[serde(borrow)]
    values: Option<&'a RawValue>,
    #[serde(borrow)]
    prior_state: Option<&'a RawValue>,
}

/// The state before a saved plan.
#[derive(Deserialize)]
struct PriorState<'a> {
    #[serde(borrow)]
    values: Option<&'a RawValue>,
}

const AS_UTF_8: &str =
    "write it as UTF-8; in PowerShell: terraform show -json | Out-File -Encoding utf8 state.json";
const SHOW: &str = "run `terraform show -json > state.json` and pass state.json";

/// Reads a state version 4, or what `show -json` prints of a state or a saved plan.
pub fn read(file: &str, bytes: &[u8]) -> Result<StateFile, Unreadable> {
    let refuse = |summary: &str, help: &str| Err(Unreadable::new(file, summary, help));
    if bytes.starts_with(b"PK\x03\x04") {
        let help = "run `terraform show -json PLAN > plan.json` and pass plan.json";
        return refuse("this is a saved plan in Terraform's own format", help);
    }
    let text = text(file, bytes, AS_UTF_8)?;
    if text.trim().is_empty() {
        let help = "write a state into it: terraform state pull > state.json";
        return refuse("the file is empty", help);
    }
    let top: Top<'_> = json::read(file, text)?;
    let mut collector = Collector::new(file);
    match top {
        Top {
            encrypted_data: Some(_),
            ..
        } => {
            let help = "run `tofu show -json > state.json` where the key is, and pass state.json";
            return refuse("this state is encrypted by OpenTofu", help);
        }
        Top {
            format_version: Some(_),
            values: Some(values),
            ..
        } => {
            show::read("values", values, &mut collector)?;
        }
        // What a plan would create does not exist yet: only the state before it counts.
        Top {
            format_version: Some(_),
            prior_state: Some(prior),
            ..
        } => {
            let prior: PriorState<'_> = json::part(file, "prior_state", prior)?;
            if let Some(values) = prior.values {
                show::read("prior_state.values", values, &mut collector)?;
            }
        }
        Top {
            format_version: Some(_),
            ..
        } => {}
        Top {
            version: Some(_),
            resources: None,
            backend: Some(_),
            ..
        } => {
            let help = "run `terraform state pull > state.json` and pass state.json";
            return refuse("this file only says where Terraform keeps its state", help);
        }
        Top {
            version: Some(4),
            resources,
            ..
        } => {
            if let Some(resources) = resources {
                state::read(resources, &mut collector)?;
            }
        }
        Top {
            version: Some(version),
            ..
        } => {
            let summary =
                format!("this is a state of version {version}; only version 4 can be read");
            let help = "Terraform 0.12 and later and OpenTofu write version 4: run `terraform refresh` with one of them";
            return Err(Unreadable::new(file, summary, help).at(Place::Json("version".to_owned())));
        }
        Top { .. } => {
            return refuse("this is not a state of Terraform or OpenTofu", SHOW);
        }
    }
    Ok(StateFile {
        file: file.to_owned(),
        managed: collector.managed,
        notes: collector.notes,
        blocks: collector.blocks,
    })
}
