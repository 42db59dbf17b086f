//! Long lives: both sides change at random, and so does what the user may see. No command panics, a
//! comparison is repeatable, and what a user cannot see is never called missing.
//! `SWITCHBOARD_LONG_TESTS=1` lives more and longer.

use serde_json::{Value, json};

use super::{Both, FIRST, KEYWORDS, SECOND, SEED, TWILIO, checked, codes};
use crate::soak::chance::Chance;
use crate::soak::rounds;

/// The lists with a depth.
const LISTS: [&str; 3] = [
    "msdyn_channelinstanceaccount",
    "msdyn_channelinstance",
    KEYWORDS,
];
/// The codes that say that something is not there.
const MISSING: [&str; 2] = ["E0811", "W0821"];

/// A value of a column: one that fits, or not.
fn values(both: &Both, chance: &mut Chance) -> Value {
    let texts = [
        json!(null),
        json!(""),
        json!(FIRST),
        json!("15017122662"),
        json!("+1 (501) 712-2661"),
        json!("98765"),
        json!("CONTOSO"),
        json!("\u{202e}x\u{7}"),
        json!(both.account()),
        json!(both.service()),
        json!(both.provider),
    ];
    let text = chance.one_of(texts).unwrap();
    let choice = chance
        .one_of([
            json!(0),
            json!(1),
            json!(723_270_002),
            json!(-5),
            json!(null),
        ])
        .unwrap();
    chance
        .one_of([
            json!({"msdyn_name": text}),
            json!({"msdyn_contactpoint": text}),
            json!({"msdynmkt_name": text}),
            json!({"msdynmkt_accountsid": text}),
            json!({"msdynmkt_messagingservicesid": text}),
            json!({"msdynmkt_type": choice}),
            json!({"statecode": choice}),
            json!({"_msdyn_channelinstanceaccountid_value": text}),
            json!({"_msdyn_extendedentityid_value": text}),
        ])
        .unwrap()
}

/// Somebody changes the environment.
fn change(both: &Both, chance: &mut Chance) {
    let state = both.stand_in().state();
    let rows = state["rows"].as_object().unwrap();
    let id = chance.one_of(rows.keys().cloned()).unwrap_or_default();
    let number = chance
        .one_of([FIRST, SECOND, "15017122661", "+447700900123"])
        .unwrap();
    let word = chance
        .one_of(["JOIN", "join", "STOP", "JOIN NOW", "NEW"])
        .unwrap();
    let change = match chance.below(6) {
        0 => json!({"remove": {"id": id}}),
        1 => json!({"number": {"provider": both.provider, "number": number}}),
        2 => json!({"keyword": word}),
        3 => json!({"provider": {"name": "Twilio US", "account_sid": both.account()}}),
        _ => json!({"set": {"id": id, "values": values(both, chance)}}),
    };
    // A row without this column, or a provider that is gone, refuses the change.
    both.stand_in()
        .send("POST", "mutate", Some(&change.to_string()));
}

/// Somebody changes the account, or the configuration.
fn move_ours(both: &Both, chance: &mut Chance) {
    let name = chance.one_of(["First", "Second", "Store line"]).unwrap();
    let field = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    match chance.below(4) {
        0 => {
            let number = chance.one_of([FIRST, SECOND]).unwrap();
            let fields = [field("FriendlyName", name)];
            both.twilio.change("POST", number, &fields);
        }
        1 => {
            let defers = chance.one_of(["true", "false"]).unwrap();
            let url = "https://other.example.com/";
            let fields = [
                field("UseInboundWebhookOnNumber", defers),
                field("InboundRequestUrl", url),
            ];
            both.twilio.request("POST", "/v1/Services/{News}", &fields);
        }
        2 => {
            let names = chance.one_of(["free", "same"]).unwrap();
            let text = checked();
            let key = format!("  friendly_names: {names}\n  check_on_apply");
            let text = text.replace("  check_on_apply", &key);
            both.world.write("switchboard.yaml", &text);
        }
        _ => {
            let words = chance.one_of(["[JOIN]", "[JOIN, NEW]", "[NEW]"]).unwrap();
            let text = checked().replace("keywords: [JOIN]", &format!("keywords: {words}"));
            both.world.write("switchboard.yaml", &text);
        }
    }
}

