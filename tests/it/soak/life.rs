//! A life, round by round: edits, changes by others, faults, an apply into all of that. Then the
//! faults end, and at most two more applies must make everything agree.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::rc::Rc;

use serde_json::{Value, json};

use super::chance::Chance;
use super::drivers::Driver;
use super::edits::{self, Outside};
use super::model::{Held, Made, Model, Provider};
use crate::support::sandbox::Sandbox;
use crate::support::world::World;

const ACCOUNT: &str = "AC00000000000000000000000000000001";
const APPLICATION: &str = "AP00000000000000000000000000000001";
/// Numbers that the account has from the start, and numbers that can be bought.
const OWNED: usize = 14;
const OFFERED: usize = 40;

/// The record of one address.
#[derive(Debug)]
pub struct Recorded {
    pub sid: Option<String>,
    pub fields: Value,
}

/// Reports the life and the round when an assertion fails.
struct PrintedOnPanic {
    seed: u64,
    round: usize,
}

impl Drop for PrintedOnPanic {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!(
                "in round {} of the life with SWITCHBOARD_SOAK_SEED={}",
                self.round, self.seed
            );
        }
    }
}

/// Lives this many rounds.
pub fn live<D: Driver>(seed: u64, rounds: usize, driver: impl Fn(Rc<World>) -> D) {
    let (world, sandbox, mut model) = born();
    let world = Rc::new(world);
    let driver = driver(Rc::clone(&world));
    let mut chance = Chance(seed);
    let mut reported = PrintedOnPanic { seed, round: 0 };
    let mut faulty = 0;
    for round in 1..=rounds {
        reported.round = round;
        for _ in 0..=chance.below(4) {
            edits::edit(&mut model, &mut chance);
        }
        world.write("switchboard.yaml", &model.yaml());
        let held = numbers(&sandbox.state());
        for _ in 0..chance.below(3) {
            if let Some(change) = edits::outside(&mut model, &mut chance, APPLICATION) {
                happen(&sandbox, &change);
            }
        }
        sandbox.clear_calls();
        if !chance.once_in(3) {
            let faults: Vec<Value> = (0..=chance.below(3))
                .map(|_| edits::fault(&mut chance))
                .collect();
            sandbox.add_faults(&Value::from(faults));
            let stop = chance.once_in(4).then(|| 1 + chance.below(4));
            faulty += usize::from(driver.apply(stop).is_err());
            sandbox.clear_faults();
            nothing_recorded_that_is_not(&sandbox.state(), &driver);
        }
        if driver.apply(None).is_err()
            && let Err(why) = driver.apply(None)
        {
            panic!(
                "two applies without a fault were not enough: {why}\n{}",
                model.yaml()
            );
        }
        let state = sandbox.state();
        model.settle(&numbers(&state));
        agree(&model, &state, &driver);
        nothing_lost_or_bought_twice(&sandbox, &held);
    }
    assert!(rounds < 20 || faulty > 0, "no fault was ever felt");
}

/// The world before the first round.
fn born() -> (World, Sandbox, Model) {
    let mut seed = format!(
        "accounts:\n  {ACCOUNT}:\n    applications: [{{ friendly_name: Autoresponder, sid: {APPLICATION} }}]\n    numbers:\n"
    );
    for at in 0..OWNED {
        let _ = writeln!(seed, "      - phone_number: \"+150171226{at:02}\"");
    }
    let offered: Vec<String> = (0..OFFERED)
        .map(|at| format!("+150155512{at:02}"))
        .collect();
    let _ = writeln!(seed, "available: {}", json!(offered));
    let provider = Provider {
        callback_url: "https://hooks.contoso.example/v0".to_owned(),
        description: "Texts 0".to_owned(),
        ..Provider::default()
    };
    let mut model = Model {
        providers: BTreeMap::from([("us".to_owned(), provider)]),
        offered: offered.into_iter().collect(),
        ..Model::default()
    };
    let (world, sandbox) = World::and_sandbox(&model.yaml(), &seed);
    model.account = numbers(&sandbox.state());
    assert_eq!(model.account.len(), OWNED);
    (world, sandbox, model)
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value}"))
        .to_owned()
}

fn numbers(state: &Value) -> BTreeMap<String, Held> {
    let numbers = state["accounts"][ACCOUNT]["numbers"].as_object().unwrap();
    let held = |(sid, number): (&String, &Value)| {
        let held = Held {
            sid: sid.clone(),
            sms_url: text(&number["sms_url"]),
            sms_method: text(&number["sms_method"]),
            application: text(&number["sms_application_sid"]),
            friendly_name: text(&number["friendly_name"]),
        };
        (text(&number["phone_number"]), held)
    };
    let by_phone: BTreeMap<String, Held> = numbers.iter().map(held).collect();
    assert_eq!(by_phone.len(), numbers.len(), "a number is there twice");
    by_phone
}

/// The services by their name, each with its SID.
fn services(state: &Value) -> BTreeMap<String, (String, Made)> {
    let phones: BTreeMap<String, String> = numbers(state)
        .into_iter()
        .map(|(phone, held)| (held.sid, phone))
        .collect();
    let services = state["accounts"][ACCOUNT]["services"].as_object().unwrap();
    let made = |(sid, service): (&String, &Value)| {
        let senders = service["senders"].as_object().unwrap().keys();
        let made = Made {
            friendly_name: text(&service["friendly_name"]),
            status_callback: text(&service["status_callback"]),
            defers: service["use_inbound_webhook_on_number"] == true,
            members: senders.map(|sid| phones[sid].clone()).collect(),
        };
        (made.friendly_name.clone(), (sid.clone(), made))
    };
    let by_name: BTreeMap<String, (String, Made)> = services.iter().map(made).collect();
    assert_eq!(by_name.len(), services.len(), "a service is there twice");
    by_name
}

