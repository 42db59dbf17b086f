//! What carriers and the account say about sending, in `plan` and in `test`: facts that cost no
//! read are in every plan, the rest where they are requested; and `ignore` at every kind of thing.

use serde_json::Value;

use crate::support::fixture::unwritten;
use crate::support::sandbox::Sandbox;
use crate::support::world::{Ended, World};

const ACCOUNT: &str = "AC00000000000000000000000000000001";

const SEED: &str = r#"
accounts:
  AC00000000000000000000000000000001:
    type: Trial
    numbers:
      - { phone_number: "+15017122661" }
      - { phone_number: "+15017122662" }
      - { phone_number: "+15017122663" }
      - { phone_number: "+15017122664" }
      - { phone_number: "+14165550123" }
      - { phone_number: "+15017122669" }
      - phone_number: "+18885550123"
        verification: { status: TWILIO_REJECTED, rejection_reason: no opt-in, edit_allowed: true, edit_expiration: "2126-11-30T00:00:00Z" }
    messaging_services:
      - { friendly_name: Good, numbers: ["+15017122662"], use_inbound_webhook_on_number: true, campaign: {} }
      - { friendly_name: Waiting, numbers: ["+15017122663"], use_inbound_webhook_on_number: true, campaign: { status: IN_PROGRESS } }
      - friendly_name: Bad
        numbers: ["+15017122664"]
        use_inbound_webhook_on_number: true
        campaign:
          status: FAILED
          errors: [{ error_code: 30897, fields: [MESSAGE_FLOW], description: "Disallowed \e[31m\ncontent." }]
"#;

/// The seed's numbers; `{NAME}` is where a test adds more.
fn configuration(more: &[(&str, &str)]) -> String {
    let mut text = format!(
        r#"version: 1
providers:
  us:
    type: twilio
    account_sid: {ACCOUNT}
    callback_url: https://hooks.contoso.example/sms{{provider}}
    numbers:
      alone: {{ phone_number: "+15017122661"{{alone}} }}
      good: {{ phone_number: "+15017122662" }}
      waiting: {{ phone_number: "+15017122663"{{waiting}} }}
      bad: {{ phone_number: "+15017122664"{{bad}} }}
      canada: {{ phone_number: "+14165550123" }}
      toll-free: {{ phone_number: "+18885550123"{{toll-free}} }}
"#
    );
    for (name, said) in more {
        text = text.replace(&format!("{{{name}}}"), said);
    }
    for name in ["provider", "alone", "waiting", "bad", "toll-free"] {
        text = text.replace(&format!("{{{name}}}"), "");
    }
    text
}

fn ignoring(code: &str) -> String {
    format!(", ignore: [{{ code: {code}, reason: it only receives }}]")
}

fn world(configuration: &str) -> (World, Sandbox) {
    World::and_sandbox(configuration, SEED)
}

/// The paths of all requests so far.
fn paths(sandbox: &Sandbox) -> Vec<String> {
    sandbox.calls().into_iter().map(|call| call.path).collect()
}

/// A plan's diagnostics: the name at the end of the address, code, summary.
fn reported(plan: &Ended) -> Vec<(String, String, String)> {
    let document = plan.json();
    let all = document["diagnostics"].as_array().unwrap().clone();
    let text = |one: &Value, key: &str| one[key].as_str().unwrap_or_default().to_owned();
    all.iter()
        .map(|one| {
            assert!(one["range"]["start"]["line"].is_u64(), "no place: {one}");
            let address = text(one, "address");
            let name = address.rsplit('.').next().unwrap().to_owned();
            (name, text(one, "code"), text(one, "summary"))
        })
        .collect()
}

fn codes(reported: &[(String, String, String)]) -> Vec<(&str, &str)> {
    let mut codes: Vec<(&str, &str)> = reported
        .iter()
        .map(|(name, code, _)| (name.as_str(), code.as_str()))
        .collect();
    codes.sort_unstable();
    codes
}

