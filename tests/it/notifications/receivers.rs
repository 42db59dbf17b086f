//! The receivers in examples/notifications, run with Python against stand-ins of the services.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use super::{SECRET, run, with_variables};
use crate::support::crate_folder;
use crate::support::fixture::NUMBERS;
use crate::support::http::send_with;
use crate::support::programs::present;
use crate::support::receiver::{Received, Receiver};

const KEY: &str = "a-key-of-the-service";

/// A running receiver, and the stand-in of the service that it passes on to.
struct Running {
    process: Child,
    url: String,
    service: Receiver,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Starts the receiver of a service; `None` if there is no Python.
fn start(name: &str) -> Option<Running> {
    if !present("the receivers in examples/notifications", &["python3"]) {
        return None;
    }
    let service = Receiver::start();
    service.answer(202);
    let base = service.url.trim_end_matches("/hook/in-its-path");
    let mut process = Command::new("python3")
        .arg(crate_folder().join(format!("examples/notifications/{name}/{name}.py")))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("SWITCHBOARD_HOOK_SECRET", SECRET)
        .env("LISTEN", "127.0.0.1:0")
        .env("TEAMS_WEBHOOK_URL", &service.url)
        .env("PAGERDUTY_URL", base)
        .env("PAGERDUTY_ROUTING_KEY", KEY)
        .env("OPSGENIE_URL", base)
        .env("OPSGENIE_API_KEY", KEY)
        .env("no_proxy", "*")
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    let url = first.strip_prefix("listening on ").unwrap().to_owned();
    // Nobody reads the log any further, and a full pipe would block the receiver.
    std::thread::spawn(move || lines.for_each(drop));
    Some(Running {
        process,
        url,
        service,
    })
}

impl Running {
    /// Posts a document that was signed some seconds ago, and returns the status of the answer.
    fn post(&self, secret: &str, document: &Value, ago: i64) -> u16 {
        let at = (jiff::Timestamp::now().as_second() - ago).to_string();
        let body = document.to_string();
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        mac.update(format!("{at}.{body}").as_bytes());
        let signature = switchboard::model::hex(&mac.finalize().into_bytes());
        let signature = format!("sha256={signature}");
        let headers = [
            ("X-Switchboard-Timestamp", at.as_str()),
            ("X-Switchboard-Signature", &signature),
        ];
        let content = Some(("application/json", body.as_str()));
        send_with(&self.url, "POST", "/", None, content, &headers).status
    }

