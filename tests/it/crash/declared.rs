//! The declarations of these stories, the writes that they take, and what must hold however they
//! were interrupted. No function here asks the program for its own opinion.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::support::fixture::Fixture;
use crate::support::sandbox::Sandbox;
use crate::support::world::{Ended, World};

/// These changes: a provider, eleven numbers and one to buy, an application to make that a number
/// names, a service to make and one to change, both of which numbers join, and five keywords.
pub const DECLARED: Fixture = Fixture {
    configuration: r#"version: 1
project: contoso
providers:
  us:
    type: twilio
    callback_url: https://hooks.contoso.example/sms
    numbers:
      n01: { phone_number: "+15017122601" }
      n02: { phone_number: "+15017122602", friendly_name: Second line }
      n03: { phone_number: "+15017122603" }
      n04: { phone_number: "+15017122604" }
      n05: { phone_number: "+15017122605" }
      n06: { phone_number: "+15017122606" }
      n07: { phone_number: "+15017122607" }
      n08: { phone_number: "+15017122608" }
      n09: { phone_number: "+15017122609" }
      n10: { phone_number: "+15017122610" }
      n11: { phone_number: "+15017122611", incoming: { application: bot } }
      bought: { phone_number: "+15015550100", purchase: true }
    applications:
      bot: { friendly_name: Bot, url: "https://bot.contoso.example/sms" }
    messaging_services:
      campaigns:
        friendly_name: Campaigns
        inbound: webhook
        numbers: [n01, n02, bought]
      alerts:
        friendly_name: Alerts
        inbound: webhook
        numbers: [n03]
keywords: [CITY, JOIN, NEWS, SPRING, SUMMER]
"#,
    account: r#"accounts:
  AC00000000000000000000000000000001:
    messaging_services: [{ friendly_name: Alerts }]
    numbers:
      - phone_number: "+15017122601"
      - phone_number: "+15017122602"
      - phone_number: "+15017122603"
      - phone_number: "+15017122604"
      - phone_number: "+15017122605"
      - phone_number: "+15017122606"
      - phone_number: "+15017122607"
      - phone_number: "+15017122608"
      - phone_number: "+15017122609"
      - phone_number: "+15017122610"
      - phone_number: "+15017122611"
      - phone_number: "+15017122699"
"#,
};

/// The number to buy.
pub const BOUGHT: &str = "+15015550100";
/// The number of changes that the configuration makes in a fresh world.
pub const CHANGES: usize = 21;
/// The number of writes that those take.
pub const WRITES: usize = 19;
/// The command that applies the configuration; a test may add arguments.
pub const APPLY: [&str; 4] = ["apply", "--auto-approve", "--allow-purchases", "1"];

/// The number of writes that the change at an address takes in a fresh world.
pub fn writes_of(address: &str) -> usize {
    match address {
        "providers.us.messaging_services.campaigns" => 4,
        "providers.us.messaging_services.alerts" => 2,
        "providers.us.applications.bot" => 1,
        number if number.starts_with("providers.us.numbers.") => 1,
        _ => 0,
    }
}

/// An applied list of addresses with what was done there.
pub type Done = BTreeMap<String, String>;

/// The changes that an apply with `--format json` reports as done.
pub fn reported(ended: &Ended) -> Done {
    events(ended, "apply_complete")
}

/// The addresses and actions of all events of a type.
pub fn events(ended: &Ended, kind: &str) -> Done {
    let lines = ended.stdout.lines();
    let events = lines.map(|line| serde_json::from_str::<Value>(line).unwrap());
    events
        .filter(|event| event["type"] == kind)
        .map(|event| (text(&event["address"]), text(&event["action"])))
        .collect()
}