#[test]
fn a_plan_reports_gates_without_another_read() {
    let (world, sandbox) = world(&configuration(&[]));
    let plan = world.run(&["plan", "--format", "json"]).exits(0);
    let reported = reported(&plan);
    assert_eq!(
        codes(&reported),
        [("alone", "W0752"), ("bad", "W0752"), ("waiting", "W0752")]
    );
    let asked: Vec<String> = paths(&sandbox);
    let extra = [
        "Compliance",
        "Verifications",
        &format!("{ACCOUNT}.json")[..],
    ];
    let more = asked
        .iter()
        .filter(|call| extra.iter().any(|word| call.contains(word)));
    assert_eq!(more.count(), 0, "{asked:?}");
    assert_eq!(plan.json()["calls"]["reads"], asked.len());
    // An apply's own plan reports the same.
    let apply = world
        .run(&["apply", "--auto-approve", "--format", "json"])
        .exits(0);
    assert_eq!(apply.stdout.matches("\"code\":\"W0752\"").count(), 3);
}

#[test]
fn requested_gates_are_read_in_bulk_and_counted() {
    let (world, sandbox) = world(&configuration(&[]));
    let plan = world
        .run(&["plan", "--carrier-checks", "--format", "json"])
        .exits(0);
    let reported = reported(&plan);
    assert_eq!(
        codes(&reported),
        [
            ("alone", "W0752"),
            ("bad", "W0752"),
            ("toll-free", "W0751"),
            ("us", "W0753"),
            ("waiting", "W0752")
        ]
    );
    let of = |name: &str| {
        let found = reported.iter().find(|(address, ..)| address == name);
        found.unwrap().2.clone()
    };
    assert!(
        of("waiting").contains("still under review"),
        "{}",
        of("waiting")
    );
    assert!(
        of("bad").contains("Twilio's reasons: 30897 (MESSAGE_FLOW): Disallowed"),
        "{}",
        of("bad")
    );
    let calls = paths(&sandbox);
    let count = |word: &str| calls.iter().filter(|call| call.contains(word)).count();
    assert_eq!(
        (count("Compliance/Usa2p"), count("Tollfree/Verifications")),
        (3, 1)
    );
    assert_eq!(count(&format!("Accounts/{ACCOUNT}.json")), 1);
    assert_eq!(plan.json()["calls"]["reads"], calls.len());
    unwritten(&sandbox);
    let human = world.run(&["plan", "--carrier-checks"]).exits(0);
    assert!(!human.stderr.contains('\u{1b}'), "{}", human.stderr);
    assert!(
        human.stderr.contains("before 2126-11-30T00:00:00Z"),
        "{}",
        human.stderr
    );
    for format in ["markdown", "github"] {
        let ended = world
            .run(&["plan", "--carrier-checks", "--format", format])
            .exits(0);
        assert!(!ended.stdout.contains('\u{1b}'), "{}", ended.stdout);
    }
}

#[test]
fn numbers_that_are_not_routed_have_no_gates() {
    let unrouted =
        configuration(&[]).replace("    callback_url: https://hooks.contoso.example/sms\n", "");
    let (world, sandbox) = world(&unrouted);
    let plan = world
        .run(&["plan", "--carrier-checks", "--format", "json"])
        .exits(0);
    assert_eq!(codes(&reported(&plan)), [("us", "W0753")]);
    let calls = paths(&sandbox);
    assert!(
        !calls
            .iter()
            .any(|call| call.contains("Usa2p") || call.contains("Tollfree"))
    );
}

#[test]
fn a_target_asks_about_its_own_numbers_only() {
    let (world, sandbox) = world(&configuration(&[]));
    let plan = world
        .run(&[
            "plan",
            "--carrier-checks",
            "--target",
            "waiting",
            "--format",
            "json",
        ])
        .exits(0);
    let reported = reported(&plan);
    assert_eq!(codes(&reported), [("us", "W0753"), ("waiting", "W0752")]);
    let usa2p = paths(&sandbox)
        .iter()
        .filter(|call| call.contains("Usa2p"))
        .count();
    assert_eq!(usa2p, 1);
}

