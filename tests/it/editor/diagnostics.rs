//! What an editor underlines, and the words it says about it.

use super::files::{BESIDE, CONFIGURATION, ENVS, OVERLAY, begun, number, provider};
use super::server::Server;
use crate::support::crate_folder;

/// Lines that are wrong, whole files, and what the editor says about them.
fn mistakes() -> Vec<(String, &'static str)> {
    let top = |lines: &str| format!("{CONFIGURATION}version: 1\n{lines}\n");
    let numbered = |line: &str| number(&format!("phone_number: \"+15017122661\"\n{line}"));
    let served = |line: &str| {
        provider(&format!(
            "messaging_services:\n  campaigns:\n    friendly_name: Campaigns\n    {line}"
        ))
    };
    vec![
        // URLs
        (
            provider("callback_url: http://sms.example.com/in"),
            "beginning with https://",
        ),
        (
            provider("callback_url: sms.example.com/in"),
            "the whole address",
        ),
        (
            numbered("incoming: { url: \"\" }"),
            "beginning with https://",
        ),
        (
            served("status_callback: ftp://sms.example.com"),
            "beginning with https://",
        ),
        // keywords
        (
            top("keywords: [two words]"),
            "one word of ASCII letters and digits",
        ),
        (top("keywords: [12]"), "in quotes if it is only digits"),
        (top("keywords: STOP"), "Write a list"),
        (top("keywords: [{ word: JOIN }]"), "Missing property"),
        // SIDs
        (provider("account_sid: AC1"), "AC and 32 hex digits"),
        (
            provider("account_sid: \"'AC00000000000000000000000000000001'\""),
            "AC and 32 hex digits",
        ),
        (
            served("sid: AC00000000000000000000000000000001"),
            "MG and 32 hex digits",
        ),
        (
            numbered("purchase: true\nbundle_sid: 12"),
            "BU and 32 hex digits",
        ),
        // phone numbers
        (number("phone_number: +15017122661"), "in quotes"),
        (number("phone_number: 15017122661"), "in quotes"),
        (number("phone_number: \"501 712 2661\""), "in E.164 format"),
        // literal secrets
        (
            provider("auth_token: 0123456789abcdef0123456789abcdef"),
            "Never write the secret itself",
        ),
        (
            provider("api_secret: [a, b]"),
            "Never write the secret itself",
        ),
        (provider("auth_token: {}"), "{ env: NAME }"),
        // shapes
        (
            provider("numbers:\n  - phone_number: \"+15017122661\""),
            "Write a map, not a list",
        ),
        (
            provider("numbers: { store: \"+15017122661\" }"),
            "Write a map",
        ),
        (
            numbered("incoming: {}"),
            "`none` if the number answers nothing",
        ),
        (
            numbered("incoming: off"),
            "`unmanaged` to leave its route alone",
        ),
        (
            numbered("incoming: https://sms.example.com/in"),
            "Write `{ url: … }`",
        ),
        (
            numbered("voice_url: https://sms.example.com/voice"),
            "Switchboard covers texts only",
        ),
        (
            numbered("friendly_nam: Store"),
            "Property friendly_nam is not allowed",
        ),
        (served("numbers: store"), "Write a list"),
        (served("sticky_sender: \"yes\""), "Write true or false"),
        (served("inbound: reject"), "\"defer_to_sender\""),
        (
            provider("numbers: { Store_1: { phone_number: \"+15017122661\" } }"),
            "lower-case letters",
        ),
        (
            numbered("ignore: [{ code: W9999, reason: none }]"),
            "docs/findings.md",
        ),
        (top("project: Contoso SMS"), "lower-case letters"),
        (
            top("environment: { dynamics_org_id: contoso }"),
            "the GUID as Dynamics shows it",
        ),
    ]
}

#[test]
fn a_configuration_is_checked_in_words() {
    let world = begun();
    let Some(mut server) = Server::start(&world) else {
        return;
    };
    let mut wrong = Vec::new();
    for (text, expected) in mistakes() {
        let shown = server.errors(BESIDE, &text);
        let said: Vec<&str> = shown.iter().map(|(_, message)| message.as_str()).collect();
        let fits = said.len() <= 2 && said.iter().any(|one| one.contains(expected));
        if !fits {
            wrong.push(format!("{text}\nexpected: {expected}\nshown: {said:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn what_is_right_is_not_underlined() {
    let world = begun();
    let Some(mut server) = Server::start(&world) else {
        return;
    };
    let starter = world.read("switchboard.yaml");
    assert!(starter.starts_with(CONFIGURATION), "{starter}");
    let nothing: Vec<(u64, String)> = Vec::new();
    assert_eq!(server.errors(BESIDE, &starter), nothing);
    // A schema that cannot be loaded would be reported as well.
    let other = starter.replacen("config.schema", "none.schema", 1);
    assert!(!server.errors(BESIDE, &other).is_empty());
    for example in [
        "azure",
        "azure-and-twilio",
        "dynamics",
        "quickstart",
        "ci/gitlab",
        "ci/github",
    ] {
        let path = crate_folder().join(format!("examples/{example}/switchboard.yaml"));
        let example = std::fs::read_to_string(path).unwrap();
        let lines = example.lines().filter(|line| !line.contains("$schema"));
        let text = format!("{CONFIGURATION}{}\n", lines.collect::<Vec<_>>().join("\n"));
        assert_eq!(server.errors(BESIDE, &text), nothing);
    }
}

/// An overlay may hold any part of a configuration, and removes with `null`.
#[test]
fn an_overlay_is_checked_as_a_part() {
    let world = begun();
    let Some(mut server) = Server::start(&world) else {
        return;
    };
    let right = "vars: { host: sms.example.com, old: null }
environment: null
providers:
  us:
    auth_token: { file: token }
    callback_url: null
    numbers:
      store: { friendly_name: Store (test) }
      support: null
      sales: { incoming: null }
      office: { incoming: {} }
  eu: null
keywords: [STOP, { keyword: JOIN }]
";
    let text = format!("{OVERLAY}{right}");
    let nothing: Vec<(u64, String)> = Vec::new();
    assert_eq!(server.errors(ENVS, &text), nothing);
    let wrong = "providers:
  us:
    callback_url: http://sms.example.com
    auth_token: 0123456789abcdef0123456789abcdef
    numbers:
      store: { phone_number: +15017122661 }
      support: { friendly_nam: Support }
keywords: [{ description: Join }]
";
    let text = format!("{OVERLAY}{wrong}");
    let shown = server.errors(ENVS, &text);
    let expected = [
        (4, "beginning with https://"),
        (5, "Never write the secret itself"),
        (7, "in quotes"),
        (8, "friendly_nam is not allowed"),
        (9, "Missing property"),
    ];
    assert_eq!(shown.len(), expected.len(), "{shown:#?}");
    for ((line, message), (on, words)) in shown.iter().zip(expected) {
        assert!(*line == on && message.contains(words), "{shown:#?}");
    }
}
