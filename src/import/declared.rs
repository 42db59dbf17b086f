//! What the files that an import adds to declare of an account already. Pure.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Address, HttpsUrl, Kind, Members, Name, Object, Observed, Router, State, Value,
};

/// What the files declare of one account.
#[derive(Debug, Default)]
pub struct Declared {
    /// The provider's URL and its method.
    pub callback: Option<(HttpsUrl, String)>,
    /// The name of each object that the provider declares, by identifier.
    pub names: BTreeMap<String, Name>,
    /// The address of each of them.
    bound: BTreeMap<String, Address>,
    /// The names of what it declares and the account does not have.
    pub taken: BTreeMap<Kind, BTreeSet<Name>>,
    /// Everything that the provider declares.
    addresses: BTreeSet<Address>,
    /// The identifiers of objects that are declared under another provider, or that a declared
    /// name could mean without saying which.
    others: BTreeSet<String>,
    /// The numbers that are declared under another provider.
    other_numbers: BTreeSet<String>,
    /// Groups of the account whose answer the files leave open.
    pub quiet: Vec<Object>,
    /// The identifiers of groups that are declared without an answer.
    silent: BTreeSet<String>,
    /// The group that lists each number.
    group_of: BTreeMap<String, (Kind, Name)>,
}

impl Declared {
    /// What is declared under a provider, and what must not be declared again. `observed` is what
    /// the account has, bound to `desired`.
    pub fn of(provider: &Name, desired: &State, observed: &Observed, router: &dyn Router) -> Self {
        let mut declared = Self::default();
        for (address, resource) in &desired.resources {
            let kind = address.kind();
            let seen = observed.state.get(address);
            let id = seen.and_then(|seen| seen.id.clone());
            let candidates = observed.ambiguous.get(address);
            declared
                .others
                .extend(candidates.into_iter().flatten().cloned());
            if address.provider() != Some(provider) {
                declared.others.extend(id.map(String::from));
                if kind == Kind::Number {
                    declared
                        .other_numbers
                        .extend(resource.key.clone().map(String::from));
                }
                continue;
            }
            declared.addresses.insert(address.clone());
            let (Ok(name), false) = (Name::parse(address.name()), kind == Kind::Provider) else {
                continue;
            };
            if kind.is_group() {
                let members = router.members(&resource.fields).into_iter();
                for member in members.flat_map(Members::listed) {
                    let group = (kind, name.clone());
                    declared.group_of.insert(member.clone(), group);
                }
            }
            match id {
                Some(id) => {
                    let fields = &resource.fields;
                    let answers = fields.iter().any(|(field, _)| router.is_route(kind, field));
                    if kind.is_group() && !answers {
                        declared.silent.insert(id.to_string());
                    }
                    declared.bound.insert(id.to_string(), address.clone());
                    declared.names.insert(id.into(), name);
                }
                None => {
                    declared.taken.entry(kind).or_default().insert(name);
                }
            }
        }
        declared
    }

    /// Whether the provider declares this address.
    pub fn has(&self, address: &Address) -> bool {
        self.addresses.contains(address)
    }

    /// What this declares of the account and another declaration of the provider does not: the
    /// identifier and the address of each object.
    pub fn without(&self, other: &Self) -> Vec<(String, Address)> {
        let own = self.bound.iter();
        let is_missing = |id: &String| !other.names.contains_key(id) && !other.others.contains(id);
        let missing = own.filter(|(id, _)| is_missing(id));
        missing
            .map(|(id, address)| (id.clone(), address.clone()))
            .collect()
    }

    /// Leaves an object alone: it is declared, although not here.
    pub fn leave_alone(&mut self, id: String) {
        self.others.insert(id);
    }

    /// Finds the groups of the account whose answer the files leave open: they are declared without
    /// one, or not among the objects that are.
    pub fn keep_quiet_groups(&mut self, all: &[Object], declared: &[Object]) {
        let described: BTreeSet<&str> = declared.iter().map(|one| one.id.as_str()).collect();
        let is_quiet = |group: &&Object| {
            group.kind.is_group()
                && (self.silent.contains(group.id.as_str())
                    || !described.contains(group.id.as_str()))
        };
        self.quiet = all.iter().filter(is_quiet).cloned().collect();
    }

    /// Whether an object is declared under another provider, or may be.
    pub fn is_another(&self, object: &Object) -> bool {
        self.others.contains(object.id.as_str())
            || (object.kind == Kind::Number && self.other_numbers.contains(object.key.as_str()))
    }

