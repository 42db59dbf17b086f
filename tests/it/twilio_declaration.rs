//! The declarations allowed under a provider of type `twilio`: shape, schema and rules.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use switchboard::provider::twilio;
use switchboard::provider::twilio::{AccountSidRef, HostLabel};
use switchboard::provider::{AccountReference, Declaration, Misdeclared};

fn read(mut keys: Value) -> Result<Declaration, serde_json::Error> {
    keys["type"] = "twilio".into();
    serde_json::from_value(keys)
}

fn check(keys: Value) -> Vec<Misdeclared> {
    read(keys).unwrap().declared().check()
}

/// The findings as `CODE path`, with the related place where there is one.
fn found(keys: Value) -> Vec<String> {
    let line = |m: Misdeclared| match m.related {
        Some((place, _)) => format!("{} {} ({place})", m.code, m.path),
        None => format!("{} {}", m.code, m.path),
    };
    check(keys).into_iter().map(line).collect()
}

#[test]
fn everything_the_documentation_shows_is_read_and_right() {
    let keys = json!({
        "description": "US marketing texts",
        "purpose": ["transactional", "commercial"],
        "account_sid": "AC00000000000000000000000000000001",
        "auth_token": { "env": "TWILIO_AUTH_TOKEN" },
        "region": "ie1", "edge": "dublin",
        "callback_url": "https://a.example/sms", "callback_method": "POST",
        "numbers": {
            "store-line": { "phone_number": "+15017122661", "friendly_name": "Store line" },
            "support": {
                "phone_number": "+18885550123",
                "incoming": {
                    "url": "https://b.example/sms", "method": "GET",
                    "fallback_url": "https://b.example/fallback", "fallback_method": "POST"
                }
            }
        },
        "messaging_services": {
            "campaigns": {
                "sid": "MG00000000000000000000000000000001",
                "friendly_name": "Campaigns", "inbound": "defer_to_sender", "numbers": ["store-line"],
                "status_callback": "https://a.example/status"
            }
        }
    });
    assert_eq!(found(keys.clone()), Vec::<String>::new());
    let declaration = read(keys).unwrap();
    let callbacks: Vec<String> = declaration
        .declared()
        .callbacks()
        .into_iter()
        .map(|(path, url)| format!("{path} {url}"))
        .collect();
    assert_eq!(
        callbacks,
        [
            "callback_url https://a.example/sms",
            "numbers.support.incoming.url https://b.example/sms",
            "numbers.support.incoming.fallback_url https://b.example/fallback",
            "messaging_services.campaigns.status_callback https://a.example/status",
        ]
    );
}

#[test]
fn every_key_is_optional() {
    for keys in [
        json!({}),
        json!({ "numbers": {}, "messaging_services": {} }),
        json!({ "numbers": null, "messaging_services": { "a": { "friendly_name": "A", "numbers": null } } }),
    ] {
        assert_eq!(found(keys), Vec::<String>::new());
    }
}

#[test]
fn what_is_not_a_key_or_a_value_is_refused() {
    for keys in [
        json!({ "auth_tokn": { "env": "X" } }),
        json!({ "auth_token": "f00dface" }),
        json!({ "account_sid": "MG00000000000000000000000000000001" }),
        json!({ "account_sid": { "env": "X", "file": "y" } }),
        json!({ "callback_method": "PUT" }),
        json!({ "numbers": { "Store": { "phone_number": "+15017122661" } } }),
        json!({ "edge": "evil.example/", "region": "x" }),
    ] {
        assert!(read(keys.clone()).is_err(), "{keys}");
    }
    assert!(HostLabel::try_from("a.b".to_owned()).is_err());
}

#[test]
fn a_number_has_a_phone_number_or_a_short_code() {
    let keys = json!({ "numbers": { "store": {} } });
    assert_eq!(found(keys), ["E0450 numbers.store"]);
}

#[test]
fn the_account_reference_is_known_without_a_request() {
    let account = |keys: Value| read(keys).unwrap().declared().account();
    let variable = |name: &str| AccountReference::Variable(name.to_owned());
    assert_eq!(account(json!({})), variable("TWILIO_ACCOUNT_SID"));
    assert_eq!(
        account(json!({ "account_sid": { "env": "MINE" } })),
        variable("MINE")
    );
    let sid = "AC00000000000000000000000000000001";
    let literal = AccountReference::Literal(sid.to_owned());
    assert_eq!(account(json!({ "account_sid": sid })), literal);
    let declaration: twilio::Declaration =
        serde_json::from_value(json!({ "account_sid": sid })).unwrap();
    assert!(matches!(
        declaration.account_sid,
        Some(AccountSidRef::Literal(_))
    ));
}

