//! Worlds of desired, recorded and observed state, made at random but within what the readers and
//! the registry guarantee: a number is declared once, owned once and in one account.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use switchboard::model::{
    Action, Address, Fields, FindingCode, Kind, Level, Name, Object, Plan, Resource, Scope,
    Selection, Snapshot, State, Unread, Value,
};
use switchboard::plan::{self, AccountListing};

/// Texts of every kind that compares in its own way.
const TEXTS: [&str; 6] = [
    "",
    "one",
    "two",
    "https://a.example/sms#rc=2",
    "https://u:first@a.example/",
    "https://u:second@a.example/",
];
const FIELDS: [&str; 3] = ["alpha", "beta", "gamma"];
const PHONES: usize = 6;
const PROVIDERS: [&str; 2] = ["eu", "us"];

/// The whole input of a plan.
#[derive(Debug, Clone)]
pub struct World {
    pub desired: State,
    pub recorded: State,
    /// What each account holds: phone → fields.
    pub accounts: Vec<Holding>,
}

/// An account.
#[derive(Debug, Clone)]
pub struct Holding {
    pub id: String,
    pub providers: Vec<Name>,
    pub numbers: BTreeMap<String, Fields>,
    /// Whether its list could not be read to its end; what it holds was seen all the same.
    pub unread: bool,
}

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

pub fn phone(at: usize) -> String {
    format!("+1501712266{at}")
}

fn sid(phone: &str) -> String {
    format!("PN of {phone}")
}

fn value() -> impl Strategy<Value = Value> {
    (0..TEXTS.len()).prop_map(|at| Value::text(TEXTS[at]))
}

/// Any of the fields, with any values.
fn fields() -> impl Strategy<Value = Fields> {
    proptest::collection::btree_map(0..FIELDS.len(), value(), 0..=FIELDS.len()).prop_map(|chosen| {
        let pair = |(at, value): (usize, Value)| (FIELDS[at].into(), value);
        chosen.into_iter().map(pair).collect()
    })
}

fn number_address(at: usize) -> Address {
    Address::Number {
        provider: name(PROVIDERS[at % 2]),
        name: name(&format!("n{}", at / 2)),
    }
}

/// Numbers under names: each phone at most once.
fn numbers(with_id: bool) -> impl Strategy<Value = BTreeMap<Address, Resource>> {
    let one = (0..8_usize, fields(), 0..8_u8);
    proptest::collection::btree_map(0..PHONES, one, 0..=PHONES).prop_map(move |chosen| {
        let resource = |(at, (slot, fields, odd)): (usize, (usize, Fields, u8))| {
            let mut resource = Resource::keyed(phone(at), fields);
            if with_id {
                // Now and then the record is of a number that was given up and bought again.
                resource.id = (odd > 0).then(|| sid(&phone(at)).into());
                resource.fields = resource.fields.concealed();
            }
            (number_address(slot), resource)
        };
        chosen.into_iter().map(resource).collect()
    })
}

/// Providers and keywords: resources that exist only in the registry.
fn local() -> impl Strategy<Value = BTreeMap<Address, Resource>> {
    let keywords = ["JOIN", "join", "STOP"];
    let keyword = (0..keywords.len(), fields());
    let provider = (0..PROVIDERS.len(), fields());
    let lists = (
        proptest::collection::vec(keyword, 0..3),
        proptest::collection::vec(provider, 0..3),
    );
    lists.prop_map(move |(words, providers)| {
        let mut all = BTreeMap::new();
        for (at, fields) in words {
            let address = Address::parse(&format!("keywords.{}", keywords[at])).unwrap();
            let key = keywords[at].to_uppercase();
            all.insert(address, Resource::keyed(key, fields));
        }
        for (at, fields) in providers {
            let resource = Resource {
                id: None,
                key: None,
                fields,
                obtainable: false,
                on_purchase: Fields::new(),
            };
            all.insert(Address::Provider(name(PROVIDERS[at])), resource);
        }
        all
    })
}

/// One account for both providers, or one each; every phone in at most one of them.
fn accounts() -> impl Strategy<Value = Vec<Holding>> {
    let all_fields = proptest::collection::vec(value(), FIELDS.len()).prop_map(|values| {
        let pairs = FIELDS.iter().zip(values);
        pairs
            .map(|(field, value)| ((*field).into(), value))
            .collect::<Fields>()
    });
    let held = proptest::collection::btree_map(0..PHONES, (0..2_usize, all_fields), 0..=PHONES);
    (held, any::<bool>(), any::<[bool; 2]>(), 0..4_u8).prop_map(|(held, shared, unread, bad)| {
        let holding = |at: usize, providers: &[&str]| Holding {
            id: format!("AC{at}"),
            providers: providers.iter().map(|provider| name(provider)).collect(),
            numbers: held
                .iter()
                .filter(|(_, (account, _))| shared || *account == at)
                .map(|(at, (_, fields))| (phone(*at), fields.clone()))
                .collect(),
            unread: bad == 0 && unread[at],
        };
        if shared {
            vec![holding(0, &PROVIDERS)]
        } else {
            vec![holding(0, &PROVIDERS[..1]), holding(1, &PROVIDERS[1..])]
        }
    })
}

