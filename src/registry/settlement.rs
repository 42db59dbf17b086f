//! What a session is given: changes that are about to be made, and how they ended.

use crate::model::{Action, Address, Fields, Resource};

/// A change that is about to be carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intent {
    /// Which resource.
    pub address: Address,
    /// What is going to be done.
    pub action: Action,
    /// The fields as they are; none where nothing is there.
    pub before: Option<Fields>,
    /// The fields as they are to be; none for a forget.
    pub after: Option<Fields>,
    /// What nobody else may be changing or making at the same time.
    pub claim: Option<Claim>,
}

/// A thing in an account that has one owner in a registry, also while it is being made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// One that is there, by its identifier.
    There(String),
    /// One that is to be made.
    New {
        /// The account.
        account: String,
        /// The natural key that it is to have.
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

/// A change that came to its end. It closes the intent of the same address, if one is open; a
/// change that writes nothing at a provider needs none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// Which resource.
    pub address: Address,
    /// What was done or tried.
    pub action: Action,
    /// The fields as they were; none where nothing was there.
    pub before: Option<Fields>,
    /// The fields as they are now; none for a forget.
    pub after: Option<Fields>,
    /// What is to be recorded; or why it failed.
    pub result: Result<Record, Unfinished>,
}

impl Settlement {
    /// What the registry holds from now on; `None` where that stays as it is.
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
    /// Why, in words that may be shown.
    pub why: String,
    /// The resource as it is known to be nevertheless; `None` where the record stays as it is.
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
    /// Nothing: the resource is taken out.
    Forget,
}
