//! Ways around a policy that do not work.

use super::fresh;
use crate::support::fixture::{NUMBERS, SERVICE, unwritten};

const URL: &str = "https://hooks.contoso.example/sms";

#[test]
fn no_spelling_of_a_url_gets_past_a_rule() {
    let forbid = "version: 1\ncallbacks: { forbid: [{ host: evil.example }, { host: \"*.evil.example\" }, { host: 198.51.100.7 }, { host: hooks.contoso.example, path: \"/admin/**\" }] }\n";
    let allow = "version: 1\ncallbacks: { allow: [{ host: hooks.contoso.example, path: \"/sms/**\" }, { host: hooks.contoso.example, path: /sms }] }\n";
    let (world, _sandbox) = fresh(forbid);
    let passes = |policy: &str, url: &str| {
        world.write("policy.yaml", policy);
        let quoted = serde_json::to_string(url).unwrap();
        let configuration = NUMBERS.configuration.replace(URL, &quoted);
        world.write("switchboard.yaml", &configuration);
        let ended = world.run(&["validate", "--policy", "policy.yaml"]);
        ended.code == 0
    };
    assert!(passes(forbid, URL) && passes(allow, URL));
    for url in [
        "https://EVIL.Example/sms",
        "https://evil.example:8443/sms",
        "https://hooks.contoso.example@evil.example/sms",
        "https://user:password@evil.example/sms",
        "https://evil.example./sms",
        "https://evil.example../sms",
        "https://evil%2eexample/sms",
        "https://%65vil.example/sms",
        "https://ｅvil.example/sms",
        "https://evil。example/sms",
        "https://evil.example\\@hooks.contoso.example/sms",
        "https://evil.example?@hooks.contoso.example/sms",
        "https://evil.example#@hooks.contoso.example/sms",
        "https:/evil.example/sms",
        "https:evil.example/sms",
        "https:\\\\evil.example/sms",
        "https:///evil.example/sms",
        "//evil.example/sms",
        "https://e\tvil.example/sms",
        "https://e\u{ad}vil.example/sms",
        "https://a.b.evil.example/sms",
        "https://[::ffff:198.51.100.7]/sms",
        "https://3325256711/sms",
        "https://0xc6336407/sms",
        "https://0306.51.100.7/sms",
        "https://198.51.100.7./sms",
        "https://hooks.contoso.example/admin/x",
        "https://hooks.contoso.example/sms/../admin/x",
        "https://hooks.contoso.example/sms/%2e%2e/admin/x",
        "https://hooks.contoso.example/sms/%2E./admin/x",
        "https://hooks.contoso.example/%61dmin/x",
        "https://hooks.contoso.example//admin/x",
        "https://hooks.contoso.example/./admin/x",
        "https://hooks.contoso.example/sms\\..\\admin/x",
        "https://hooks.contoso.example/sms;/../admin/x",
    ] {
        assert!(!passes(forbid, url), "forbid: {url}");
        assert!(!passes(allow, url), "allow: {url}");
    }
}

#[test]
fn every_key_with_a_url_is_judged() {
    let (world, _sandbox) = fresh(
        "version: 1\ncallbacks: { allow: [{ host: \"*.contoso.example\" }], forbid: [{ host: evil.example }] }\n",
    );
    let twilio = |more: &str| {
        format!(
            "version: 1\nproviders:\n  us:\n    type: twilio\n    callback_url: {URL}\n{more}keywords: [STOP]\n"
        )
    };
    let of_number = |incoming: &str| {
        twilio(&format!(
            "    numbers:\n      a: {{ phone_number: \"+15017122661\", incoming: {incoming} }}\n"
        ))
    };
    let azure = |more: &str| {
        format!(
            "version: 1\nproviders:\n  eu:\n    type: azure\n    resource_id: /subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/m/providers/Microsoft.Communication/communicationServices/c\n{more}    numbers:\n      a: {{ phone_number: \"+15017122661\" }}\nkeywords: [STOP]\n"
        )
    };
    let evil = "https://evil.example/sms";
    let all = [
        of_number(&format!("{{ url: {evil} }}")),
        of_number(&format!("{{ url: {URL}, fallback_url: {evil} }}")),
        twilio(&format!(
            "    applications:\n      app: {{ friendly_name: App, url: {evil} }}\n"
        )),
        twilio(&format!(
            "    applications:\n      app: {{ friendly_name: App, url: {URL}, fallback_url: {evil} }}\n"
        )),
        twilio(&format!(
            "    applications:\n      app: {{ friendly_name: App, url: {URL}, status_callback: {evil} }}\n"
        )),
        twilio(&format!(
            "    messaging_services:\n      news: {{ friendly_name: News, inbound: webhook, callback_url: {evil} }}\n"
        )),
        twilio(&format!(
            "    messaging_services:\n      news: {{ friendly_name: News, inbound: webhook, fallback_url: {evil} }}\n"
        )),
        twilio(&format!(
            "    messaging_services:\n      news: {{ friendly_name: News, inbound: webhook, status_callback: {evil} }}\n"
        )),
        azure(&format!("    callback_url: {evil}\n")),
        azure(&format!(
            "    callback_url: {URL}\n    delivery_report_url: {evil}\n"
        )),
    ];
    for configuration in all {
        world.write("switchboard.yaml", &configuration);
        let valid = world.run(&["validate"]);
        assert_eq!(valid.code, 0, "{configuration}\n{}", valid.stderr);
        let ended = world.run(&["validate", "--policy", "policy.yaml"]);
        let judged = ended.code == 1 && ended.stderr.contains("E0931");
        assert!(judged, "{configuration}\n{}", ended.stderr);
    }
}

