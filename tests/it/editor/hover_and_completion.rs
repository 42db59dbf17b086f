//! What an editor explains and proposes.

use super::files::{BESIDE, CONFIGURATION, ENVS, OVERLAY, begun, number, provider};
use super::server::Server;

/// A heading, a sentence or two, and an example, at every level.
#[test]
fn a_key_is_explained_with_an_example() {
    let world = begun();
    let Some(mut server) = Server::start(&world) else {
        return;
    };
    let text = world.read("switchboard.yaml");
    for (over, heading, example) in [
        ("project:", "#### Project", "project: contoso-sms"),
        (
            "vars:",
            "#### Variables",
            "host: public-usa.mkt.dynamics.com",
        ),
        ("providers:", "#### Providers", "type: twilio"),
        ("marketing:", "#### Provider", ""),
        (
            "description:",
            "#### Description",
            "description: US marketing texts",
        ),
        (
            "callback_url:",
            "#### Callback URL",
            "callback_url: https://",
        ),
        ("numbers:", "#### Numbers", "phone_number: \"+15017122661\""),
        (
            "phone_number:",
            "#### Phone number",
            "phone_number: \"+15017122661\"",
        ),
        ("keywords:", "#### Keywords", "keywords: [STOP, JOIN]"),
    ] {
        let shown = server.hover(BESIDE, &text, over);
        let mut parts = shown.split("\n\n");
        assert_eq!(parts.next(), Some(heading), "{over}\n{shown}");
        assert!(
            parts.next().is_some_and(|about| about.ends_with('.')),
            "{shown}"
        );
        assert!(shown.contains(example), "{over}\n{shown}");
        assert!(
            !shown.contains("||") && !shown.contains("undefined"),
            "{shown}"
        );
    }
    let text = provider("auth_token: { env: A_TOKEN }");
    let shown = server.hover(BESIDE, &text, "auth_token");
    assert!(
        shown.contains("auth_token: { env: ") || shown.contains("env: TWILIO_AUTH_TOKEN"),
        "{shown}"
    );
    let text = number("phone_number: \"+15017122661\"\nincoming: unmanaged");
    let shown = server.hover(BESIDE, &text, "incoming");
    assert!(
        shown.starts_with("#### Incoming\n\nWhat Twilio does"),
        "{shown}"
    );
}

#[test]
fn keys_and_values_are_proposed() {
    let world = begun();
    let Some(mut server) = Server::start(&world) else {
        return;
    };
    let mut proposed = |text: String| server.proposals(BESIDE, &text);
    let top = proposed(format!("{CONFIGURATION}version: 1\n|"));
    for key in ["environment", "keywords", "project", "providers", "vars"] {
        assert!(top.iter().any(|label| label == key), "{top:?}");
    }
    let keys = proposed(provider("callback_url: https://sms.example.com/in\n|"));
    assert!(keys.iter().any(|label| label == "auth_token"), "{keys:?}");
    assert!(
        !keys.iter().any(|label| label == "callback_url"),
        "{keys:?}"
    );
    let keys = proposed(number("phone_number: \"+15017122661\"\n|"));
    assert!(keys.iter().any(|label| label == "incoming"), "{keys:?}");
    let words = proposed(number("phone_number: \"+15017122661\"\nincoming: |"));
    assert!(
        words.starts_with(&["none".to_owned(), "unmanaged".to_owned()]),
        "{words:?}"
    );
    let words = proposed(provider("messaging_services:\n  promo:\n    inbound: |"));
    assert!(
        words.iter().any(|word| word == "defer_to_sender"),
        "{words:?}"
    );
    let words = proposed(provider("callback_method: |"));
    assert!(words.iter().any(|word| word == "GET"), "{words:?}");
    let codes = proposed(provider("ignore:\n  - code: |\n    reason: x"));
    assert!(codes.iter().any(|code| code == "W0404"), "{codes:?}");
}

#[test]
fn an_overlay_is_explained_and_completed_too() {
    let world = begun();
    let Some(mut server) = Server::start(&world) else {
        return;
    };
    let text =
        format!("{OVERLAY}providers:\n  us:\n    callback_url: https://sms.example.com/in\n");
    let shown = server.hover(ENVS, &text, "callback_url");
    assert!(
        shown.starts_with("#### Callback URL\n\nThe URL that Twilio calls"),
        "{shown}"
    );
    let keys = server.proposals(ENVS, &format!("{text}    |\n"));
    assert!(keys.iter().any(|label| label == "numbers"), "{keys:?}");
    let text = format!("{OVERLAY}providers:\n  us:\n    callback_method: |\n");
    let words = server.proposals(ENVS, &text);
    assert!(words.iter().any(|word| word == "POST"), "{words:?}");
    assert!(words.iter().any(|word| word == "null"), "{words:?}");
}