/// The last summary's counts.
pub fn summary(ended: &Ended) -> Value {
    let last = ended.stdout.lines().last().unwrap_or_default();
    let event: Value = serde_json::from_str(last).unwrap();
    assert_eq!(event["type"], "change_summary", "{}", ended.stdout);
    assert_eq!(event["operation"], "apply", "{}", ended.stdout);
    event["changes"].clone()
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// The runs in the registry, newest first.
pub fn runs(world: &World) -> Vec<Value> {
    let history = ["registry", "history", "--format", "json"];
    let document = world.run(&history).exits(0).json();
    document["runs"].as_array().unwrap().clone()
}

/// The addresses in a run's history, by outcome.
pub fn outcomes(world: &World, run: &Value) -> BTreeMap<String, Vec<String>> {
    let id = text(&run["id"]);
    let history = ["registry", "history", &id, "--format", "json"];
    let document = world.run(&history).exits(0).json();
    let mut outcomes = BTreeMap::<String, Vec<String>>::new();
    for change in document["changes"].as_array().unwrap() {
        let of_outcome = outcomes.entry(text(&change["outcome"])).or_default();
        of_outcome.push(text(&change["address"]));
    }
    outcomes
}

/// The addresses that `registry show` lists.
pub fn shown(world: &World) -> BTreeSet<String> {
    let show = ["registry", "show", "--format", "json"];
    let document = world.run(&show).exits(0).json();
    let lists = [
        "providers",
        "numbers",
        "applications",
        "messaging_services",
        "keywords",
    ];
    lists
        .iter()
        .flat_map(|list| document[*list].as_array().unwrap())
        .map(|entry| text(&entry["address"]))
        .collect()
}

/// Asserts that the account is as declared, that exactly one service, one application and one number
/// were created,
/// that nothing was given up, and that nothing is left to do.
#[track_caller]
pub fn is_as_declared(world: &World, sandbox: &Sandbox, when: &str) {
    let state = sandbox.state();
    let (_, account) = state["accounts"]
        .as_object()
        .unwrap()
        .iter()
        .next()
        .unwrap();
    let applications = account["applications"].as_object().unwrap();
    assert_eq!(applications.len(), 1, "{when}: {applications:#?}");
    let (bot, application) = applications.iter().next().unwrap();
    let url = &application["sms_url"];
    assert_eq!(url, "https://bot.contoso.example/sms", "{when}");
    let mut phones = BTreeMap::new();
    for (sid, number) in account["numbers"].as_object().unwrap() {
        let phone = text(&number["phone_number"]);
        let url = match phone.as_str() {
            // The application of the first answers in place of its URL, which stays as it was.
            "+15017122611" | "+15017122699" => "https://demo.twilio.com/welcome/sms/reply",
            _ => "https://hooks.contoso.example/sms",
        };
        assert_eq!(number["sms_url"], url, "{when}: {phone}");
        let named = match phone.as_str() {
            "+15017122611" => bot.as_str(),
            _ => "",
        };
        assert_eq!(number["sms_application_sid"], named, "{when}: {phone}");
        if phone == "+15017122602" {
            assert_eq!(number["friendly_name"], "Second line", "{when}");
        }
        assert_eq!(phones.insert(phone, sid.clone()), None, "{when}: twice");
    }
    assert_eq!(phones.len(), 13, "{when}: {phones:?}");
    let expected = BTreeMap::from([
        ("Campaigns", vec!["+15017122601", "+15017122602", BOUGHT]),
        ("Alerts", vec!["+15017122603"]),
    ]);
    let services = account["services"].as_object().unwrap();
    assert_eq!(services.len(), expected.len(), "{when}: {services:#?}");
    for service in services.values() {
        let members = &expected[service["friendly_name"].as_str().unwrap()];
        let senders: BTreeSet<&String> = service["senders"].as_object().unwrap().keys().collect();
        let members: BTreeSet<&String> = members.iter().map(|phone| &phones[*phone]).collect();
        assert_eq!(senders, members, "{when}");
        let url = &service["inbound_request_url"];
        assert_eq!(url, "https://hooks.contoso.example/sms", "{when}");
    }
    let journal = sandbox.journal();
    let deleted = journal.iter().find(|call| call["method"] == "DELETE");
    assert!(deleted.is_none(), "{when}: {deleted:?}");
    let plan = world.run(&["plan", "--detailed-exitcode"]);
    assert_eq!(plan.code, 0, "{when}\n{}{}", plan.stdout, plan.stderr);
    assert_eq!(shown(world).len(), CHANGES, "{when}");
}

/// Applies again after something went wrong, with nothing in the way any more. Asserts that the
/// apply needs no patience, finishes the rest, and reports exactly what it did.
#[track_caller]
pub fn is_finished_by_the_next(world: &World, sandbox: &Sandbox, when: &str) {
    let before = shown(world);
    sandbox.clear_calls();
    let again = [&APPLY[..], &["--lock-timeout", "0", "--format", "json"]].concat();
    let ended = world.run(&again);
    let all = format!("{}{}", ended.stdout, ended.stderr);
    assert_eq!(ended.code, 0, "{when}\n{all}");
    let done = reported(&ended);
    let after = shown(world);
    // Each record was there before or is reported now; and no record is reported again, except a
    // service of which only a part was done.
    let told_now: BTreeSet<String> = done.keys().cloned().collect();
    assert_eq!(&before | &told_now, after, "{when}\n{all}");
    let mut again = before.intersection(&told_now);
    assert!(
        again.all(|address| address.contains(".messaging_services.")),
        "{when}: {before:?}\n{all}"
    );
    // Each change that is reported as written was written, and nothing else was.
    let written = written(sandbox);
    let told_written: BTreeSet<String> = done
        .iter()
        .filter(|(address, action)| writes_of(address) > 0 && *action != "adopt")
        .map(|(address, _)| address.clone())
        .collect();
    assert_eq!(written, told_written, "{when}\n{all}");
    let counts = summary(&ended);
    for kind in ["create", "update", "adopt", "purchase"] {
        let count = done.values().filter(|action| *action == kind).count();
        assert_eq!(counts[kind], count, "{when}: {kind}\n{all}");
    }
    for kind in ["forget", "failed", "unsettled", "not_tried"] {
        assert_eq!(counts[kind], 0, "{when}: {kind}\n{all}");
    }
    is_as_declared(world, sandbox, when);
}

/// The addresses that something was written to since the calls were cleared.
pub fn written(sandbox: &Sandbox) -> BTreeSet<String> {
    let state = sandbox.state();
    let (_, account) = state["accounts"]
        .as_object()
        .unwrap()
        .iter()
        .next()
        .unwrap();
    let numbers = account["numbers"].as_object().unwrap();
    let services = account["services"].as_object().unwrap();
    let number = |phone: &str| match phone {
        BOUGHT => "providers.us.numbers.bought".to_owned(),
        phone => format!("providers.us.numbers.n{}", &phone[10..]),
    };
    let service = |name: &Value| {
        let name = text(name).to_lowercase();
        format!("providers.us.messaging_services.{name}")
    };
    let field = |call: &Value, wanted: &str| {
        let form = call["form"].as_array().unwrap();
        let found = form.iter().find(|pair| pair[0] == wanted);
        found.map(|pair| pair[1].clone())
    };
    let posts = sandbox.journal().into_iter();
    posts
        .filter(|call| call["method"] == "POST")
        .map(|call| {
            let path = text(&call["path"]);
            let mut parts = path.trim_end_matches(".json").split('/').skip(2);
            match (
                path.starts_with("/v1/"),
                parts.next(),
                parts.next(),
                parts.next(),
            ) {
                (true, Some("Services"), Some(sid), _) => service(&services[sid]["friendly_name"]),
                (true, ..) => service(&field(&call, "FriendlyName").unwrap()),
                (false, _, _, Some("Applications")) => "providers.us.applications.bot".to_owned(),
                (false, _, _, Some("IncomingPhoneNumbers")) => match parts.next() {
                    Some(sid) => number(numbers[sid]["phone_number"].as_str().unwrap()),
                    None => number(field(&call, "PhoneNumber").unwrap().as_str().unwrap()),
                },
                _ => panic!("{call}"),
            }
        })
        .collect()
}
