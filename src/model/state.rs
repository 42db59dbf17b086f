//! Whole states: everything desired, everything recorded, everything observed.

use std::collections::BTreeMap;

use super::{Address, LeftRoutes, Name, Object, Resource, Scope, Serials, Text, Unread};

/// Resources by address.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct State {
    /// The resources, in the order of their addresses.
    pub resources: BTreeMap<Address, Resource>,
}

impl State {
    /// Returns the resource at an address.
    pub fn get(&self, address: &Address) -> Option<&Resource> {
        self.resources.get(address)
    }

    /// Returns a provider's own resource and everything under it, without a look at what is under
    /// other providers.
    pub fn of(&self, provider: &Name) -> impl Iterator<Item = (&Address, &Resource)> {
        Address::firsts(provider)
            .into_iter()
            .flat_map(move |first| {
                let kind = std::mem::discriminant(&first);
                self.resources
                    .range(first..)
                    .take_while(move |(address, _)| {
                        std::mem::discriminant(*address) == kind
                            && address.provider() == Some(provider)
                    })
            })
    }

    /// Puts the fields of `other` in the place of equal ones at the same address, so that both states
    /// keep them once.
    pub fn share_with(&mut self, other: &Self) {
        let mut others = other.resources.iter().peekable();
        for (address, resource) in &mut self.resources {
            while others.next_if(|(at, _)| *at < address).is_some() {}
            if let Some((_, other)) = others.next_if(|(at, _)| *at == address) {
                resource.fields.share_with(&other.fields);
            }
        }
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

/// The state that the last apply left by the record, for one project and environment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Snapshot {
    /// The identity of the registry itself; `None` if no registry exists yet.
    pub lineage: Option<String>,
    /// The serials. One grows with every committed change of this project and environment.
    pub serials: Serials,
    /// The recorded resources.
    pub state: State,
    /// Phone numbers that other projects or environments of the same registry own.
    pub owned_elsewhere: BTreeMap<String, Scope>,
    /// Groups that other projects or environments of the same registry own.
    pub groups_elsewhere: Vec<GroupElsewhere>,
    /// Who answered for each number when the last apply ended. A number is left out if that is not
    /// known.
    pub left: LeftRoutes,
}

/// A group that another project or environment of the same registry owns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupElsewhere {
    /// The project and environment that own it.
    pub owner: Scope,
    /// Its address in that project and environment.
    pub address: Address,
    /// The account it is in, as far as that is recorded.
    pub account: Option<String>,
    /// Its identifier.
    pub id: Option<Text>,
    /// Its natural key.
    pub key: Option<Text>,
}

/// The contents of the accounts, bound to addresses.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Observed {
    /// The objects of declared or recorded addresses.
    pub state: State,
    /// The objects without an address, with the provider through which they were seen.
    pub unmanaged: Vec<(Name, Object)>,
    /// Addresses that could mean several objects, with the identifiers of these.
    pub ambiguous: BTreeMap<Address, Vec<String>>,
    /// Declared addresses whose object belongs to another declared address already, with that one.
    pub claimed: BTreeMap<Address, Address>,
    /// What could not be read. An object that is absent there may exist.
    pub unread: Vec<Unread>,
    /// The accounts in which each provider's objects were looked for.
    pub accounts: BTreeMap<Name, Vec<String>>,
    /// By provider: the objects that its first create makes in addition, because they do not exist.
    pub prerequisites: BTreeMap<Name, Vec<String>>,
    /// The number of HTTP reads.
    pub reads: u64,
}

/// What is known about one address in the observed state. A resource that was not seen may still be
/// there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight<'a> {
    /// It is there.
    Seen(&'a Resource),
    /// Everything of its kind was read, and the resource is not there.
    Absent,
    /// It could not be read.
    Unread,
}

impl Observed {
    /// Returns what is known about the resource at an address.
    pub fn sight(&self, address: &Address) -> Sight<'_> {
        self.sight_of(address, self.state.get(address))
    }

    /// The same, for what the observed state holds at the address.
    pub fn sight_of<'a>(&self, address: &Address, seen: Option<&'a Resource>) -> Sight<'a> {
        if let Some(resource) = seen {
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
