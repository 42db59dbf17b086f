//! Fallbacks, odd answers, Twilio's own words, and the command's output for people and as JSON.

use serde_json::Value;

use super::handler::Handler;
use super::precedence::sandbox;
use super::{TOKEN, text};
use crate::support::http;
use crate::support::world::World;

const TO: &str = "+15017122661";

fn sent(number: &str) -> (Value, Handler) {
    let handler = Handler::start();
    let account = format!("    numbers: [{{ phone_number: \"{TO}\", {number} }}]\n");
    let (_world, sandbox) = sandbox(&account, &handler);
    (text(&sandbox, TO, "JOIN"), handler)
}

#[test]
fn the_fallback_when_the_handler_fails() {
    let nobody = "http://127.0.0.1:1/";
    for (url, code) in [
        ("HANDLER/500", "11200"),
        (nobody, "11200"),
        ("HANDLER/json", "12300"),
        ("HANDLER/bad", "12100"),
    ] {
        let (outcome, handler) = sent(&format!(
            "sms_url: \"{url}\", sms_fallback_url: HANDLER/fallback"
        ));
        let error = outcome["error"].as_str().unwrap();
        assert!(error.starts_with(code), "{error}");
        assert_eq!(outcome["answered"], true, "{outcome:#}");
        assert_eq!(outcome["reply"], "this is /fallback");
        assert_eq!(outcome["fallback"]["status"], 200);
        let last = handler.take().pop().unwrap();
        assert_eq!(last.path, "/fallback");
        assert_eq!(last.param("ErrorCode"), Some(code));
        last.is_signed_for(&format!("{}/fallback", handler.url), TOKEN);
    }
}

#[test]
fn a_handler_slower_than_15_seconds_has_failed() {
    let (outcome, handler) =
        sent("sms_url: HANDLER/slow, sms_fallback_method: GET, sms_fallback_url: HANDLER/fallback");
    assert!(
        outcome["error"].as_str().unwrap().contains("15 seconds"),
        "{outcome:#}"
    );
    assert_eq!(outcome["reply"], "this is /fallback");
    let all = handler.take();
    assert_eq!(all.len(), 2);
    assert_eq!(all[1].method, "GET");
    all[1].is_signed_for(&format!("{}/fallback", handler.url), TOKEN);
}

#[test]
fn a_text_is_unanswered_if_url_and_fallback_fail() {
    for number in [
        "sms_url: HANDLER/500",
        "sms_url: HANDLER/500, sms_fallback_url: HANDLER/500/too",
    ] {
        let (outcome, _) = sent(number);
        assert_eq!(outcome["answered"], false, "{outcome:#}");
        assert_eq!(outcome["decided_by"], "number");
    }
}

#[test]
fn every_kind_of_answer_is_understood() {
    let (outcome, _) = sent("sms_url: HANDLER/plain");
    assert_eq!(outcome["reply"], "plain text");
    let (outcome, _) = sent("sms_url: HANDLER/empty");
    assert_eq!(
        (&outcome["status"], outcome.get("reply")),
        (&204.into(), None)
    );
    assert_eq!(outcome["answered"], true);

    // Twilio follows, and the form is lost.
    let (outcome, handler) = sent("sms_url: HANDLER/moved");
    assert_eq!(outcome["reply"], "this is /found");
    assert_eq!(handler.take()[1].method, "GET");
    let (outcome, handler) = sent("sms_url: HANDLER/away, sms_fallback_url: HANDLER/fallback");
    assert_eq!(outcome["redirected_to"], "https://elsewhere.example/");
    assert_eq!(handler.take().len(), 1);
}

#[test]
fn a_password_is_sent_when_it_is_asked_for() {
    let handler = Handler::start();
    let with = handler.url.replace("http://", "http://u:p%20w@");
    let account =
        format!("    numbers: [{{ phone_number: \"{TO}\", sms_url: \"{with}/password\" }}]\n");
    let (_world, sandbox) = sandbox(&account, &handler);
    let outcome = text(&sandbox, TO, "JOIN");
    assert_eq!(outcome["reply"], "this is /password", "{outcome:#}");
    assert!(!outcome.to_string().contains("p%20w"));
    let all = handler.take();
    assert_eq!(all[0].headers.get("authorization"), None);
    let login = format!("Basic {}", http::base64(b"u:p w"));
    assert_eq!(all[1].headers["authorization"], login);
    all[1].is_signed_for(&format!("{with}/password"), TOKEN);
}

#[test]
fn words_that_twilio_answers_itself_are_delivered_too() {
    let handler = Handler::start();
    let account = format!("    numbers: [{{ phone_number: \"{TO}\", sms_url: HANDLER/number }}]\n");
    let (_world, sandbox) = sandbox(&account, &handler);
    for (body, expected) in [
        (" stop", Some("STOP")),
        ("Help", Some("HELP")),
        ("stop it", None),
    ] {
        let outcome = text(&sandbox, TO, body);
        assert_eq!(outcome["opt_out"].as_str(), expected);
        assert_eq!(handler.one().param("Body"), Some(body));
    }
}