    /// The objects that are not another provider's. A group is without the numbers that the file
    /// lists in another one: a number is in one group only.
    pub(super) fn without_others(&self, objects: Vec<Object>) -> Vec<Object> {
        let mut kept: Vec<Object> = objects
            .into_iter()
            .filter(|object| !self.is_another(object))
            .collect();
        for group in kept.iter_mut().filter(|object| object.kind.is_group()) {
            let own = self
                .names
                .get(group.id.as_str())
                .map(|name| (group.kind, name));
            let is_listed_elsewhere = |number: &String| {
                let group = self.group_of.get(number);
                group.is_some_and(|(kind, name)| own != Some((*kind, name)))
            };
            let trimmed: Vec<_> = group
                .fields
                .iter()
                .filter_map(|(field, value)| {
                    let members = value.members()?;
                    let stay = members.iter().filter(|one| !is_listed_elsewhere(one));
                    let stay: BTreeSet<String> = stay.cloned().collect();
                    let value = Value::Set {
                        members: stay.clone(),
                    };
                    (stay.len() < members.len()).then(|| (field.clone(), value))
                })
                .collect();
            for (field, value) in trimmed {
                group.fields.insert(field, value);
            }
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::Declared;
    use crate::model::{
        Address, Collection, Fields, Kind, Name, Object, Observed, Resource, State, Value,
    };
    use crate::provider::kind;

    fn address(text: &str) -> Address {
        Address::parse(text).unwrap()
    }

    fn members(numbers: &[&str]) -> Fields {
        let members = numbers.iter().map(|number| (*number).to_owned()).collect();
        Fields::from_iter([("senders".into(), Value::Set { members })])
    }

    fn group(id: &str, numbers: &[&str]) -> Object {
        Object {
            kind: Kind::Group(Collection::parse("messaging_services").unwrap()),
            id: id.into(),
            key: id.into(),
            fields: members(numbers),
            label: None,
        }
    }

    fn number(id: &str, key: &str) -> Object {
        Object {
            kind: Kind::Number,
            key: key.into(),
            fields: Fields::new(),
            ..group(id, &[])
        }
    }

    /// Two providers: `main` declares a number, one that is not there, and a group of the first;
    /// `other` declares a number of the same account.
    fn declared() -> Declared {
        let wanted = |key: &str, fields: Fields| Resource::keyed(key, fields);
        let news = "providers.main.messaging_services.news";
        let here = "providers.main.numbers.here";
        let desired = State::from_iter([
            (address("providers.main"), wanted("main", Fields::new())),
            (address(here), wanted("+15017120001", Fields::new())),
            (
                address("providers.main.numbers.planned"),
                wanted("+15017120009", Fields::new()),
            ),
            (address(news), wanted("News", members(&["+15017120001"]))),
            (
                address("providers.other.numbers.away"),
                wanted("+15017120002", Fields::new()),
            ),
        ]);
        let seen = |id: &str, key: &str| Resource {
            id: Some(id.into()),
            ..Resource::keyed(key, Fields::new())
        };
        let mut observed = Observed::default();
        observed
            .state
            .insert(address(here), seen("PN1", "+15017120001"));
        observed.state.insert(address(news), seen("MG1", "News"));
        observed
            .ambiguous
            .insert(address(news), vec!["MG8".to_owned(), "MG9".to_owned()]);
        let main = Name::parse("main").unwrap();
        Declared::of(&main, &desired, &observed, kind("twilio").unwrap().router)
    }

    #[test]
    fn names_of_what_is_there_are_kept_and_the_others_are_taken() {
        let declared = declared();
        assert_eq!(declared.names["PN1"].as_str(), "here");
        assert_eq!(declared.names["MG1"].as_str(), "news");
        let taken = &declared.taken[&Kind::Number];
        assert_eq!(
            taken.iter().map(Name::as_str).collect::<Vec<_>>(),
            ["planned"]
        );
        assert!(declared.has(&address("providers.main.numbers.planned")));
        assert!(!declared.has(&address("providers.main.numbers.new")));
    }

    #[test]
    fn what_another_provider_declares_or_a_name_may_mean_is_left_alone() {
        let declared = declared();
        let objects = vec![
            number("PN1", "+15017120001"),
            number("PN2", "+15017120002"),
            number("PN3", "+15017120003"),
            group("MG8", &[]),
        ];
        let kept = declared.without_others(objects);
        let ids: Vec<&str> = kept.iter().map(|object| object.id.as_str()).collect();
        assert_eq!(ids, ["PN1", "PN3"]);
    }

    #[test]
    fn a_number_stays_in_the_group_that_the_file_lists_it_in() {
        let declared = declared();
        let both = ["+15017120001", "+15017120003"];
        let kept = declared.without_others(vec![group("MG1", &both), group("MG2", &both)]);
        assert_eq!(kept[0].fields, members(&both));
        assert_eq!(kept[1].fields, members(&["+15017120003"]));
    }
}
