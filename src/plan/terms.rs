//! The terms of a plan, in addition to the three states.

use std::collections::BTreeMap;

use crate::model::{Address, Finding, Keys, Name, Router, Selection, Silences};

/// The providers' routing rules, by provider.
pub type Routers<'a> = BTreeMap<Name, &'a dyn Router>;

/// The terms of a plan, in addition to the three states.
#[derive(Default)]
pub struct Terms<'a> {
    /// The addresses that are planned, with what they depend on.
    pub selection: Selection,
    /// How each provider decides who answers. A provider without a router has no routes in the
    /// plan.
    pub routers: Routers<'a>,
    /// Whether a number may leave the declared group it is in for another declared one.
    pub allow_detach: bool,
    /// The findings to suppress.
    pub silences: Silences,
}

impl<'a> Terms<'a> {
    /// Whether the configuration suppresses a finding.
    pub(super) fn hides(&self, finding: &Finding) -> bool {
        self.silences.hide(finding.code, finding.address.as_ref())
    }

    /// Returns how the provider of an address decides who answers.
    pub(super) fn router(&self, address: &Address) -> Option<&'a dyn Router> {
        self.routers.get(address.provider()?).copied()
    }

    /// Returns the YAML keys of the provider that an address belongs to.
    pub(super) fn keys(&self, address: &Address) -> Option<&'static Keys> {
        keys(&self.routers, address)
    }
}

/// Returns the YAML keys of the provider that an address belongs to.
pub(super) fn keys(routers: &Routers<'_>, address: &Address) -> Option<&'static Keys> {
    Some(routers.get(address.provider()?)?.keys())
}