#[test]
fn a_number_that_is_going_to_join_has_its_new_services_gate() {
    let services = "    messaging_services:\n      joined: { friendly_name: Good, inbound: defer_to_sender, numbers: [alone] }\n";
    let text = format!("{}{services}", configuration(&[]));
    let (world, _sandbox) = world(&text);
    let plan = world.run(&["plan", "--format", "json"]).exits(0);
    assert!(reported(&plan).iter().all(|(name, ..)| name != "alone"));
    let made = text.replace("friendly_name: Good", "friendly_name: Still to come");
    world.write("switchboard.yaml", &made);
    for more in [&[][..], &["--carrier-checks"]] {
        let arguments = [&["plan", "--format", "json"], more].concat();
        let reported = reported(&world.run(&arguments).exits(0));
        let alone = reported.iter().find(|(name, ..)| name == "alone").unwrap();
        assert!(alone.2.contains("Still to come has no"), "{alone:?}");
    }
}

#[test]
fn a_plan_whose_gates_cannot_be_read_is_incomplete() {
    let (world, sandbox) = world(&configuration(&[]));
    let fault = serde_json::json!([{ "path": "Tollfree", "times": 9, "then": { "status": 400, "code": 20001 } }]);
    sandbox.add_faults(&fault);
    let plan = world
        .run(&["plan", "--carrier-checks", "--format", "json"])
        .exits(3);
    let reported = reported(&plan);
    assert!(codes(&reported).contains(&("us", "E0706")), "{reported:?}");
    // The others are reported all the same; that number's state is not known.
    assert!(
        codes(&reported).contains(&("bad", "W0752"))
            && !codes(&reported).contains(&("toll-free", "W0751"))
    );
    sandbox.clear_faults();
    let fault = serde_json::json!([{ "path": "Usa2p", "times": 9, "then": { "status": 404, "code": 20404 } }]);
    sandbox.add_faults(&fault);
    let plan = world
        .run(&["plan", "--carrier-checks", "--format", "json"])
        .exits(0);
    let reported = self::reported(&plan);
    let waiting = reported
        .iter()
        .find(|(name, ..)| name == "waiting")
        .unwrap();
    assert!(waiting.2.contains("has no A2P campaign"), "{waiting:?}");
}

#[test]
fn an_inactive_account_is_reported_as_inactive() {
    let (world, sandbox) = world(&configuration(&[]));
    let fault = serde_json::json!([{ "times": 99, "then": { "status": 401, "code": 20005 } }]);
    sandbox.add_faults(&fault);
    let plan = world
        .run(&["plan", "--carrier-checks", "--format", "json"])
        .exits(1);
    assert_eq!(codes(&reported(&plan)), [("us", "E0709")]);
    // The lists of numbers and services are asked for together.
    assert_eq!(paths(&sandbox).len(), 2, "it was asked again");
    let test = world.run(&["test", "--format", "json"]).exits(3);
    assert!(test.stdout.contains("E0709"), "{}", test.stdout);
}

fn checks(ended: &Ended, id: &str) -> Vec<(String, String, String)> {
    let document = ended.json();
    let text = |check: &Value, key: &str| check[key].as_str().unwrap_or_default().to_owned();
    let all = document["checks"].as_array().unwrap().clone();
    all.iter()
        .filter(|check| check["id"] == id)
        .map(|check| {
            (
                text(check, "address"),
                text(check, "outcome"),
                text(check, "detail"),
            )
        })
        .collect()
}

#[test]
fn test_distinguishes_a_pending_campaign_from_a_rejected_one() {
    let (world, sandbox) = world(&configuration(&[]));
    let ended = world.run(&["test", "--format", "json"]).exits(2);
    let carriers = checks(&ended, "carriers");
    let of = |name: &str| {
        let found = carriers
            .iter()
            .find(|(address, ..)| address.ends_with(name));
        let (_, outcome, detail) = found.unwrap();
        (outcome.as_str(), detail.as_str())
    };
    assert_eq!(of(".good").0, "passed");
    assert!(of(".waiting").1.contains("still under review"));
    assert!(of(".bad").1.contains("that was rejected"));
    assert!(of(".alone").1.contains("no messaging service"));
    assert!(of(".toll-free").1.contains("rejected: no opt-in"));
    assert_eq!(carriers.len(), 5);
    let human = world.run(&["test"]).exits(2);
    assert!(
        !human.stdout.contains('\u{1b}') && human.stdout.contains("fix what is named"),
        "{}",
        human.stdout
    );
    unwritten(&sandbox);
}

