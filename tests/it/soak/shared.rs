//! Two environments on one account and one registry, each edited at random. Whatever one of them
//! applies, texts to the numbers that the other one recorded go where they went before.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::chance::Chance;
use crate::support::sandbox::Sandbox;
use crate::support::world::World;

const ACCOUNT: &str = "AC00000000000000000000000000000001";
const ENVIRONMENTS: [&str; 2] = ["dev", "prod"];
const NUMBERS: usize = 6;
/// Few names, so that both environments often mean the same service.
const SERVICES: [&str; 3] = ["Campaigns", "Notices", "Support"];

fn phone(at: usize) -> String {
    format!("+1501712200{at}")
}

/// Lives this many rounds of one edit and one apply each.
pub fn live(seed: u64, rounds: usize) {
    let mut account = format!("accounts:\n  {ACCOUNT}:\n    numbers:\n");
    for at in 0..NUMBERS {
        let _ = writeln!(account, "      - phone_number: \"{}\"", phone(at));
    }
    let base = "version: 1\nproject: shared\n";
    let (world, sandbox) = World::and_sandbox(base, &account);
    let mut chance = Chance(seed);
    let (mut done, mut refused) = (0, 0);
    for round in 0..rounds {
        let mine = ENVIRONMENTS[chance.below(2)];
        let other = ENVIRONMENTS[usize::from(mine == ENVIRONMENTS[0])];
        world.write(&format!("envs/{mine}.yaml"), &edited(mine, &mut chance));
        if chance.once_in(3) {
            let fault = json!([{"method": "POST", "path": "PhoneNumbers$", "times": 1,
                "then": {"status": 400, "code": 21715}}]);
            sandbox.add_faults(&fault);
        }
        let theirs = recorded(&world, other);
        let before = routes(&sandbox, &theirs);
        let arguments = [
            "apply",
            "--env",
            mine,
            "--auto-approve",
            "--allow-mass-change",
        ];
        let ended = world.run(&arguments);
        sandbox.clear_faults();
        let context = format!("round {round} of SWITCHBOARD_SOAK_SEED={seed}, {mine}: {ended:?}");
        match ended.code {
            0 | 3 => done += 1,
            1 => {
                let owner = ["E0701", "E0771"]
                    .iter()
                    .any(|code| ended.stderr.contains(code));
                assert!(owner, "{context}");
                refused += 1;
            }
            _ => panic!("{context}"),
        }
        assert_eq!(routes(&sandbox, &theirs), before, "{context}");
        assert_eq!(recorded(&world, other), theirs, "{context}");
        let ours = recorded(&world, mine);
        assert!(ours.is_disjoint(&theirs), "{context}: {ours:?} {theirs:?}");
    }
    assert!(done > 0, "nothing was ever applied");
    assert!(rounds < 20 || refused > 0, "the two never met");
}

/// Some of the numbers, and one service that has some of these or none.
fn edited(environment: &str, chance: &mut Chance) -> String {
    let mut yaml = format!(
        "providers:\n  us:\n    type: twilio\n    callback_url: https://{environment}.example.com/v{}\n    numbers:\n",
        chance.below(3)
    );
    let first = chance.below(NUMBERS);
    let mut names = Vec::new();
    for at in 0..=chance.below(3) {
        let number = (first + at) % NUMBERS;
        let _ = writeln!(
            yaml,
            "      n{number}: {{ phone_number: \"{}\" }}",
            phone(number)
        );
        if chance.once_in(2) {
            names.push(format!("n{number}"));
        }
    }
    if !names.is_empty() {
        let name = SERVICES[chance.below(SERVICES.len())];
        let inbound = ["webhook", "defer_to_sender"][chance.below(2)];
        let _ = writeln!(
            yaml,
            "    messaging_services:\n      s:\n        friendly_name: {name}\n        inbound: {inbound}\n        numbers: [{}]",
            names.join(", ")
        );
    }
    yaml
}

/// The numbers that an environment recorded, in E.164.
fn recorded(world: &World, environment: &str) -> BTreeSet<String> {
    let shown = world.run(&["registry", "show", "--env", environment, "--format", "json"]);
    let document = shown.exits(0).json();
    let numbers = document["numbers"].as_array();
    let phone = |number: &Value| number["phone_number"].as_str().map(str::to_owned);
    numbers.into_iter().flatten().filter_map(phone).collect()
}

/// Where texts to these numbers go: to a service's URL, or to the number's own.
fn routes(sandbox: &Sandbox, phones: &BTreeSet<String>) -> BTreeMap<String, Value> {
    let state = sandbox.state();
    let account = &state["accounts"][ACCOUNT];
    let services = account["services"].as_object().unwrap();
    let numbers = account["numbers"].as_object().unwrap();
    let mut routes = BTreeMap::new();
    for (sid, number) in numbers {
        let Some(phone) = number["phone_number"].as_str() else {
            continue;
        };
        let decides = services.values().find(|service| {
            let holds = !service["senders"][sid].is_null();
            holds && service["use_inbound_webhook_on_number"] != true
        });
        let url = decides.map_or(
            &number["sms_url"],
            |service| &service["inbound_request_url"],
        );
        if phones.contains(phone) {
            routes.insert(phone.to_owned(), url.clone());
        }
    }
    routes
}
