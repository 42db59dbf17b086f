//! Whatever an account holds, an import of it changes nothing.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::properties::cases;
use crate::support::imported::{bare, imported};

const CALLBACK: &str = "https://hooks.contoso.example/sms";

/// Names that YAML, a slug or a reader of numbers may take for something else.
const NAMES: [&str; 46] = [
    "Store",
    "Store",
    "Store",
    "store",
    "",
    " ",
    "~",
    "null",
    "Null",
    "yes",
    "NO",
    "on",
    "true",
    "1e3",
    "0x1F",
    "017",
    "12345",
    "1_000",
    "2026-11-29",
    "12:30",
    ".inf",
    "a: b # c",
    "- dash",
    "'quoted' \"x\"",
    "{brace}",
    "[list]",
    "*star",
    "&amp",
    "!tag",
    "% percent",
    "@at",
    "`tick`",
    "tab\there",
    "line\nbreak",
    "${host}",
    "$${x}",
    "\\n",
    "<<",
    "?",
    "very, very; long | name",
    "  padded",
    "日本支店",
    "🎉",
    "Łódź café",
    "\u{202e}reversed",
    "(501) 712-2661",
];

/// URLs in every form that the account accepts.
const URLS: [&str; 14] = [
    CALLBACK,
    CALLBACK,
    CALLBACK,
    "",
    "https://demo.twilio.com/welcome/sms/reply",
    "http://plain.example/sms",
    "https://other.example/sms?a=${b}&c=#rc=2",
    "HTTPS://Upper.example/sms",
    "https://user:secret@host.example/sms",
    "https://10.0.0.1/sms",
    "https://localhost:8080/sms",
    "https://bücher.example/späße",
    "https://host.example/'quoted' \"x\": # y",
    "ftp://host.example/sms",
];

/// Names that texts are sent from, in every form that the account accepts and YAML may misread.
const SENDERS: [&str; 12] = [
    "Contoso", "R&D", "NO", "null", "1e3", "0x1F", "- x", "+1", "_", "a  b", "1_000", "&amp",
];

fn text(all: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(all).prop_map(str::to_owned)
}

fn name() -> impl Strategy<Value = String> {
    let long = prop::sample::select(vec!["x", "é", "字"]).prop_map(|one| one.repeat(64));
    prop_oneof![8 => text(&NAMES), 1 => long, 1 => "[ -~]{0,20}", 1 => "\\PC{1,10}"]
}

fn method() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["POST", "POST", "GET"])
}

