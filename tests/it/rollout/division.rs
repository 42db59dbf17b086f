//! The division of any plan into waves.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use switchboard::config;
use switchboard::model::{
    Action, Address, Alert, Change, FieldChange, Fields, Mark, Name, Plan, Scope, Text, Value,
};
use switchboard::plan::Routers;
use switchboard::plan::waves::{Division, WaveSizes, divide};

const PROVIDERS: [&str; 3] = ["eu", "uk", "us"];

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

fn routers() -> Routers<'static> {
    let providers = PROVIDERS.map(|name| format!("  {name}: {{ type: twilio, numbers: {{}} }}\n"));
    let yaml = format!("version: 1\nproviders:\n{}", providers.concat());
    let loaded = config::load(config::Input::of("switchboard.yaml", yaml.as_str()));
    loaded.configuration.unwrap().routers()
}

fn field(name: &str, before: Value, after: Value) -> FieldChange {
    FieldChange {
        field: name.into(),
        before,
        after,
        recorded: None,
        mark: Mark::Configured,
        note: None,
        local: false,
    }
}

/// An update of one field.
fn update(address: Address, id: &str, key: &str, field: FieldChange) -> Change {
    let of = |value: &Value| Some(Fields::from_iter([(field.field.clone(), value.clone())]));
    Change {
        address,
        action: Action::Update,
        reason: None,
        id: Some(id.into()),
        key: Some(key.into()),
        key_before: None,
        before: of(&field.before),
        after: of(&field.after),
        fields: vec![field],
        route: None,
        affects: Vec::new(),
        detaches: Vec::new(),
        implied: BTreeSet::new(),
        takes_over: None,
    }
}

fn number_of(provider: usize, nth: usize) -> (Address, String) {
    let address = Address::Number {
        provider: name(PROVIDERS[provider]),
        name: name(&format!("n{nth}")),
    };
    (address, format!("+1501{provider}{nth:06}"))
}

/// A plan: of each number whether its URL changes, or only its name; and of each service which
/// numbers its URL concerns.
fn plan(numbers: &[(usize, usize, bool)], services: &[(usize, Vec<usize>)]) -> Plan {
    let url = |host: &str| Value::text(Text::new(format!("https://{host}.example/sms")));
    let mut changes: BTreeMap<Address, Change> = BTreeMap::new();
    for (provider, nth, is_route) in numbers {
        let (address, key) = number_of(*provider, *nth);
        let field = if *is_route {
            field("sms_url", url("old"), url("new"))
        } else {
            field("friendly_name", Value::text("a"), Value::text("b"))
        };
        let id = format!("PN{provider}{nth}");
        changes.insert(address.clone(), update(address, &id, &key, field));
    }
    for (at, (provider, members)) in services.iter().enumerate() {
        let path = format!(
            "providers.{}.messaging_services.s{at}",
            PROVIDERS[*provider]
        );
        let address = Address::parse(&path).unwrap();
        let field = field("inbound_request_url", url("old"), url("new"));
        let mut change = update(address.clone(), &format!("MG{at}"), "Service", field);
        change.affects = members
            .iter()
            .map(|nth| number_of(*provider, *nth).1)
            .collect();
        changes.insert(address, change);
    }
    let scope = Scope {
        project: "default".to_owned(),
        environment: String::new(),
    };
    Plan {
        changes: changes.into_values().collect(),
        ..Plan::empty(scope)
    }
}

fn divided(plan: &Plan, sizes: &str) -> Division {
    divide(plan, &sizes.parse::<WaveSizes>().unwrap(), &routers())
}

fn numbers() -> impl Strategy<Value = Vec<(usize, usize, bool)>> {
    prop::collection::vec((0..PROVIDERS.len(), 0_usize..30, any::<bool>()), 0..60)
}

fn services() -> impl Strategy<Value = Vec<(usize, Vec<usize>)>> {
    let one = (0..PROVIDERS.len(), prop::collection::vec(0_usize..30, 0..6));
    prop::collection::vec(one, 0..4)
}

