//! What other sources than the account itself say about an account's objects.

use std::collections::{BTreeMap, BTreeSet};

use super::beside::Beside;
use crate::model::{HttpsUrl, Name, Object};

/// What other sources say about an object.
#[derive(Debug, Clone, Default)]
pub struct Hint {
    /// Its name in the registry.
    pub recorded: Option<Name>,
    /// Names that other sources propose, the best first.
    pub proposed: Vec<String>,
    /// What the reader must know about it, each a sentence.
    pub comments: Vec<String>,
    /// The URL and the method to declare, in place of the account's.
    pub wanted: Option<(HttpsUrl, String)>,
}

/// A source, such as a Terraform state or a list of numbers.
pub trait Source: Sync {
    /// What the source says about the objects of an account.
    fn about(&self, account: &str, objects: &[Object]) -> Sourced;

    /// What a file declares beside its providers. Called when the source has said what it knows about
    /// every account.
    fn beside(&self) -> Beside {
        Beside::default()
    }
}

/// What a source says about an account's objects.
#[derive(Debug, Clone, Default)]
pub struct Sourced {
    /// Hints, by the identifiers of the objects.
    pub hints: BTreeMap<String, Hint>,
    /// The identifiers of the objects to import; all objects if it is `None`.
    pub only: Option<BTreeSet<String>>,
    /// Names that the source proposes for the provider, the best first.
    pub provider: Vec<String>,
    /// What the source says the provider is.
    pub description: Option<String>,
}