/// Changes what the user may see.
fn look(both: &Both, chance: &mut Chance) {
    let mut read = serde_json::Map::new();
    for list in LISTS {
        let depth = chance.one_of(["global", "global", "global", "deep", "local", "none"]);
        read.insert(list.to_owned(), json!(depth));
    }
    let token = json!("msdynmkt_authtoken");
    let secured = chance.one_of([
        json!([token]),
        json!([token, "msdynmkt_accountsid"]),
        json!([token, "msdynmkt_messagingservicesid"]),
    ]);
    both.settings(&json!({
        "read": read,
        "secured": {TWILIO: secured},
        "secured_values": chance.one_of(["null", "absent", "refused"]),
        "privilege_function": chance.one_of(["any_case", "exact", "exact"]),
    }));
}

/// Whether a row of the environment has the number or the keyword that a finding calls missing.
fn is_there(both: &Both, finding: &Value) -> bool {
    let address = finding["address"].as_str().unwrap();
    let state = both.stand_in().state();
    let rows = state["rows"].as_object().unwrap().values();
    let (table, column, wanted) = match address.rsplit('.').next().unwrap() {
        "first" => (LISTS[1], "msdyn_contactpoint", FIRST),
        "second" => (LISTS[1], "msdyn_contactpoint", SECOND),
        word => (KEYWORDS, "msdynmkt_name", word),
    };
    let mut values = rows.filter(|row| row["table"] == table);
    values.any(|row| {
        let value = row["values"][column].as_str().unwrap_or_default();
        value.eq_ignore_ascii_case(wanted)
    })
}

fn live(seed: u64, rounds: usize) {
    let mut chance = Chance(seed);
    let unit = chance.one_of(["", "apps: [{ unit: Europe }]\n"]).unwrap();
    let both = Both::seeded(&checked(), &format!("{SEED}{unit}"));
    for round in 0..rounds {
        let when = format!("seed {seed}, round {round}");
        for _ in 0..=chance.below(3) {
            change(&both, &mut chance);
        }
        if chance.once_in(2) {
            move_ours(&both, &mut chance);
        }
        look(&both, &mut chance);
        let plan = || both.run(&["plan", "--format", "json"]);
        let (one, two) = (plan(), plan());
        assert!([0, 3].contains(&one.code), "{when}: {one:?}");
        let (one, two) = (
            one.json()["dynamics"].clone(),
            two.json()["dynamics"].clone(),
        );
        assert_eq!(one.to_string(), two.to_string(), "{when}");
        for finding in one["findings"].as_array().unwrap() {
            let code = finding["code"].as_str().unwrap();
            if MISSING.contains(&code) {
                assert!(!is_there(&both, finding), "{when}: {finding:#}");
            }
        }
        let drift = both.run(&["drift", "--format", "json"]);
        assert!([0, 2, 3].contains(&drift.code), "{when}: {drift:?}");
        let rows = both.stand_in().state()["rows"].clone();
        for one in drift.json()["resources"].as_array().unwrap() {
            let is_theirs = one["address"].as_str().unwrap().starts_with("dynamics");
            if is_theirs && one["status"] == "missing" {
                let row = &rows[one["id"].as_str().unwrap()];
                assert!(row.is_null(), "{when}: {one:#} {row:#}");
            }
        }
        assert_eq!(codes(&drift.json()["dynamics"]), codes(&one), "{when}");
        if chance.once_in(3) {
            let more = chance.one_of([&[][..], &["--create-dynamics-keywords"]]);
            let apply = [&["apply", "--auto-approve"], more.unwrap()].concat();
            let ended = both.run(&apply);
            assert!([0, 3].contains(&ended.code), "{when}: {ended:?}");
        }
    }
}

#[test]
fn random_lives_are_repeatable_and_never_call_the_unseen_missing() {
    for seed in 0..rounds(24, 120) {
        live(seed as u64, rounds(3, 10));
    }
}
