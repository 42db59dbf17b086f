//! What a session records: changes that are about to be made, and their results.

use crate::model::{Action, Address, Fields, Resource};

/// A change that is about to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intent {
    /// The resource's address.
    pub address: Address,
    /// The planned action.
    pub action: Action,
    /// The present fields; `None` if there is no object.
    pub before: Option<Fields>,
    /// The intended fields; `None` for a forget.
    pub after: Option<Fields>,
    /// The object that no other scope may be changing or creating at the same time.
    pub claim: Option<Claim>,
}

/// A group in an account that has one owner in a registry, also while it is being created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// A group that exists, by its identifier.
    There(String),
    /// A group that will be created.
    New {
        /// The account.
        account: String,
        /// Its future natural key.
        key: String,
    },
}

impl std::fmt::Display for Claim {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::There(id) => f.write_str(id),
            Self::New { account, key } => write!(f, "{key} in {account}"),
        }
    }
}

/// The end of a change. It closes the open intent of its address; a change that writes nothing at
/// a provider needs none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// The resource's address.
    pub address: Address,
    /// The action that was done or tried.
    pub action: Action,
    /// The fields before the change; `None` if there was no object.
    pub before: Option<Fields>,
    /// The fields after the change; `None` for a forget.
    pub after: Option<Fields>,
    /// What to record; or why the change failed.
    pub result: Result<Record, Unfinished>,
}

impl Settlement {
    /// The new record of the resource; `None` if the record does not change or is deleted.
    pub(super) fn kept(&self) -> Option<&Resource> {
        match &self.result {
            Ok(Record::Keep(resource)) => Some(resource),
            Ok(Record::Forget) => None,
            Err(unfinished) => unfinished.keep.as_ref(),
        }
    }
}

/// A change that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfinished {
    /// The reason, as a message without secrets.
    pub why: String,
    /// The known state of the resource despite the failure; `None` keeps the record as it is.
    pub keep: Option<Resource>,
}

impl From<String> for Unfinished {
    fn from(why: String) -> Self {
        Self { why, keep: None }
    }
}

impl From<&str> for Unfinished {
    fn from(why: &str) -> Self {
        why.to_owned().into()
    }
}

/// What a change leaves in the registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    /// The resource as applied: identifier, natural key and managed fields.
    Keep(Resource),
    /// Nothing: the resource is no longer recorded.
    Forget,
}
