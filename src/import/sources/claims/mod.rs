//! What sources say about the objects of accounts: which of them to import, what they are called,
//! and where a source and an account disagree. Pure.
//!
//! A source never supplies a value, with one exception that the user must ask for: the URL of a
//! number in a list.

mod list;
mod records;
mod remark;
mod states;
#[cfg(test)]
mod tests;
mod there;

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use glob::Pattern;
pub use records::{Records, Taken};
pub use remark::{Remark, Weight};
pub use there::There;

use super::csv::List;
use super::terraform::StateFile;
use crate::import::beside::Beside;
use crate::import::hints::{Source, Sourced};
use crate::import::selection::Selection;
use crate::model::{Kind, Object};
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

    /// Whether the sources name nothing that an account could have.
    pub fn name_nothing(&self) -> bool {
        self.states.iter().all(|state| state.managed.is_empty())
            && self.list.as_ref().is_none_or(|list| list.rows.is_empty())
    }
}

/// What the sources say, compared with one account after the other.
pub struct Claims<'a> {
    kind: &'static ProviderKind,
    sources: &'a Sources,
    pattern: Option<&'a Pattern>,
    compared: Mutex<Compared<'a>>,
}

/// What was found so far.
struct Compared<'a> {
    states: states::States<'a>,
    list: Option<list::Rows<'a>>,
    records: Option<Records<'a>>,
    /// The objects that the pattern leaves out.
    left_out: BTreeSet<String>,
}

/// What is left to say after all accounts.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What the user must know, the most important first.
    pub remarks: Vec<Remark>,
    /// The objects of the states that the accounts have.
    pub there: There,
    /// Whether a source names something that is in no account that was read.
    pub is_elsewhere: bool,
}

impl<'a> Claims<'a> {
    /// The claims of these sources about accounts of this kind.
    pub fn new(kind: &'static ProviderKind, sources: &'a Sources) -> Self {
        Self {
            kind,
            sources,
            pattern: None,
            compared: Mutex::new(Compared {
                states: states::States::new(&sources.states),
                list: sources.list.as_ref().map(list::Rows::new),
                records: None,
                left_out: BTreeSet::new(),
            }),
        }
    }

    /// The claims about objects that an import with this pattern selects.
    #[must_use]
    pub fn matching(self, pattern: Option<&'a Pattern>) -> Self {
        Self { pattern, ..self }
    }

    /// The claims with those of a counterpart's records.
    #[must_use]
    pub fn with_records(self, records: Option<Records<'a>>) -> Self {
        let compared = self.compared.into_inner();
        let compared = compared.unwrap_or_else(PoisonError::into_inner);
        Self {
            compared: Mutex::new(Compared {
                records,
                ..compared
            }),
            ..self
        }
    }

    /// What is left to say after all accounts.
    pub fn conclude(self) -> Outcome {
        let compared = self.compared.into_inner();
        let compared = compared.unwrap_or_else(PoisonError::into_inner);
        let left_out = &compared.left_out;
        let mut outcome = compared.states.conclude(left_out);
        if let Some(list) = compared.list {
            list.conclude(self.sources.desired_from_list, left_out, &mut outcome);
        }
        let records = compared.records.as_ref();
        outcome
            .remarks
            .extend(records.map(Records::remarks).unwrap_or_default());
        outcome.remarks.sort_by_key(|remark| remark.weight);
        outcome
    }

    /// The objects of an account that the pattern leaves out. A number that only the sources leave
    /// out is none of them: they may have something to say about its place in a group.
    fn left_out(&self, objects: &[Object], sourced: &Sourced) -> BTreeSet<String> {
        let Some(pattern) = self.pattern else {
            return BTreeSet::new();
        };
        let ids = |only| -> BTreeSet<&str> {
            let selection = Selection {
                pattern: Some(pattern),
                only,
            };
            let selected = selection.of(objects, self.kind.router);
            selected.iter().map(|object| object.id.as_str()).collect()
        };
        let (matching, selected) = (ids(None), ids(sourced.only.as_ref()));
        let is_left_out = |object: &&Object| match object.kind {
            Kind::Number => !matching.contains(object.id.as_str()),
            _ => !selected.contains(object.id.as_str()),
        };
        let left_out = objects.iter().filter(is_left_out);
        left_out.map(|object| object.id.to_string()).collect()
    }
}

impl Source for Claims<'_> {
    fn about(&self, account: &str, objects: &[Object]) -> Sourced {
        let mut sourced = Sourced::default();
        let compared = self.compared.lock();
        let mut compared = compared.unwrap_or_else(PoisonError::into_inner);
        if !self.sources.is_empty() {
            let states = &mut compared.states;
            states.compare(account, self.kind, objects, &mut sourced);
            if let Some(list) = &mut compared.list {
                let desired = self.sources.desired_from_list;
                list.compare(account, self.kind, objects, desired, &mut sourced);
            }
            compared.left_out.extend(self.left_out(objects, &sourced));
        }
        // The best names come first, and these are the last.
        if let Some(records) = &mut compared.records {
            records.compare(account, objects, &mut sourced);
        }
        sourced
    }

    fn beside(&self) -> Beside {
        let compared = self.compared.lock();
        let compared = compared.unwrap_or_else(PoisonError::into_inner);
        let records = compared.records.as_ref();
        records.map(Records::beside).unwrap_or_default()
    }
}