#[test]
fn an_invalid_text_is_refused() {
    let (_world, sandbox) = sandbox("    numbers: []\n", &Handler::start());
    for body in [
        "{}",
        "{\"to\": \"+15017122661\", \"body\": \"\"}",
        "{\"to\": \"x\", \"body\": \"\"}",
        "{\"to\": \"+15017122661\", \"body\": \"\", \"more\": 1}",
    ] {
        let content = Some(("application/json", body));
        let answer = http::send(&sandbox.url, "POST", "/_sandbox/text", None, content);
        assert_eq!(answer.status, 400, "{body}");
        assert!(answer.body["message"].is_string());
    }
}

#[test]
fn the_command_against_a_running_sandbox() {
    let handler = Handler::start();
    let account = format!(
        "    numbers: [{{ phone_number: \"{TO}\", sms_url: HANDLER/number }}, {{ phone_number: \"+15017122662\", sms_url: \"\" }}]\n"
    );
    let (world, sandbox) = sandbox(&account, &handler);
    let reported = world
        .run(&["sandbox", "text", TO, "JOIN", "--url", &sandbox.url])
        .exits(0);
    let url = &handler.url;
    assert_eq!(
        reported.stdout,
        format!(
            "A text from +12025550143 to {TO}: the number's own webhook decides. POST {url}/number answered 200. The reply: \"this is /number\".\n"
        )
    );
    let from = [
        "--from",
        "+447700900001",
        "--format",
        "json",
        "--url",
        &sandbox.url,
    ];
    let reported = world
        .run(&[["sandbox", "text", TO, "JOIN"].as_slice(), &from].concat())
        .exits(0);
    assert_eq!(reported.json()["params"]["FromCountry"], "GB");
    assert_eq!(handler.take().len(), 2);

    let reported = world
        .run(&[
            "sandbox",
            "text",
            "+15017122662",
            "STOP",
            "--url",
            &sandbox.url,
        ])
        .exits(2);
    assert!(
        reported
            .stdout
            .contains("no webhook receives it. +15017122662 has no webhook for texts."),
        "{}",
        reported.stdout
    );
    assert!(
        reported.stdout.contains("Twilio also confirms STOP"),
        "{}",
        reported.stdout
    );
    let reported = world
        .run(&[
            "sandbox",
            "text",
            "+15017122669",
            "x",
            "--url",
            &sandbox.url,
        ])
        .exits(1);
    assert!(
        reported
            .stderr
            .contains("no account of this sandbox has +15017122669"),
        "{}",
        reported.stderr
    );
    world
        .run(&["sandbox", "text", TO, "x", "--url", "https://example.com"])
        .exits(1);
    world
        .run(&["sandbox", "--port", "1", "text", TO, "x"])
        .exits(1);
}

#[test]
fn the_command_with_a_sandbox_of_its_own() {
    let handler = Handler::start();
    let world = World::with(
        "version: 1\nproject: contoso\nproviders:\n  us:\n    type: twilio\n    callback_url: https://hooks.contoso.example/sms\n    numbers:\n      first: { phone_number: \"+15017122661\" }\n",
    );
    let reported = world.run(&["sandbox", "text", TO, "JOIN"]).exits(0);
    assert!(
        reported
            .stdout
            .contains("would call POST https://demo.twilio.com/"),
        "{}",
        reported.stdout
    );
    assert!(!world.path(".switchboard").exists());

    // After an apply the text reaches the declared URL, here by way of the sandbox's `deliver`
    // entry.
    world
        .run(&["apply", "--sandbox", "--auto-approve"])
        .exits(0);
    let account = world
        .run(&["sandbox", "text", TO, "JOIN", "--format", "json"])
        .exits(0)
        .json()["account_sid"]
        .clone();
    let seed = format!(
        "accounts: {{ {}: {{}} }}\ndeliver: {{ \"https://hooks.contoso.example\": \"{}\" }}\n",
        account.as_str().unwrap(),
        handler.url
    );
    world.write("sandbox.yaml", &seed);
    let reported = world.run(&["sandbox", "text", TO, "JOIN"]).exits(0);
    assert!(
        reported.stdout.contains("The reply: \"this is /sms\""),
        "{}",
        reported.stdout
    );
    assert_eq!(handler.one().param("Body"), Some("JOIN"));

    world.write(
        "sandbox.yaml",
        &seed.replace("http://127.0.0.1", "http://192.0.2.1"),
    );
    let reported = world.run(&["sandbox", "text", TO, "JOIN"]).exits(1);
    assert!(
        reported
            .stderr
            .contains("is not an address on this machine"),
        "{}",
        reported.stderr
    );
}
