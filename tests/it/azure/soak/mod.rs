//! A long life at Azure: a configuration that is edited at random, subscriptions that others add,
//! change and delete at random, requests that fail and applies that are killed at random. After
//! each round what is declared and what is there agree, and what belongs to others is what they
//! left, byte for byte. `SWITCHBOARD_LONG_TESTS=1` lives through many rounds;
//! `SWITCHBOARD_SOAK_SEED` lives another life, or one that failed once more.
#![cfg(unix)]

mod model;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use self::model::{Model, NUMBERS, phone};
use super::cloud::{Cloud, source};
use crate::soak::chance::Chance;
use crate::soak::{rounds, seed};
use crate::support::killing::{self, At};

/// A failure of some request.
fn fault(chance: &mut Chance) -> Value {
    let then = chance
        .one_of([
            json!({ "status": 503 }),
            json!({ "status": 429 }),
            json!({ "status": 500 }),
            json!({ "status": 403 }),
            json!({ "status": 409 }),
            json!({ "reset": true }),
            json!({ "lose_response": true }),
            json!({ "truncate": true }),
        ])
        .unwrap();
    let method = chance.one_of(["GET", "POST", "PUT", "PATCH"]).unwrap();
    let times = 1 + chance.below(6);
    json!({ "method": method, "path": "", "skip": chance.below(8), "times": times, "then": then })
}

const APPLY: [&str; 5] = [
    "apply",
    "--auto-approve",
    "--allow-mass-change",
    "--lock-timeout",
    "5",
];

/// An apply into failures, or one that is killed. Returns whether it did everything.
fn disturbed(cloud: &Cloud, chance: &mut Chance, when: &str) -> bool {
    if chance.once_in(3) {
        let at = chance.one_of([At::Before, At::Done, At::Answered]).unwrap();
        let place = json!({ "path": "", "skip": chance.below(16) });
        let killed = killing::kill(&cloud.world, &cloud.stand_in(), &place, at, &APPLY);
        return !killed;
    }
    let faults: Vec<Value> = (0..=chance.below(3)).map(|_| fault(chance)).collect();
    if chance.once_in(3) {
        let endpoint = chance.one_of(["refuse", "silent"]).unwrap();
        cloud.settings(&json!({ "endpoint": endpoint }));
    }
    cloud.faults(&Value::from(faults));
    let ended = cloud.run(&APPLY);
    cloud.stand_in().clear_faults();
    cloud.settings(&json!({ "endpoint": "echo" }));
    assert!([0, 1, 3].contains(&ended.code), "{when}: {ended:?}");
    ended.code == 0
}

/// Lives this many rounds.
fn live(seed: u64, rounds: usize) {
    let mut chance = Chance(seed);
    let mut numbers = String::new();
    for at in 0..NUMBERS {
        let _ = write!(numbers, "\"{}\", ", phone(at));
    }
    let stand_in = format!(
        "resources:\n  - resource_id: {}\n    numbers: [{numbers}]\n",
        source()
    );
    let mut model = Model {
        callback: "https://crm.example.com/v0/sms".to_owned(),
        numbers: BTreeMap::from([(0, "Line 0".to_owned())]),
        ..Model::default()
    };
    let cloud = Cloud::seeded(&model.yaml(), &stand_in);
    let settings = json!({
        "patch": chance.one_of(["merge", "replace"]),
        "failed_update": chance.one_of(["keeps", "loses"]),
        "failed_create": chance.one_of(["put_again", "refused"]),
        "children_at_source": chance.once_in(2),
        "base_url": chance.one_of(["as_sent", "normalised"]),
    });
    cloud.settings(&settings);
    let mut unfinished = 0;
    for round in 1..=rounds {
        let when = format!("round {round} of SWITCHBOARD_SOAK_SEED={seed}, {settings}");
        for _ in 0..=chance.below(3) {
            model.edit(&mut chance);
        }
        cloud.world.write("switchboard.yaml", &model.yaml());
        for _ in 0..chance.below(3) {
            model.outside(&cloud, &mut chance);
        }
        cloud.stand_in().clear_calls();
        if !chance.once_in(4) {
            unfinished += usize::from(!disturbed(&cloud, &mut chance, &when));
            model.nothing_of_others_is_touched(&cloud, &when);
        }
        // What is under way at Azure ends; then two applies are enough for anything.
        cloud.control("POST", "settle", &json!({}));
        if cloud.run(&APPLY).code != 0 {
            cloud.control("POST", "settle", &json!({}));
            let again = cloud.run(&APPLY);
            let yaml = model.yaml();
            assert_eq!(
                again.code, 0,
                "{when}\n{}{}\n{yaml}",
                again.stdout, again.stderr
            );
        }
        model.agrees(&cloud, &when);
    }
    assert!(rounds < 10 || unfinished > 0, "no failure was ever felt");
}

#[test]
fn declared_and_live_agree_after_every_round() {
    live(seed() + 10, rounds(10, 30));
}

#[test]
fn another_life_under_other_settings() {
    live(seed() + 11, rounds(6, 30));
}