#[test]
fn credentials_and_region_come_whole() {
    let env = json!({ "env": "X" });
    assert_eq!(found(json!({ "api_key": env })), ["E0424 api_key"]);
    assert_eq!(found(json!({ "api_secret": env })), ["E0424 api_secret"]);
    assert_eq!(
        found(json!({ "auth_token": env, "api_key": env, "api_secret": env })),
        ["E0423 auth_token (api_key)"]
    );
    assert_eq!(found(json!({ "region": "ie1" })), ["E0422 region"]);
    assert_eq!(found(json!({ "edge": "dublin" })), ["E0422 edge"]);
}

#[test]
fn methods_and_fallbacks_need_a_url() {
    let number =
        |incoming: Value| json!({ "n": { "phone_number": "+15017122661", "incoming": incoming } });
    let lonely =
        json!({ "method": "GET", "fallback_url": "https://a.example/", "fallback_method": "GET" });
    assert_eq!(
        found(json!({ "callback_method": "GET", "numbers": number(lonely.clone()) })),
        [
            "E0427 callback_method",
            "E0427 numbers.n.incoming.method",
            "E0425 numbers.n.incoming.fallback_url"
        ]
    );
    let url = "https://a.example/";
    assert!(found(json!({ "callback_url": url, "numbers": number(lonely) })).is_empty());
    let orphan = number(json!({ "url": url, "fallback_method": "GET" }));
    assert_eq!(
        found(json!({ "numbers": orphan })),
        ["E0426 numbers.n.incoming.fallback_method"]
    );
    let service =
        json!({ "s": { "inbound": "webhook", "callback_method": "GET", "fallback_url": url } });
    assert_eq!(
        found(json!({ "messaging_services": service })),
        [
            "E0431 messaging_services.s",
            "E0432 messaging_services.s.inbound",
            "E0427 messaging_services.s.callback_method",
            "E0425 messaging_services.s.fallback_url",
        ]
    );
}

#[test]
fn a_number_is_in_one_service_once() {
    let keys = json!({
        "numbers": { "store-line": { "phone_number": "+15017122661" }, "b": { "phone_number": "+15017122662" } },
        "messaging_services": {
            "one": { "friendly_name": "One", "numbers": ["store-line", "stor-line", "store-line"] },
            "two": { "friendly_name": "Two", "numbers": ["b", "store-line"] }
        }
    });
    assert_eq!(
        found(keys.clone()),
        [
            "E0428 messaging_services.one.numbers.1",
            "E0430 messaging_services.one.numbers.2 (messaging_services.one.numbers.0)",
            "E0429 messaging_services.two.numbers.1 (messaging_services.one.numbers.0)",
        ]
    );
    assert_eq!(check(keys)[0].help, "did you mean `store-line`?");
}

#[test]
fn the_schema_accepts_valid_keys_and_refuses_others() {
    let schema = schemars::schema_for!(BTreeMap<String, Declaration>).to_value();
    let text = serde_json::to_string_pretty(&schema).unwrap();
    assert!(text.contains("\"propertyNames\""), "{text}");
    let validator = jsonschema::validator_for(&schema).unwrap();
    let valid = |keys: Value| validator.is_valid(&json!({ "p": keys }));
    assert!(valid(
        json!({ "type": "twilio", "numbers": { "a": { "phone_number": "+15017122661" } } })
    ));
    assert!(valid(
        json!({ "type": "twilio", "account_sid": { "env": "X" }, "numbers": null })
    ));
    assert!(!valid(
        json!({ "type": "twilio", "numbers": { "A": { "phone_number": "+15017122661" } } })
    ));
    assert!(!valid(json!({ "type": "twilio", "region": "ie1.evil" })));
    assert!(!valid(
        json!({ "type": "twilio", "description": "x".repeat(101) })
    ));
    assert!(!valid(
        json!({ "type": "twilio", "purpose": ["commercial", "commercial"] })
    ));
    assert!(!valid(json!({ "type": "twilio", "tokn": "x" })));
    assert!(!valid(json!({})));
}