proptest! {
    #[test]
    fn each_change_is_in_one_part_and_each_number_is_due_once(
        numbers in numbers(),
        services in services(),
        first in 1_usize..5,
        share in 1_usize..100,
    ) {
        let plan = plan(&numbers, &services);
        let division = divided(&plan, &format!("{first},{share}%"));
        let parts = division.waves.iter().map(|wave| &wave.plan);
        let parts = parts.chain([&division.first]).flat_map(|part| &part.changes);
        let mut divided: Vec<&Address> = parts.map(|change| &change.address).collect();
        divided.sort();
        let all: Vec<&Address> = plan.effective().map(|change| &change.address).collect();
        prop_assert_eq!(divided, all);

        let due: Vec<_> = division.waves.iter().flat_map(|wave| &wave.due).collect();
        let distinct: BTreeSet<_> = due.iter().copied().cloned().collect();
        prop_assert_eq!(due.len(), distinct.len());
        prop_assert_eq!(&distinct, &division.numbers());
        let mut reached = 0;
        for wave in &division.waves {
            prop_assert!(!wave.plan.changes.is_empty());
            prop_assert!(wave.reached >= reached);
            reached = wave.reached;
        }
        prop_assert_eq!(reached, distinct.len() as u64);
    }

    #[test]
    fn the_order_does_not_depend_on_the_order_of_the_plan(
        numbers in numbers(),
        services in services(),
    ) {
        let plan = plan(&numbers, &services);
        let mut turned = plan.clone();
        turned.changes.reverse();
        prop_assert_eq!(divided(&plan, "1,10%,50%"), divided(&turned, "1,10%,50%"));
    }

    #[test]
    fn a_wave_holds_as_many_numbers_as_it_says_and_the_same_share_of_each_provider(
        counts in prop::array::uniform3(1_usize..40),
        share in 1_usize..=100,
    ) {
        let of = |provider: usize| (0..counts[provider]).map(move |nth| (provider, nth, true));
        let numbers: Vec<_> = (0..3).flat_map(of).collect();
        let division = divided(&plan(&numbers, &[]), &format!("{share}%"));
        let first = &division.waves[0];
        prop_assert_eq!(first.numbers.len(), (numbers.len() * share).div_ceil(100));
        for (provider, count) in PROVIDERS.iter().zip(counts) {
            let of_provider = first.numbers.iter().filter(|(name, _)| name.as_str() == *provider);
            let (held, fair) = (100 * of_provider.count(), count * share);
            prop_assert!(held.abs_diff(fair) <= 200, "{held} of {count} in {provider}");
        }
    }
}

fn alert(url: &str, texts: &[&str]) -> Alert {
    Alert {
        id: "NO1".to_owned(),
        at: None,
        code: Some("11200".to_owned()),
        url: Some(url.to_owned()),
        texts: texts.iter().map(|text| (*text).to_owned()).collect(),
    }
}

#[test]
fn an_alert_counts_by_host_by_url_or_by_number() {
    let division = divided(&plan(&[(2, 7, true), (2, 8, true)], &[]), "1");
    let signs = &division.waves[0].signs;
    let us = name("us");
    let counts = |url: &str, texts: &[&str]| signs.judge(&us, &alert(url, texts)).is_some();
    assert!(counts("https://new.example/sms", &[]));
    assert!(
        counts("https://NEW.example/other?x=1", &[]),
        "the host is new"
    );
    assert!(!counts("https://old.example/sms", &[]));
    assert!(counts("https://old.example/sms?To=%2B15012000007", &[]));
    assert!(counts("https://old.example/sms?To=+15012000007", &[]));
    assert!(counts(
        "https://old.example/",
        &["To=%2B15012000007&From=1"]
    ));
    assert!(counts("https://old.example/", &["PN27"]));
    assert!(
        !counts("https://old.example/", &["PN28"]),
        "it is in the next wave"
    );
    assert!(
        !counts("https://old.example/", &["+150120000070"]),
        "another number"
    );
    assert!(!counts("https://old.example/", &["+15012000008"]));
}
