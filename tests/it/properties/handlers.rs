//! Properties of plans in which numbers name handlers, some of which the plan creates.

use std::collections::BTreeMap;

use proptest::prelude::*;
use switchboard::model::{
    Action, Address, Collection, Fields, Kind, Name, Object, Plan, Resource, Scope, Snapshot,
    State, Value,
};
use switchboard::plan::{self, AccountListing};

use super::cases;

const HANDLERS: Collection = Collection::new("applications");
/// The field of a number that names a handler.
const NAMED: &str = "named";
const URL: &str = "url";
const NAMES: [&str; 3] = ["bot", "desk", "poll"];
const PHONES: usize = 4;

#[derive(Debug, Clone)]
struct World {
    desired: State,
    recorded: State,
    /// By identifier.
    handlers: BTreeMap<String, (String, Fields)>,
    /// By phone number.
    numbers: BTreeMap<String, Fields>,
}

fn provider() -> Name {
    Name::parse("us").unwrap()
}

fn handler(name: &str) -> Address {
    Address::Group {
        provider: provider(),
        collection: HANDLERS,
        name: Name::parse(name).unwrap(),
    }
}

fn number(at: usize) -> Address {
    Address::Number {
        provider: provider(),
        name: Name::parse(&format!("n{at}")).unwrap(),
    }
}

fn phone(at: usize) -> String {
    format!("+1501712266{at}")
}

fn fields(name: &'static str, value: Value) -> Fields {
    Fields::from_iter([(name.into(), value)])
}

fn url() -> impl Strategy<Value = Fields> {
    prop_oneof!["one", "two", ""].prop_map(|text| fields(URL, Value::text(text)))
}

/// Handlers that are declared by name, others by an identifier that may not exist; accounts that
/// have none, one or two of a name; numbers that name a declared handler, an identifier or nothing.
fn any_world() -> impl Strategy<Value = World> {
    let declared = (any::<bool>(), 0..4_u8, url());
    let declared = proptest::collection::vec(declared, NAMES.len());
    let there = proptest::collection::vec((0..3_usize, url()), NAMES.len());
    let wanted = proptest::collection::vec(0..6_usize, PHONES);
    let held = proptest::collection::vec(proptest::option::of(0..4_usize), PHONES);
    (declared, there, wanted, held).prop_map(|(declared, there, wanted, held)| {
        let id = |at: usize, copy: usize| format!("AP{copy} of {}", NAMES[at]);
        let mut desired = State::default();
        for (at, (is_declared, by_id, fields)) in declared.iter().enumerate() {
            if *is_declared {
                let mut want = Resource::keyed(NAMES[at], fields.clone());
                want.id = (*by_id == 0).then(|| id(at, 0).into());
                desired.insert(handler(NAMES[at]), want);
            }
        }
        for (at, which) in wanted.iter().enumerate() {
            let value = match which {
                0..3 if declared[*which].0 => Value::Reference {
                    reference: Box::new(handler(NAMES[*which])),
                },
                3 => Value::text(id(0, 0)),
                4 => Value::Blank,
                _ => continue,
            };
            desired.insert(number(at), Resource::keyed(phone(at), fields(NAMED, value)));
        }
        let mut handlers = BTreeMap::new();
        for (at, (copies, fields)) in there.iter().enumerate() {
            for copy in 0..*copies {
                let object = (NAMES[at].to_owned(), fields.clone());
                handlers.insert(id(at, copy), object);
            }
        }
        let numbers = held.iter().enumerate().filter_map(|(at, held)| {
            let text = match (*held)? {
                at @ 0..3 => id(at, 0),
                _ => String::new(),
            };
            Some((phone(at), fields(NAMED, Value::text(text))))
        });
        World {
            desired,
            recorded: State::default(),
            handlers,
            numbers: numbers.collect(),
        }
    })
}

impl World {
    fn plan(&self) -> Plan {
        let object = |kind, id: &str, key: &str, fields: &Fields| Object {
            label: None,
            kind,
            id: id.into(),
            key: key.into(),
            fields: fields.clone(),
        };
        let handlers = self.handlers.iter();
        let handlers =
            handlers.map(|(id, (name, all))| object(Kind::Handler(HANDLERS), id, name, all));
        let numbers = self.numbers.iter();
        let numbers = numbers.map(|(phone, all)| object(Kind::Number, phone, phone, all));
        let account = AccountListing {
            id: "AC1".to_owned(),
            providers: vec![provider()],
            objects: handlers.chain(numbers).collect(),
            ..AccountListing::default()
        };
        let observed = plan::bind(&self.desired, &self.recorded, vec![account]);
        let scope = Scope {
            project: "p".to_owned(),
            environment: String::new(),
        };
        let snapshot = Snapshot {
            state: self.recorded.clone(),
            ..Snapshot::default()
        };
        plan::plan(
            &scope,
            &self.desired,
            &snapshot,
            observed,
            &plan::Terms::default(),
        )
    }

    /// Carries a plan out. Fails if a change needs the identifier of something that is not there.
    fn apply(&mut self, plan: &Plan) -> Result<(), TestCaseError> {
        let mut made: BTreeMap<Address, String> = BTreeMap::new();
        for change in plan::execution_order(&plan.changes) {
            let mut after = change.after.clone().unwrap_or_default();
            let references: Vec<_> = after
                .references()
                .map(|(field, address)| (field.clone(), address.clone()))
                .collect();
            for (field, address) in references {
                let id = made.get(&address);
                prop_assert!(id.is_some(), "{} needs {address}", change.address);
                after.insert(field, Value::text(id.cloned().unwrap_or_default()));
            }
            let key = change.key.clone().unwrap_or_default();
            let mut id = change.id.clone();
            if change.address.kind() == Kind::Number {
                let there = self.numbers.get_mut(key.as_str());
                prop_assert!(there.is_some(), "a write to {key}, which is nowhere");
                *there.unwrap() = after.clone();
            } else {
                let new = format!("AP made for {key}").into();
                let sid: String = id.get_or_insert(new).clone().into();
                let name = self.handlers.get(&sid).map(|(name, _)| name.clone());
                let object = (name.unwrap_or(key.to_string()), after.clone());
                self.handlers.insert(sid.clone(), object);
                if change.action == Action::Create {
                    made.insert(change.address.clone(), sid);
                }
            }
            let resource = Resource {
                id,
                ..Resource::keyed(key, after)
            };
            self.recorded.insert(change.address.clone(), resource);
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(cases(600))]

    #[test]
    fn a_handler_is_there_before_a_number_names_it(mut world in any_world()) {
        let plan = world.plan();
        world.apply(&plan)?;
        let again = world.plan();
        let left: Vec<_> = again.effective().collect();
        prop_assert!(left.is_empty(), "{left:#?}");
        prop_assert_eq!(again.complete, plan.complete);
        for (address, want) in &world.desired.resources {
            let Some(Value::Reference { reference }) = want.fields.find(NAMED) else {
                continue;
            };
            let handler = world.recorded.get(reference).and_then(|one| one.id.as_deref());
            let Some(number) = world.recorded.get(address) else {
                let reported = plan.findings.iter().any(|one| one.address.as_ref() == Some(address));
                prop_assert!(reported, "{address} is neither planned nor reported");
                continue;
            };
            prop_assert_eq!(number.fields.get(NAMED).as_text(), handler);
        }
        // What is not declared is unchanged, and no handler was made twice.
        let made = world.handlers.keys().filter(|id| id.contains("made")).count();
        let created = plan.changes.iter().filter(|one| one.action == Action::Create).count();
        prop_assert_eq!(made, created);
    }
}
