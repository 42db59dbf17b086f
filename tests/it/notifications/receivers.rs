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

pub(super) const KEY: &str = "a-key-of-the-service";

/// A running receiver, and the stand-in of the service that it passes on to.
pub(super) struct Running {
    process: Child,
    pub(super) url: String,
    pub(super) service: Receiver,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Starts the receiver of a service; `None` if there is no Python.
pub(super) fn start(name: &str) -> Option<Running> {
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
    pub(super) fn post(&self, secret: &str, document: &Value, ago: i64) -> u16 {
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
    pub(super) fn passed_on(&self, before: &mut usize) -> Vec<Received> {
        let all = self.service.all();
        let new = all.get(*before..).unwrap().to_vec();
        *before = all.len();
        new
    }
}

/// A drift notification with one change.
pub(super) fn drift(id: &str, word: &str, observed: &str) -> Value {
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
pub(super) fn operate(running: &Running) {
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
pub(super) fn guards(running: &Running) {
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
    assert_eq!(reopened.last().unwrap().json()["event_action"], "trigger");
}
