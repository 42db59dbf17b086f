//! The part of a plan that is about one address.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Address, FieldName, Fields, Kind, Level, RouteChange, Takeover, Text, Value};

// Doc comments on `Action` and `Reason` are descriptions in the JSON Schema of plan documents.

/// The action on a resource. There is no delete: `forget` changes only the registry.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "ActionWord")]
pub enum Action {
    /// Nothing.
    NoOp,
    /// Create it.
    Create,
    /// Write fields.
    Update,
    /// Record what exists already; nothing is written at the provider.
    Adopt,
    /// Drop it from the registry; nothing is written at the provider.
    Forget,
    /// Buy the number with all its settings.
    Purchase,
}

impl Action {
    /// The word in plan documents.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoOp => "no-op",
            Self::Create => "create",
            Self::Update => "update",
            Self::Adopt => "adopt",
            Self::Forget => "forget",
            Self::Purchase => "purchase",
        }
    }
}

/// Why a resource changes.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "ReasonWord")]
pub enum Reason {
    /// The configuration changed since the last apply.
    ConfigChanged,
    /// It changed outside Switchboard since the last apply.
    Drifted,
    /// It was not recorded before.
    New,
    /// It exists as declared, but is not recorded so.
    Adopted,
    /// It is no longer in the configuration.
    Removed,
    /// Another object answers its texts.
    Shadowed,
    /// It is restored to its state before a run.
    Undone,
}

impl Reason {
    /// The word in plan documents.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ConfigChanged => "config_changed",
            Self::Drifted => "drifted",
            Self::New => "new",
            Self::Adopted => "adopted",
            Self::Removed => "removed",
            Self::Shadowed => "shadowed",
            Self::Undone => "undone",
        }
    }
}

/// The reason why one field must be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// The configuration asks for something else than the last apply left.
    Configured,
    /// The field is not what the last apply left: recorded ≠ observed.
    Drifted,
    /// The field was not managed before.
    New,
}

/// One field that must be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// The field, in its owner's words.
    pub field: FieldName,
    /// The value that is there now.
    pub before: Value,
    /// The wanted value.
    pub after: Value,
    /// The value that the last apply left, if it left any.
    pub recorded: Option<Value>,
    /// The reason for the change.
    pub mark: Mark,
    /// A note on the change, in the provider's words.
    pub note: Option<&'static str>,
    /// Whether the field exists in the registry only. Then it is recorded and not written.
    pub local: bool,
}

/// The planned change of one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The address of the resource.
    pub address: Address,
    /// The action.
    pub action: Action,
    /// The reason; a no-op needs none.
    pub reason: Option<Reason>,
    /// The owner's identifier, where known.
    pub id: Option<Text>,
    /// The natural key that the resource has after the change.
    pub key: Option<Text>,
    /// The natural key that was recorded under this address before, if it was another. The name now
    /// means another resource.
    pub key_before: Option<Text>,
    /// The managed fields as they are; `None` if the resource is not there.
    pub before: Option<Fields>,
    /// The managed fields as they will be; `None` for a forget.
    pub after: Option<Fields>,
    /// The fields that differ, in the order of their names. An update writes these fields and no
    /// others.
    pub fields: Vec<FieldChange>,
    /// Who answers a text before and after, for a number whose route is managed.
    pub route: Option<Arc<RouteChange>>,
    /// Numbers that have no change of their own in the plan and whose texts this one affects, in
    /// E.164.
    pub affects: Vec<String>,
    /// Members that leave another group in order to join this one.
    pub detaches: Vec<Detach>,
    /// Fields in `after` that a create sends although they are not declared. They are shown, and
    /// not recorded.
    pub implied: BTreeSet<FieldName>,
    /// The texts that a group answers from now on because numbers join it whose routes the plan does
    /// not have.
    pub takes_over: Option<Box<Takeover>>,
}

/// The removal of a member from a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Detach {
    /// The identifier of the group that is left.
    pub group: String,
    /// The name of that group.
    #[serde(skip)]
    pub name: String,
    /// The member, in E.164.
    pub member: String,
}

impl Change {
    /// Whether the change creates a keyword at a counterpart: the only write there.
    pub fn creates_at_counterpart(&self) -> bool {
        let keyword = matches!(
            self.address.kind(),
            Kind::Counterpart(_, Some(Level::Keyword))
        );
        keyword && self.action == Action::Create
    }

    /// Whether the change calls the provider. A change at a counterpart does not.
    pub fn writes_to_provider(&self) -> bool {
        if self.address.counterpart().is_some() {
            return false;
        }
        match self.action {
            Action::Create => !self.address.kind().lives_in_registry(),
            Action::Update => {
                let remote = self.fields.is_empty() || self.fields.iter().any(|field| !field.local);
                remote && !self.address.kind().lives_in_registry()
            }
            Action::Purchase => true,
            Action::NoOp | Action::Adopt | Action::Forget => false,
        }
    }

    /// Returns the number of writes that the change makes, at its provider or at a counterpart.
    pub fn writes(&self) -> u64 {
        self.provider_calls() + u64::from(self.creates_at_counterpart())
    }

    /// Returns the number of calls that the change makes at its provider: one for the object's own
    /// fields, and one for each member that joins.
    pub fn provider_calls(&self) -> u64 {
        if !self.writes_to_provider() {
            return 0;
        }
        let joining: usize = self
            .fields
            .iter()
            .map(|field| field.after.members_missing_in(&field.before))
            .sum();
        let own = self.action != Action::Update
            || self
                .fields
                .iter()
                .any(|field| !field.after.is_set() && !field.local);
        (joining + self.detaches.len() + usize::from(own)) as u64
    }

    /// Returns the fields that are recorded after the change; `None` for a forget.
    pub fn recorded(&self) -> Option<Fields> {
        let after = self.after.as_ref()?;
        let declared = after
            .iter()
            .filter(|(name, _)| !self.implied.contains(*name));
        Some(
            declared
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
        )
    }

    /// Whether the change has an effect at the provider or in the registry.
    pub fn is_effective(&self) -> bool {
        self.action != Action::NoOp
    }

    /// Returns the fields that must be written, with the wanted values.
    pub fn wanted(&self) -> Fields {
        self.fields
            .iter()
            .filter(|change| !change.local)
            .map(|change| (change.field.clone(), change.after.clone()))
            .collect()
    }
}
