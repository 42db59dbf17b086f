//! What sources say about the objects of accounts: which of them to import, what they are called,
//! and where a source and an account disagree. Pure.
//!
//! A source never supplies a value, with one exception that the user must ask for: the URL of a
//! number in a list.

mod list;
mod remark;
mod states;
#[cfg(test)]
mod tests;
mod there;

use std::sync::{Mutex, PoisonError};

pub use remark::{Remark, Weight};
pub use there::There;

use super::csv::List;
use super::terraform::StateFile;
use crate::import::hints::{Source, Sourced};
use crate::model::Object;
use crate::provider::ProviderKind;

/// The files that an import reads.
#[derive(Debug, Default)]
pub struct Sources {
    /// The states of Terraform.
    pub states: Vec<StateFile>,
    /// The list of numbers.
    pub list: Option<List>,
    /// Whether a URL in the list is declared in place of the account's.
    pub desired_from_list: bool,
}

impl Sources {
    /// Whether there is no source, so that everything is imported.
    pub fn is_empty(&self) -> bool {
        self.states.is_empty() && self.list.is_none()
    }
}

/// What the sources say, compared with one account after the other.
pub struct Claims<'a> {
    kind: &'static ProviderKind,
    sources: &'a Sources,
    compared: Mutex<Compared<'a>>,
}

/// What was found so far.
struct Compared<'a> {
    states: states::States<'a>,
    list: Option<list::Rows<'a>>,
}

/// What is left to say after all accounts.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What the user must know, the most important first.
    pub remarks: Vec<Remark>,
    /// The objects of the states that the accounts have.
    pub there: There,
}

impl<'a> Claims<'a> {
    /// The claims of these sources about accounts of this kind.
    pub fn new(kind: &'static ProviderKind, sources: &'a Sources) -> Self {
        Self {
            kind,
            sources,
            compared: Mutex::new(Compared {
                states: states::States::new(&sources.states),
                list: sources.list.as_ref().map(list::Rows::new),
            }),
        }
    }

    /// What is left to say after all accounts.
    pub fn conclude(self) -> Outcome {
        let compared = self.compared.into_inner();
        let compared = compared.unwrap_or_else(PoisonError::into_inner);
        let (mut remarks, there) = compared.states.conclude();
        if let Some(list) = compared.list {
            remarks.extend(list.conclude(self.sources.desired_from_list));
        }
        remarks.sort_by_key(|remark| remark.weight);
        Outcome { remarks, there }
    }
}

impl Source for Claims<'_> {
    fn about(&self, account: &str, objects: &[Object]) -> Sourced {
        let mut sourced = Sourced::default();
        if self.sources.is_empty() {
            return sourced;
        }
        let compared = self.compared.lock();
        let mut compared = compared.unwrap_or_else(PoisonError::into_inner);
        let states = &mut compared.states;
        states.compare(account, self.kind, objects, &mut sourced);
        if let Some(list) = &mut compared.list {
            let desired = self.sources.desired_from_list;
            list.compare(account, self.kind, objects, desired, &mut sourced);
        }
        sourced
    }
}
