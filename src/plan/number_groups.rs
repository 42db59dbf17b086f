//! The group of each number of one provider: now, and after a plan. Pure.

use super::shape::membership::{Membership, Seen};
use crate::model::{Address, Fields, Group, Name, Observed, Resource, Router, State};

/// The groups of one provider's numbers.
pub struct NumberGroups<'a> {
    membership: Membership<'a>,
    exclusive: bool,
    observed: &'a Observed,
    nothing: Fields,
}

impl<'a> NumberGroups<'a> {
    /// The groups of this provider's numbers, as declared and as observed.
    pub fn of(
        provider: &Name,
        router: &dyn Router,
        desired: &'a State,
        observed: &'a Observed,
    ) -> Self {
        Self {
            membership: Membership::of(provider, router, desired, observed),
            exclusive: router.exclusive(),
            observed,
            nothing: Fields::new(),
        }
    }

    /// The group that a number is in.
    pub fn now(&self, number: &str) -> Option<Group<'_>> {
        self.membership.now(number).map(Seen::group)
    }

    /// The group that a number will be in. A number in no group joins the declared one, and a
    /// number in another declared group moves only if that is allowed. A group's fields are those
    /// that it has now.
    pub fn planned(&self, number: &str, allow_detach: bool) -> Option<Group<'_>> {
        let now = self.membership.now(number);
        let joins = match now {
            Some(now) if self.exclusive => allow_detach && now.address.is_some(),
            _ => true,
        };
        let declared = self.membership.declared_group(number).filter(|_| joins);
        match declared {
            Some((address, want)) => Some(self.declared(address, want)),
            None => now.map(Seen::group),
        }
    }

    fn declared(&self, address: &'a Address, want: &'a Resource) -> Group<'_> {
        let seen = self.observed.state.get(address);
        Group {
            id: seen.and_then(|seen| seen.id.as_deref()),
            name: want.key.as_deref().unwrap_or(address.name()),
            fields: seen.map_or(&self.nothing, |seen| &seen.fields),
        }
    }
}