/// Makes in the console the change that the model already has.
fn happen(sandbox: &Sandbox, change: &Outside) {
    let fields = |form: &BTreeMap<&'static str, String>| -> Vec<(String, String)> {
        form.iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect()
    };
    match change {
        Outside::Number(phone, form) => sandbox.change("POST", phone, &fields(form)),
        Outside::Service(name, form) => {
            let (sid, _) = &services(&sandbox.state())[name];
            sandbox.change_at(ACCOUNT, &format!("/v1/Services/{sid}"), &fields(form));
        }
    }
}

/// Asserts that declared, recorded and observed state agree, and that the rest is unchanged.
fn agree(model: &Model, state: &Value, driver: &impl Driver) {
    if let Some(left) = driver.undone() {
        panic!("something is left to do: {left}\n{}", model.yaml());
    }
    let there = numbers(state);
    assert_eq!(there, model.account, "{}", model.yaml());
    let services = services(state);
    let made: BTreeMap<String, Made> = services
        .iter()
        .map(|(name, (_, made))| (name.clone(), made.clone()))
        .collect();
    let expected: BTreeMap<String, Made> = model
        .services
        .iter()
        .map(|made| (made.friendly_name.clone(), made.clone()))
        .collect();
    assert_eq!(made, expected, "{}", model.yaml());

    let recorded = driver.recorded();
    let mut addresses = BTreeSet::new();
    for (name, provider) in &model.providers {
        let address = format!("providers.{name}");
        let fields = &recorded[&address].fields;
        assert_eq!(fields["callback_url"], provider.callback_url, "{address}");
        assert_eq!(fields["description"], provider.description, "{address}");
        addresses.insert(address);
    }
    for (provider, name, number) in model.numbers() {
        let address = format!("providers.{provider}.numbers.{name}");
        let one = recorded
            .get(&address)
            .unwrap_or_else(|| panic!("{address} is not recorded"));
        let held = &there[&number.phone];
        assert_eq!(one.sid.as_ref(), Some(&held.sid), "{address}");
        assert_eq!(one.fields["sms_url"], held.sms_url, "{address}");
        let friendly = one
            .fields
            .get("friendly_name")
            .filter(|name| !name.is_null());
        assert_eq!(friendly.map(text), number.friendly_name, "{address}");
        addresses.insert(address);
    }
    for (provider, name, service) in model.declared_services() {
        let address = format!("providers.{provider}.messaging_services.{name}");
        let one = recorded
            .get(&address)
            .unwrap_or_else(|| panic!("{address} is not recorded"));
        let (sid, _) = &services[&service.friendly_name];
        assert_eq!(one.sid.as_ref(), Some(sid), "{address}");
        assert_eq!(
            one.fields["friendly_name"], service.friendly_name,
            "{address}"
        );
        assert_eq!(
            one.fields["status_callback"], service.status_callback,
            "{address}"
        );
        let senders = one.fields.get("senders").and_then(Value::as_array);
        let senders: BTreeSet<String> = senders.into_iter().flatten().map(text).collect();
        assert_eq!(senders, service.numbers, "{address}");
        addresses.insert(address);
    }
    addresses.extend(
        model
            .keywords
            .values()
            .map(|word| format!("keywords.{word}")),
    );
    let recorded: BTreeSet<String> = recorded.into_keys().collect();
    assert_eq!(recorded, addresses, "{}", model.yaml());
}

/// Asserts that every number that is recorded in a service is in it, whatever went wrong.
fn nothing_recorded_that_is_not(state: &Value, driver: &impl Driver) {
    let there = services(state);
    for (address, one) in driver.recorded() {
        let senders = one.fields.get("senders").and_then(Value::as_array);
        for sender in senders.into_iter().flatten().map(text) {
            let sid = one.sid.as_ref().unwrap();
            let mut meant = there.values().filter(|(other, _)| other == sid);
            let (_, made) = meant.next().unwrap();
            assert!(made.members.contains(&sender), "{address}: {sender}");
        }
    }
}

/// Asserts that no number was given up, under whatever name it came back, and that no purchase was
/// requested for a number that was there.
fn nothing_lost_or_bought_twice(sandbox: &Sandbox, before: &BTreeMap<String, Held>) {
    let after = numbers(&sandbox.state());
    for (phone, held) in before {
        assert_eq!(
            after.get(phone).map(|held| &held.sid),
            Some(&held.sid),
            "{phone}"
        );
    }
    for call in sandbox.journal() {
        assert_ne!(call["method"], "DELETE", "{call}");
        let path = call["path"].as_str().unwrap();
        if call["method"] == "POST" && path.ends_with("/IncomingPhoneNumbers.json") {
            let form = call["form"].as_array().unwrap();
            let phone = form.iter().find(|pair| pair[0] == "PhoneNumber").unwrap();
            let phone = phone[1].as_str().unwrap();
            assert!(
                !before.contains_key(phone),
                "{phone} was to be bought again"
            );
        }
    }
}