/// A map without the keys that have no value.
fn map(entries: impl IntoIterator<Item = (&'static str, Option<Value>)>) -> Value {
    let entries = entries.into_iter();
    let given = entries.filter_map(|(key, value)| Some((key.to_owned(), value?)));
    Value::Object(given.collect::<Map<_, _>>())
}

fn number() -> impl Strategy<Value = Value> {
    let name = prop::option::of(name());
    let own = (prop::option::of(text(&URLS)), method());
    let fallback = (prop::option::weighted(0.2, text(&URLS)), method());
    let application = prop::option::weighted(0.2, text(&["Bot", "Plain", "Blank"]));
    let capabilities = prop::option::weighted(0.2, (any::<bool>(), any::<bool>(), any::<bool>()));
    (name, own, fallback, application, capabilities).prop_map(
        |(name, own, fallback, application, able)| {
            map([
                ("friendly_name", name.map(Value::from)),
                ("sms_url", own.0.map(Value::from)),
                ("sms_method", Some(own.1.into())),
                ("sms_fallback_url", fallback.0.map(Value::from)),
                ("sms_fallback_method", Some(fallback.1.into())),
                ("sms_application_sid", application.map(Value::from)),
                (
                    "capabilities",
                    able.map(|(sms, mms, voice)| json!({ "sms": sms, "mms": mms, "voice": voice })),
                ),
            ])
        },
    )
}

/// A short code, and the service that it is in.
fn short_code() -> impl Strategy<Value = (Value, Option<usize>)> {
    let name = prop::option::of(name());
    let own = (text(&URLS), method());
    let fallback = (prop::option::weighted(0.2, text(&URLS)), method());
    let member = prop::option::of(0..4_usize);
    (name, own, fallback, member).prop_map(|(name, own, fallback, member)| {
        let code = map([
            ("friendly_name", name.map(Value::from)),
            ("sms_url", Some(own.0.into())),
            ("sms_method", Some(own.1.into())),
            ("sms_fallback_url", fallback.0.map(Value::from)),
            ("sms_fallback_method", Some(fallback.1.into())),
        ]);
        (code, member)
    })
}

fn service() -> impl Strategy<Value = Value> {
    let own = (text(&URLS), method(), any::<bool>());
    let fallback = (prop::option::weighted(0.3, text(&URLS)), method());
    let status = prop::option::weighted(0.3, text(&URLS));
    let usecase = prop::option::weighted(0.3, text(&["marketing", "undeclared", "something-new"]));
    let senders = prop::collection::btree_set(text(&SENDERS), 0..3);
    let all = (name(), own, fallback, status, usecase, senders);
    all.prop_map(|(name, own, fallback, status, usecase, senders)| {
        map([
            ("friendly_name", Some(name.into())),
            ("inbound_request_url", Some(own.0.into())),
            ("inbound_method", Some(own.1.into())),
            ("use_inbound_webhook_on_number", Some(own.2.into())),
            ("fallback_url", fallback.0.map(Value::from)),
            ("fallback_method", Some(fallback.1.into())),
            ("status_callback", status.map(Value::from)),
            ("usecase", usecase.map(Value::from)),
            ("alpha_senders", Some(json!(senders))),
        ])
    })
}

/// An account, as the sandbox's seed.
fn account() -> impl Strategy<Value = Value> {
    let numbers = prop::collection::vec((number(), prop::option::of(0..4_usize)), 0..14);
    let codes = prop::collection::vec(short_code(), 0..4);
    let services = prop::collection::vec(service(), 0..4);
    let all = (name(), numbers, codes, services);
    all.prop_map(|(name, mut numbers, mut codes, mut services)| {
        for (at, (number, _)) in numbers.iter_mut().enumerate() {
            let area = ["+1501712", "+1888555", "+44791112", "+1415555"][at % 4];
            number["phone_number"] = format!("{area}{:04}", 7 * at).into();
        }
        for (at, (code, _)) in codes.iter_mut().enumerate() {
            code["short_code"] = ["012", "74454", "07445", "00000001"][at].into();
        }
        for (at, service) in services.iter_mut().enumerate() {
            let members = |all: &[(Value, Option<usize>)], key: &str| -> Value {
                let members = all.iter().filter(|(_, member)| *member == Some(at));
                members.map(|(one, _)| one[key].clone()).collect()
            };
            service["numbers"] = members(&numbers, "phone_number");
            service["short_codes"] = members(&codes, "short_code");
            service["sid"] = format!("MG{at:032}").into();
        }
        let numbers: Vec<Value> = numbers.into_iter().map(|(number, _)| number).collect();
        let codes: Vec<Value> = codes.into_iter().map(|(code, _)| code).collect();
        let application = |name: &str, url: &str| json!({ "friendly_name": name, "sms_url": url });
        json!({ "accounts": { "AC00000000000000000000000000000001": {
            "friendly_name": name,
            "applications": [application("Bot", CALLBACK), application("Plain", "http://plain.example"), application("Blank", "")],
            "numbers": numbers,
            "short_codes": codes,
            "alpha_senders_per_service": 2,
            "messaging_services": services,
        }}})
    })
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn an_import_changes_nothing(account in account(), full in any::<bool>()) {
        let (world, sandbox) = bare(&account.to_string());
        let arguments: &[&str] = if full { &["--full"] } else { &[] };
        let (ended, problems) = imported(&world, &sandbox, arguments);
        prop_assert!(problems.is_empty(), "{}", problems.join("\n"));
        prop_assert_eq!(ended.code, 0, "{}", ended.stderr);
        prop_assert!(!ended.stdout.is_empty(), "{}", ended.stderr);
        for output in [&ended.stdout, &ended.stderr] {
            prop_assert!(!output.contains("secret@"), "{output}");
        }
    }
}
