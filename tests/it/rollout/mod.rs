//! Rollouts: routes change in waves, each of which is verified and watched, and a rollout that stops
//! says why.

#[cfg(unix)]
mod bad_day;
#[cfg(unix)]
mod broken_off;
#[cfg(unix)]
mod day;
mod division;
#[cfg(unix)]
mod ended_early;
#[cfg(unix)]
mod kinds;
#[cfg(unix)]
mod left_between;
#[cfg(unix)]
mod left_over;
mod refused;
mod services;
mod stories;
mod unlike;

use serde_json::{Value, json};

use crate::support::sandbox::Sandbox;
use crate::support::world::World;

/// Five numbers that one handler answers.
pub const CONFIGURATION: &str = r#"version: 1
project: contoso
vars: { host: old.contoso.example }
providers:
  us:
    type: twilio
    account_sid: AC00000000000000000000000000000001
    callback_url: https://${host}/sms
    numbers:
      n1: { phone_number: "+15017122601" }
      n2: { phone_number: "+15017122602" }
      n3: { phone_number: "+15017122603" }
      n4: { phone_number: "+15017122604" }
      n5: { phone_number: "+15017122605" }
"#;

/// The second handler fails.
pub const HANDLERS: &str = "handlers:\n  - { url: https://old.contoso.example }\n  - { url: https://new.contoso.example }\n  - { url: https://bad.contoso.example, status: 502 }\n";

/// A folder and an account in which the numbers are answered as declared.
pub fn applied(configuration: &str) -> (World, Sandbox) {
    let (world, sandbox) = World::and_sandbox(configuration, HANDLERS);
    world.run(&["apply", "--auto-approve"]).exits(0);
    sandbox.clear_calls();
    (world, sandbox)
}

/// The options that change all five numbers to this host in waves, without a pause.
pub fn rollout<'a>(host: &'a str, waves: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let to = [
        "apply",
        "--auto-approve",
        "--allow-mass-change",
        "--var",
        host,
    ];
    [&to[..], &["--rollout", waves], more].concat()
}

/// Options of a rollout that ends at once, one write at a time, and changes back if it stops.
pub const REVERT: [&str; 5] = [
    "--rollout-pause",
    "0s",
    "--parallelism",
    "1",
    "--rollout-revert",
];

/// The alerts cannot be read this often after the first wave.
pub fn unreadable(sandbox: &Sandbox, times: u32) {
    sandbox.add_faults(&json!([
        { "method": "GET", "path": "/v1/Alerts", "skip": 1, "times": times, "then": { "status": 403, "code": 20403 } },
    ]));
}

/// The numbers that this URL answers, by their last digit.
pub fn answered_by(sandbox: &Sandbox, url: &str) -> Vec<u32> {
    let is_answered = |n: &u32| sandbox.setting(&format!("+1501712260{n}"), "sms_url") == url;
    (1..=5).filter(is_answered).collect()
}

pub const OLD: &str = "https://old.contoso.example/sms";
pub const NEW: &str = "https://new.contoso.example/sms";
pub const BAD: &str = "https://bad.contoso.example/sms";

/// Each text to a number of the account that the handlers fail to answer makes an alert.
pub fn text(world: &World, sandbox: &Sandbox, to: &str) {
    let answer = crate::support::http::send(
        &sandbox.url,
        "POST",
        "/_sandbox/text",
        None,
        Some((
            "application/json",
            &json!({ "to": to, "body": "Hello" }).to_string(),
        )),
    );
    assert_eq!(
        answer.status,
        200,
        "{answer:?} in {}",
        world.folder().display()
    );
}

/// The runs in the registry, the latest first.
pub fn runs(world: &World) -> Vec<Value> {
    let history = ["registry", "history", "--format", "json"];
    let document = world.run(&history).exits(0).json();
    document["runs"].as_array().unwrap().clone()
}
