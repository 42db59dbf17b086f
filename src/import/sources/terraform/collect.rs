//! Turns an instance of a resource into an object, a note, or nothing.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::address::{InstanceAddress, Key, is_identifier, modules};
use super::attributes::{Facts, Parse, facts};
use super::managed::{Kind, Managed};
use super::note::Note;
use super::types::{Meaning, Shape, meaning};
use super::vendor::Provider;
use crate::import::sources::{Place, Unreadable, json};

/// An instance as either form of state has it.
pub(super) struct Instance<'a> {
    pub modules: &'a str,
    pub resource_type: &'a str,
    pub name: &'a str,
    pub key: Option<Key>,
    pub tainted: bool,
    pub deposed: bool,
    pub legacy: bool,
    pub attributes: Option<&'a RawValue>,
    /// The JSON path of the instance.
    pub place: String,
    /// The name of the attributes in it.
    pub attributes_key: &'static str,
}

/// What was found so far.
pub(super) struct Collector<'a> {
    pub file: &'a str,
    pub managed: Vec<Managed>,
    pub notes: Vec<Note>,
    /// Blocks of resources with the number of their instances.
    pub blocks: BTreeMap<String, usize>,
    /// Where each object was seen first.
    seen: BTreeMap<(Kind, String, Option<String>), usize>,
}

impl<'a> Collector<'a> {
    pub(super) fn new(file: &'a str) -> Self {
        Self {
            file,
            managed: Vec::new(),
            notes: Vec::new(),
            blocks: BTreeMap::new(),
            seen: BTreeMap::new(),
        }
    }

    /// Whether a resource is of interest, so that its instances must be read.
    pub(super) fn meaning(mode: &str, resource_type: &str, provider: &Provider) -> Meaning {
        match mode {
            "managed" => meaning(&provider.vendor, resource_type),
            _ => Meaning::Foreign,
        }
    }

    /// Adds an instance of a resource that is of interest.
    pub(super) fn add(
        &mut self,
        instance: &Instance<'_>,
        meaning: Meaning,
        provider: &Provider,
    ) -> Result<(), Unreadable> {
        let address = self.address(instance)?;
        let shown = address.to_string();
        let shape = match meaning {
            Meaning::Import(shape) => shape,
            Meaning::Named(what) => {
                self.notes.push(Note::NotImported {
                    address: shown,
                    what,
                });
                return Ok(());
            }
            Meaning::Unclear => {
                let provider = provider.shown.clone();
                self.notes.push(Note::UnknownProvider {
                    address: shown,
                    provider,
                });
                return Ok(());
            }
            Meaning::Foreign => return Ok(()),
        };
        if instance.deposed {
            self.notes.push(Note::Deposed { address: shown });
            return Ok(());
        }
        *self.blocks.entry(address.block()).or_default() += 1;
        if instance.legacy && instance.attributes.is_none() {
            self.notes.push(Note::Legacy { address: shown });
            return Ok(());
        }
        let facts = facts(
            shape,
            &Attributes {
                file: self.file,
                instance,
            },
        )?;
        self.object(address, shape, facts, provider, instance.tainted);
        Ok(())
    }

    /// Adds what an instance says, if it says which object it is.
    fn object(
        &mut self,
        address: InstanceAddress,
        shape: Shape,
        facts: Facts,
        provider: &Provider,
        tainted: bool,
    ) {
        let kind = match shape {
            Shape::Number | Shape::NestedNumber => Kind::Number,
            Shape::Service => Kind::Service,
            Shape::Application | Shape::NestedApplication => Kind::Application,
            Shape::Membership(_) => Kind::Membership,
        };
        let shown = address.to_string();
        let Some(sid) = facts.sid else {
            self.notes.push(Note::NoSid { address: shown });
            return;
        };
        if kind == Kind::Membership && facts.service.is_none() {
            self.notes.push(Note::NoSid { address: shown });
            return;
        }
        if tainted {
            self.notes.push(Note::Tainted {
                address: shown.clone(),
            });
        }
        let identity = (kind, sid.clone(), facts.service.clone());
        if let Some(first) = self
            .seen
            .get(&identity)
            .and_then(|at| self.managed.get(*at))
        {
            let address = first.address.to_string();
            self.notes.push(Note::Twice {
                address,
                again: shown,
            });
        } else {
            self.seen.insert(identity, self.managed.len());
        }
        self.managed.push(Managed {
            kind,
            sid,
            service: facts.service,
            account: facts.account,
            alias: provider.alias.clone(),
            address,
            tainted,
            last_seen: facts.values,
            unmanaged: facts.unmanaged,
        });
    }

    fn address(&self, instance: &Instance<'_>) -> Result<InstanceAddress, Unreadable> {
        let modules = modules(instance.modules);
        let sound = is_identifier(instance.resource_type) && is_identifier(instance.name);
        match modules {
            Some(modules) if sound => Ok(InstanceAddress {
                modules,
                resource_type: instance.resource_type.to_owned(),
                name: instance.name.to_owned(),
                key: instance.key.clone(),
            }),
            _ => {
                let summary = "the address of this resource is not one of Terraform's";
                let place = Place::Json(instance.place.clone());
                Err(Unreadable::new(self.file, summary, "").at(place))
            }
        }
    }
}

/// The attributes of one instance.
struct Attributes<'a> {
    file: &'a str,
    instance: &'a Instance<'a>,
}

impl Parse for Attributes<'_> {
    type Error = Unreadable;

    fn parse<T: Default + DeserializeOwned>(&self) -> Result<T, Unreadable> {
        let Some(raw) = self.instance.attributes else {
            return Ok(T::default());
        };
        let place = format!("{}.{}", self.instance.place, self.instance.attributes_key);
        json::part(self.file, &place, raw)
    }
}