    /// The requests that the service got since the last call of this.
    fn passed_on(&self, before: &mut usize) -> Vec<Received> {
        let all = self.service.all();
        let new = all.get(*before..).unwrap().to_vec();
        *before = all.len();
        new
    }
}

/// A drift notification with one change.
fn drift(id: &str, word: &str, observed: &str) -> Value {
    json!({
        "format_version": "1.0", "kind": "drift-notification", "id": format!("of {id}"),
        "environments": [{
            "project": "contoso", "environment": "prod", "complete": true, "summary": {},
            "changes": [{
                "id": id, "change": word, "address": "providers.us.numbers.store", "what": "sms_url",
                "severity": "critical", "recorded": "https://hooks.contoso.example/sms",
                "observed": observed, "first_seen": "2026-11-23T09:59:58Z"
            }],
            "changes_left_out": 0
        }]
    })
}

/// Plans and applies with a receiver, first with a write that fails.
fn operate(running: &Running) {
    let (mut world, sandbox) = NUMBERS.fresh();
    with_variables(&mut world, &running.service);
    let run = |command: &[&str], code| {
        let ended = run(&world, &running.url, command).exits(code);
        assert!(
            !ended.stderr.contains("could not be notified"),
            "{}",
            ended.stderr
        );
    };
    run(&["plan"], 0);
    let fault = json!([{ "method": "POST", "path": "+15017122663", "then": { "status": 400, "code": 21402 } }]);
    sandbox.add_faults(&sandbox.with_sids(&fault));
    run(&["apply", "--auto-approve"], 3);
    sandbox.clear_faults();
    run(&["apply", "--auto-approve"], 0);
}

/// What every receiver does with signatures, repetitions and failures.
fn guards(running: &Running) {
    let mut seen = running.service.all().len();
    let document = drift("guard", "appeared", "https://elsewhere.example/");
    assert_eq!(running.post("another-secret", &document, 0), 401);
    assert_eq!(running.post(SECRET, &document, 301), 401);
    assert_eq!(running.post(SECRET, &document, -301), 401);
    assert_eq!(running.post(SECRET, &json!({ "no": "kind" }), 0), 400);
    assert_eq!(
        running.post(SECRET, &json!({ "kind": "new", "id": "1" }), 0),
        204
    );
    assert_eq!(running.passed_on(&mut seen).len(), 0);
    // What was not passed on is not a repetition.
    for (status, answer) in [(500, 503), (429, 503), (400, 422)] {
        running.service.answer(status);
        assert_eq!(running.post(SECRET, &document, 0), answer);
        assert_eq!(running.passed_on(&mut seen).len(), 1);
    }
    running.service.answer(202);
    assert_eq!(running.post(SECRET, &document, 0), 204);
    assert_eq!(running.passed_on(&mut seen).len(), 1);
    assert_eq!(running.post(SECRET, &document, 0), 204);
    assert_eq!(running.passed_on(&mut seen).len(), 0);
}

#[test]
fn teams_gets_a_card_for_each_notification() {
    let Some(running) = start("teams") else {
        return;
    };
    operate(&running);
    let mut seen = 0;
    let cards = running.passed_on(&mut seen);
    assert_eq!(cards.len(), 3);
    for one in &cards {
        assert_eq!(one.path, "/hook/in-its-path");
        let json = one.json();
        assert_eq!(json["type"], "message");
        let attachment = &json["attachments"][0];
        assert_eq!(
            attachment["contentType"],
            "application/vnd.microsoft.card.adaptive"
        );
        assert_eq!(attachment["content"]["type"], "AdaptiveCard");
        assert_eq!(attachment["content"]["version"], "1.2");
        assert!(!one.headers.contains_key("x-switchboard-signature"));
    }
    let texts = |one: &Received| -> Vec<String> {
        let json = one.json();
        let body = json["attachments"][0]["content"]["body"]
            .as_array()
            .unwrap();
        let text = |block: &Value| block["inlines"][0]["text"].as_str().unwrap().to_owned();
        body.iter().map(text).collect()
    };
    let planned = texts(&cards[0]);
    assert!(
        planned[0].starts_with("Switchboard plan of contoso: Plan: "),
        "{planned:?}"
    );
    assert!(
        planned
            .iter()
            .any(|line| line.contains("sms_url: null → https://hooks.contoso.example/sms")),
        "{planned:?}"
    );
    let partial = texts(&cards[1]);
    assert!(partial[1].starts_with("failed: "), "{partial:?}");
    assert!(partial[1].contains("21402"), "{partial:?}");
    let document = drift("d1", "appeared", "https://elsewhere.example/");
    assert_eq!(running.post(SECRET, &document, 0), 204);
    assert_eq!(
        texts(&running.passed_on(&mut seen)[0]),
        [
            "Switchboard: drift in contoso/prod",
            "contoso/prod: appeared providers.us.numbers.store sms_url: https://hooks.contoso.example/sms → https://elsewhere.example/"
        ]
    );
    guards(&running);
}

#[test]
fn pagerduty_gets_events_that_open_and_close() {
    let Some(running) = start("pagerduty") else {
        return;
    };
    operate(&running);
    let mut seen = 0;
    let events: Vec<Value> = running.passed_on(&mut seen).iter().map(event).collect();
    let actions: Vec<&Value> = events.iter().map(|one| &one["event_action"]).collect();
    assert_eq!(actions, ["trigger", "trigger", "resolve", "resolve"]);
    assert_eq!(events[0]["payload"]["severity"], "info");
    assert_eq!(events[1]["payload"]["severity"], "critical");
    assert_eq!(events[1]["payload"]["source"], "contoso");
    let summary = events[1]["payload"]["summary"].as_str().unwrap();
    assert!(
        summary.starts_with("contoso: apply partial: Partly applied: "),
        "{summary}"
    );
    // The apply that did everything closes the plan and the apply before it.
    assert_eq!(events[2]["dedup_key"], events[0]["dedup_key"]);
    assert_eq!(events[3]["dedup_key"], events[1]["dedup_key"]);
    assert_ne!(events[0]["dedup_key"], events[1]["dedup_key"]);

    for (id, word) in [
        ("1", "appeared"),
        ("2", "changed"),
        ("3", "vanished"),
        ("4", "appeared"),
    ] {
        let document = drift(id, word, "https://elsewhere.example/");
        assert_eq!(running.post(SECRET, &document, 0), 204);
    }
    let events: Vec<Value> = running.passed_on(&mut seen).iter().map(event).collect();
    let actions: Vec<&Value> = events.iter().map(|one| &one["event_action"]).collect();
    assert_eq!(actions, ["trigger", "trigger", "resolve", "trigger"]);
    assert!(
        events
            .iter()
            .all(|one| one["dedup_key"] == events[0]["dedup_key"])
    );
    assert_eq!(events[0]["payload"]["severity"], "critical");
    guards(&running);
}

/// An event of PagerDuty, with the keys that it needs.
fn event(received: &Received) -> Value {
    assert_eq!(received.path, "/v2/enqueue");
    let json = received.json();
    assert_eq!(json["routing_key"], KEY);
    assert!(json["dedup_key"].as_str().unwrap().len() <= 255);
    if json["event_action"] == "trigger" {
        for key in ["summary", "source", "severity"] {
            assert!(json["payload"][key].is_string(), "{json:#}");
        }
    }
    json
}

#[test]
fn opsgenie_gets_alerts_that_are_closed() {
    let Some(running) = start("opsgenie") else {
        return;
    };
    operate(&running);
    let mut seen = 0;
    let requests = running.passed_on(&mut seen);
    assert_eq!(requests.len(), 4);
    for one in &requests {
        assert_eq!(one.headers["authorization"], format!("GenieKey {KEY}"));
    }
    let created: Vec<Value> = requests[..2].iter().map(Received::json).collect();
    for (one, json) in requests.iter().zip(&created) {
        assert_eq!(one.path, "/v2/alerts");
        assert!(json["message"].as_str().unwrap().chars().count() <= 130);
        assert!(json["description"].as_str().unwrap().chars().count() <= 15_000);
    }
    assert_eq!(created[0]["priority"], "P5");
    assert_eq!(created[1]["priority"], "P1");
    for (one, json) in requests[2..].iter().zip(&created) {
        let alias = json["alias"].as_str().unwrap();
        assert_eq!(
            one.path,
            format!("/v2/alerts/{alias}/close?identifierType=alias")
        );
    }
    assert_eq!(running.post(SECRET, &drift("1", "vanished", ""), 0), 204);
    let closed = running.passed_on(&mut seen);
    assert!(closed[0].path.ends_with("/close?identifierType=alias"));
    guards(&running);
}

/// The same failure is passed on again after the matter was closed.
#[test]
fn what_was_closed_can_open_again() {
    let Some(running) = start("pagerduty") else {
        return;
    };
    let (mut world, sandbox) = NUMBERS.applied();
    with_variables(&mut world, &running.service);
    let broken = json!([{ "method": "GET", "times": 1000, "then": { "status": 403 } }]);
    let fails = || {
        sandbox.add_faults(&broken);
        run(&world, &running.url, &["plan"]).exits(1);
        sandbox.clear_faults();
    };
    let mut seen = 0;
    fails();
    assert_eq!(running.passed_on(&mut seen).len(), 1);
    fails();
    assert_eq!(running.passed_on(&mut seen).len(), 0, "a repetition");
    NUMBERS.edit(&world);
    run(&world, &running.url, &["apply", "--auto-approve"]).exits(0);
    assert_eq!(running.passed_on(&mut seen).len(), 2);
    world.write("switchboard.yaml", NUMBERS.configuration);
    run(&world, &running.url, &["apply", "--auto-approve"]).exits(0);
    fails();
    let reopened = running.passed_on(&mut seen);
    assert_eq!(event(reopened.last().unwrap())["event_action"], "trigger");
}
