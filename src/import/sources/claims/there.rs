//! Which objects of states the accounts have.

use std::collections::BTreeSet;

use super::super::terraform::{Kind, Managed};

/// The objects of states that the accounts have.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct There {
    pub(super) objects: BTreeSet<String>,
    /// Groups with their senders.
    pub(super) memberships: BTreeSet<(String, String)>,
}

impl There {
    /// Whether an object is there, and the import has declared it: `is_declared` says so of an
    /// identifier.
    pub fn is_adopted(&self, managed: &Managed, is_declared: impl Fn(&str) -> bool) -> bool {
        let id = &managed.sid;
        match (managed.kind, &managed.service) {
            (Kind::Membership, Some(group)) => {
                let place = (group.clone(), id.clone());
                self.memberships.contains(&place) && is_declared(group) && is_declared(id)
            }
            _ => self.objects.contains(id) && is_declared(id),
        }
    }
}