/// Any world.
pub fn any_world() -> impl Strategy<Value = World> {
    let states = (numbers(false), local(), numbers(true), local());
    (states, accounts()).prop_map(|((want, want_local, have, have_local), accounts)| {
        let concealed = |(address, resource): (Address, Resource)| {
            let fields = resource.fields.concealed();
            (address, Resource { fields, ..resource })
        };
        World {
            desired: want.into_iter().chain(want_local).collect(),
            recorded: have.into_iter().chain(have_local).map(concealed).collect(),
            accounts,
        }
    })
}

impl World {
    /// The plan. The order in which accounts and their objects come is given.
    pub fn plan_in_order(&self, backwards: bool, targets: &BTreeSet<Address>) -> Plan {
        let mut accounts: Vec<AccountListing> = self.accounts.iter().map(Holding::read).collect();
        if backwards {
            accounts.reverse();
            for account in &mut accounts {
                account.objects.reverse();
                account.unread.reverse();
            }
        }
        let scope = Scope {
            project: "p".to_owned(),
            environment: String::new(),
        };
        let snapshot = Snapshot {
            state: self.recorded.clone(),
            ..Snapshot::default()
        };
        let observed = plan::bind(&self.desired, &self.recorded, accounts);
        plan::plan(
            &scope,
            &self.desired,
            &snapshot,
            observed,
            &plan::Terms {
                selection: Selection::of(targets.clone()),
                ..plan::Terms::default()
            },
        )
    }

    pub fn plan(&self) -> Plan {
        self.plan_in_order(false, &BTreeSet::new())
    }

    /// Whether the account of this address could not be read to its end.
    pub fn unread(&self, address: &Address) -> bool {
        let of = |holding: &&Holding| {
            let provider = address.provider();
            provider.is_some_and(|provider| holding.providers.contains(provider))
        };
        address.kind() == Kind::Number && self.accounts.iter().find(of).is_some_and(|a| a.unread)
    }

    /// Carries a plan out as the conductor and the registry do.
    pub fn apply(&mut self, plan: &Plan) {
        let ordered = plan::execution_order(&plan.changes);
        let (remote, local): (Vec<_>, Vec<_>) = ordered
            .into_iter()
            .partition(|change| change.writes_to_provider());
        for change in local.into_iter().chain(remote) {
            if change.writes_to_provider() {
                let key = change.key.as_ref().unwrap();
                let accounts = &mut self.accounts;
                let there = accounts
                    .iter_mut()
                    .find_map(|account| account.numbers.get_mut(key.as_str()));
                let there = there.expect("a write to a number that is nowhere");
                for (field, value) in change.wanted().iter() {
                    there.insert(field.clone(), value.clone());
                }
            }
            let resources = &mut self.recorded.resources;
            // Two spellings of a keyword are one address; the new one is kept.
            resources.remove(&change.address);
            if change.action == Action::Forget {
                continue;
            }
            if change.address.kind() == Kind::Number {
                resources.retain(|_, other| other.key != change.key);
            }
            let kept = serde_json::to_string(&change.after.as_ref().unwrap().concealed()).unwrap();
            let resource = Resource {
                id: change.id.clone(),
                key: change.key.clone(),
                fields: serde_json::from_str(&kept).unwrap(),
                obtainable: false,
                on_purchase: Fields::new(),
            };
            resources.insert(change.address.clone(), resource);
        }
    }
}

impl Holding {
    pub fn read(&self) -> AccountListing {
        let object = |(phone, fields): (&String, &Fields)| Object {
            label: Some("friendly_name"),
            kind: Kind::Number,
            id: sid(phone).into(),
            key: phone.clone().into(),
            fields: fields.clone(),
        };
        let unread = |provider: &Name| Unread {
            provider: provider.clone(),
            level: Level::Number,
            code: FindingCode::AccountUnreachable.into(),
            why: "no answer".to_owned(),
            help: "try again".to_owned(),
            partly: true,
            denied: false,
            blocks: false,
        };
        AccountListing {
            id: self.id.clone(),
            providers: self.providers.clone(),
            objects: self.numbers.iter().map(object).collect(),
            unread: if self.unread {
                self.providers.iter().map(unread).collect()
            } else {
                Vec::new()
            },
            reads: 1,
            prerequisites: Vec::new(),
        }
    }
}