#[test]
fn each_finding_is_silenced_at_its_address() {
    let provider = "\n    ignore: [{ code: W0753, reason: it is a rehearsal }]";
    let text = configuration(&[
        ("provider", provider),
        ("alone", &ignoring("W0752")),
        ("waiting", &ignoring("W0752")),
        ("toll-free", &ignoring("W0751")),
    ]);
    let (world, _sandbox) = world(&text);
    let plan = world
        .run(&["plan", "--carrier-checks", "--format", "json"])
        .exits(0);
    assert_eq!(codes(&reported(&plan)), [("bad", "W0752")]);
    let test = world.run(&["test", "--format", "json"]).exits(2);
    assert_eq!(test.json()["summary"]["silenced"], 4);
    assert_eq!(checks(&test, "account")[0].1, "skipped");
    assert!(checks(&test, "ignored").is_empty(), "{}", test.stdout);
}

/// One `ignore` at the provider speaks for all of its numbers, and counts as used.
#[test]
fn an_ignore_at_a_provider_covers_its_numbers() {
    let all = "\n    ignore: [{ code: W0752, reason: these numbers only receive }]";
    let (world, _sandbox) = world(&configuration(&[("provider", all)]));
    let plan = world.run(&["plan", "--format", "json"]).exits(0);
    assert!(reported(&plan).is_empty(), "{}", plan.stdout);
    let test = world.run(&["test", "--format", "json"]).exits(2);
    let test = test.json();
    assert_eq!(test["summary"]["silenced"], 3, "{test:#}");
    assert!(!test.to_string().contains("W0755"), "{test:#}");
}

/// An `ignore` at a messaging service holds for the numbers that it lists, and for no
/// others.
#[test]
fn an_ignore_at_a_messaging_service_covers_its_numbers() {
    let services = "\n    messaging_services:\n      waiting:\n        friendly_name: Waiting\n        \
                    inbound: defer_to_sender\n        numbers: [waiting]\n        \
                    ignore: [{ code: W0752, reason: the campaign is on its way }]";
    let (world, _sandbox) = world(&configuration(&[("provider", services)]));
    let plan = world.run(&["plan", "--format", "json"]).exits(0);
    let reported = reported(&plan);
    assert_eq!(codes(&reported), [("alone", "W0752"), ("bad", "W0752")]);
}

/// An `ignore` at a provider that silences nothing at any of its numbers is reported as
/// before, and a number's finding is not silenced by its neighbours' entries.
#[test]
fn an_ignore_at_a_provider_without_effect_is_reported() {
    let none = "\n    ignore: [{ code: W0722, reason: x }, { code: E0726, reason: x }]";
    let (world, _sandbox) = world(&configuration(&[("provider", none)]));
    let test = world.run(&["test", "--format", "json"]).exits(2);
    let ignored = checks(&test, "ignored");
    assert_eq!(ignored.len(), 1, "{ignored:?}");
    assert_eq!(ignored[0].0, "providers.us");
    assert!(test.stdout.contains("E0726 is ignored"), "{}", test.stdout);
}

#[test]
fn only_test_reports_an_ignore_without_effect() {
    let text = configuration(&[
        ("alone", &ignoring("W0751")),
        ("toll-free", &ignoring("W0722")),
    ]);
    let (world, sandbox) = world(&text);
    let validate = world.run(&["validate"]).exits(0);
    assert!(!validate.stderr.contains("W0755"), "{}", validate.stderr);
    let test = world.run(&["test", "--format", "json"]).exits(2);
    let ignored = checks(&test, "ignored");
    assert_eq!(ignored.len(), 1, "{ignored:?}");
    assert_eq!(ignored[0].0, "providers.us.numbers.alone");
    // After an incomplete read, it is not known whether an `ignore` has an effect.
    let fault = serde_json::json!([{ "path": "Tollfree", "times": 9, "then": { "status": 500 } }]);
    sandbox.add_faults(&fault);
    let test = world.run(&["test", "--format", "json"]).exits(3);
    assert!(checks(&test, "ignored").is_empty());
}

