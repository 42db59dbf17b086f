//! Whole states: everything desired, everything recorded, everything observed.

use std::collections::BTreeMap;

use super::{Address, LeftRoute, Name, Object, Resource, Scope, Unread};

/// Resources by address.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct State {
    /// The resources, in the order of their addresses.
    pub resources: BTreeMap<Address, Resource>,
}

impl State {
    /// The resource at an address.
    pub fn get(&self, address: &Address) -> Option<&Resource> {
        self.resources.get(address)
    }

    /// Puts a resource at an address.
    pub fn insert(&mut self, address: Address, resource: Resource) {
        self.resources.insert(address, resource);
    }
}

impl FromIterator<(Address, Resource)> for State {
    fn from_iter<I: IntoIterator<Item = (Address, Resource)>>(pairs: I) -> Self {
        Self {
            resources: pairs.into_iter().collect(),
        }
    }
}

/// What the registry says the last apply left, for one project and environment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Snapshot {
    /// Identifies the registry itself; `None` where no registry exists yet.
    pub lineage: Option<String>,
    /// Grows by one with every committed change of this project and environment.
    pub serial: u64,
    /// The recorded resources.
    pub state: State,
    /// Phone numbers that other projects or environments of the same registry own.
    pub owned_elsewhere: BTreeMap<String, Scope>,
    /// Groups that other projects or environments of the same registry own.
    pub groups_elsewhere: Vec<GroupElsewhere>,
    /// Who answered for each number when the last apply ended. A number of which that is not known
    /// is left out.
    pub left: BTreeMap<Address, LeftRoute>,
}

/// A group that another project or environment of the same registry owns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupElsewhere {
    /// Whose it is.
    pub owner: Scope,
    /// Its address there.
    pub address: Address,
    /// The account it is in, as far as that is recorded.
    pub account: Option<String>,
    /// Its identifier.
    pub id: Option<String>,
    /// Its natural key.
    pub key: Option<String>,
}

/// What the accounts hold, tied to addresses.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Observed {
    /// Objects that a declared or recorded address stands for.
    pub state: State,
    /// Objects that no address stands for, with the provider through which they were seen.
    pub unmanaged: Vec<(Name, Object)>,
    /// Addresses that could stand for several objects: their identifiers.
    pub ambiguous: BTreeMap<Address, Vec<String>>,
    /// Declared addresses that stand for an object which another declared address stands for
    /// already, and that one.
    pub claimed: BTreeMap<Address, Address>,
    /// What could not be read. Absence proves nothing there.
    pub unread: Vec<Unread>,
    /// The accounts in which each provider's objects were looked for.
    pub accounts: BTreeMap<Name, Vec<String>>,
    /// How many HTTP reads it took.
    pub reads: u64,
}

/// What is known about one address in the observed state. Not seeing a thing is not the same
/// as knowing that it is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight<'a> {
    /// It is there.
    Seen(&'a Resource),
    /// Everything of its kind was read, and it is not there.
    Absent,
    /// It could not be read.
    Unread,
}

impl Observed {
    /// What is known about the thing at an address.
    pub fn sight(&self, address: &Address) -> Sight<'_> {
        if let Some(resource) = self.state.get(address) {
            return Sight::Seen(resource);
        }
        let hidden = |unread: &Unread| {
            Some(&unread.provider) == address.provider() && unread.level == address.kind().level()
        };
        if self.unread.iter().any(hidden) {
            Sight::Unread
        } else {
            Sight::Absent
        }
    }
}