/// A name of the configuration can mean another number from one edit to the next.
#[test]
fn a_forbidden_number_is_not_dropped_by_giving_its_name_to_another() {
    let (world, sandbox) = NUMBERS.applied();
    world.write(
        "policy.yaml",
        "version: 1\nchanges: { forbid: [\"+15017122661\"] }\n",
    );
    let edited = NUMBERS.configuration.replace(
        "\"+15017122661\" }\n      second: { phone_number: \"+15017122662\" }",
        "\"+15017122662\" }",
    );
    assert_ne!(edited, NUMBERS.configuration);
    world.write("switchboard.yaml", &edited);
    let plan = ["plan", "--policy", "policy.yaml"];
    let ended = world.run(&plan).exits(1);
    let why = "providers.us.numbers.first no longer means +15017122661";
    assert!(ended.stderr.contains(why), "{}", ended.stderr);
    let allow = "version: 1\nchanges: { allow: [\"+15017122662\"] }\n";
    world.write("allow.txt", allow);
    let ended = world.run(&["plan", "--policy", "allow.txt"]).exits(1);
    assert!(ended.stderr.contains("E0932"), "{}", ended.stderr);
    let apply = ["apply", "--auto-approve", "--policy", "policy.yaml"];
    world.run(&apply).exits(1);
    unwritten(&sandbox);
}

/// The service's own address is free, and the number behind it is not.
#[test]
fn a_forbidden_number_is_not_rerouted_through_its_service() {
    let (world, sandbox) = SERVICE.applied();
    let edited = SERVICE.configuration.replace(
        "inbound: webhook,",
        "inbound: webhook, callback_url: https://other.contoso.example/sms,",
    );
    world.write("switchboard.yaml", &edited);
    for forbidden in ["providers.us.numbers.second", "second", "+15017122662"] {
        world.write(
            "policy.yaml",
            &format!("version: 1\nchanges: {{ forbid: [\"{forbidden}\"] }}\n"),
        );
        for target in [&[][..], &["--target", "news"]] {
            let plan = [&["plan", "--policy", "policy.yaml"][..], target].concat();
            let ended = world.run(&plan).exits(1);
            assert!(ended.stderr.contains("E0932"), "{}", ended.stderr);
        }
    }
    unwritten(&sandbox);
    world.write("policy.yaml", "version: 1\nchanges: { forbid: [first] }\n");
    world.run(&["plan", "--policy", "policy.yaml"]).exits(0);
}

/// The service that a number leaves does not change by itself.
#[test]
fn a_number_does_not_leave_a_forbidden_service() {
    let (world, sandbox) = SERVICE.applied();
    let edited = SERVICE.configuration.replace(
        "numbers: [second] }",
        "numbers: [] }\n      other: { friendly_name: Other, inbound: webhook, numbers: [second] }",
    );
    world.write("switchboard.yaml", &edited);
    world.write("policy.yaml", "version: 1\nchanges: { forbid: [news] }\n");
    let plan = ["plan", "--allow-detach", "--policy", "policy.yaml"];
    world.run(&plan).exits(1);
    unwritten(&sandbox);
}

#[test]
fn a_second_policy_is_refused() {
    let (world, _sandbox) = fresh("version: 1\n");
    let plan = ["plan", "--policy", "policy.yaml", "--policy", "policy.yaml"];
    let ended = world.run(&plan).exits(1);
    assert!(ended.stderr.contains("--policy"), "{}", ended.stderr);
}

/// Without the option, the next command would do what the policy forbids.
#[test]
fn a_suggested_command_keeps_the_policy() {
    let (world, _sandbox) = fresh("version: 1\n");
    let plan = ["plan", "--policy", "policy.yaml", "--out", "../plan.json"];
    let ended = world.run(&plan).exits(0);
    let next = "`switchboard apply --policy policy.yaml ../plan.json`";
    assert!(ended.stderr.contains(next), "{}", ended.stderr);
}