#[test]
fn a_number_without_texts_may_be_left_alone() {
    let seed = format!(
        "accounts:\n  {ACCOUNT}:\n    numbers: [{{ phone_number: \"+442071838750\", capabilities: {{ sms: false, mms: false, voice: true, fax: false }} }}]\n"
    );
    let text = |more: &str| {
        format!(
            "version: 1\nproviders:\n  us:\n    type: twilio\n    account_sid: {ACCOUNT}\n    callback_url: https://hooks.contoso.example/sms\n    numbers:\n      voice: {{ phone_number: \"+442071838750\"{more} }}\n"
        )
    };
    let (world, sandbox) = World::and_sandbox(&text(""), &seed);
    let plan = world.run(&["plan", "--format", "json"]).exits(3);
    assert_eq!(codes(&reported(&plan)), [("voice", "E0726")]);
    world.write("switchboard.yaml", &text(&ignoring("E0726")));
    let plan = world.run(&["plan", "--format", "json"]).exits(0);
    assert_eq!(codes(&reported(&plan)), [("voice", "E0726")]);
    assert_eq!(plan.json()["diagnostics"][0]["severity"], "note");
    assert_eq!(plan.json()["complete"], true);
    let test = world.run(&["test", "--format", "json"]).exits(0);
    assert_eq!(checks(&test, "texts")[0].1, "skipped");
    unwritten(&sandbox);
}

#[test]
fn a_service_in_the_way_is_silenced_number_by_number() {
    let seed = format!(
        "accounts:\n  {ACCOUNT}:\n    numbers: [{{ phone_number: \"+442071838750\" }}, {{ phone_number: \"+442071838751\" }}]\n    messaging_services: [{{ friendly_name: Old, numbers: [\"+442071838750\", \"+442071838751\"], inbound_request_url: https://old.example/sms }}]\n"
    );
    let text = |first: &str, second: &str| {
        format!(
            "version: 1\nproviders:\n  us:\n    type: twilio\n    account_sid: {ACCOUNT}\n    callback_url: https://hooks.contoso.example/sms\n    numbers:\n      first: {{ phone_number: \"+442071838750\"{first} }}\n      second: {{ phone_number: \"+442071838751\"{second} }}\n"
        )
    };
    let silent = ignoring("W0722");
    let (world, _sandbox) = World::and_sandbox(&text("", ""), &seed);
    let in_the_way = |first: &str, second: &str| -> Vec<(String, String)> {
        world.write("switchboard.yaml", &text(first, second));
        let reported = reported(&world.run(&["plan", "--format", "json"]).exits(3));
        let found = reported.into_iter().filter(|(_, code, _)| code == "W0722");
        found.map(|(name, _, summary)| (name, summary)).collect()
    };
    let both = in_the_way("", "");
    assert_eq!((both.len(), both[0].0.as_str()), (1, "first"));
    assert!(both[0].1.contains("+442071838750, +442071838751"));
    let second = in_the_way(&silent, "");
    assert_eq!((second.len(), second[0].0.as_str()), (1, "second"));
    assert!(!second[0].1.contains("+442071838750"));
    assert!(in_the_way(&silent, &silent).is_empty());
}

#[test]
fn warnings_of_validate_are_silenced_there() {
    let text = |provider: &str, keywords: &str| {
        format!(
            "version: 1\nproviders:\n  us:\n    type: twilio\n    account_sid: {ACCOUNT}\n    purpose: [commercial]\n  vs:\n    type: twilio\n    account_sid: {ACCOUNT}\n{provider}keywords: {keywords}\n"
        )
    };
    let world = World::empty();
    let validate = |provider: &str, keywords: &str| {
        world.write("switchboard.yaml", &text(provider, keywords));
        let ended = world.run(&["validate", "--format", "json"]).exits(0);
        let document = ended.json();
        let all = document["diagnostics"].as_array().unwrap().clone();
        let codes = all.iter().map(|one| {
            assert!(
                one["address"].is_string() && one["range"].is_object(),
                "{one}"
            );
            one["code"].as_str().unwrap().to_owned()
        });
        let mut codes: Vec<String> = codes.collect();
        codes.sort();
        codes
    };
    assert_eq!(validate("", "[HELP]"), ["W0404", "W0441", "W0442"]);
    let help = "[{ keyword: HELP, ignore: [{ code: W0441, reason: meant }] }]";
    assert_eq!(validate("", help), ["W0404", "W0442"]);
    let second = "    ignore: [{ code: W0404, reason: meant }]\n";
    assert_eq!(validate(second, help), ["W0442"]);
}
