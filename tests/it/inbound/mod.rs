//! A simulated text in the sandbox reaches the handler that Twilio's precedence selects, with
//! Twilio's signature: the real binary, and a real handler on loopback.

mod alerts;
mod delivery;
mod handler;
mod precedence;
mod property;

use serde_json::{Value, json};

use crate::support::http;
use crate::support::sandbox::Sandbox;

pub const ACCOUNT: &str = "AC00000000000000000000000000000001";
pub const TOKEN: &str = "an-auth-token";

/// Sends a text by the admin call; returns the result.
#[track_caller]
pub fn text(sandbox: &Sandbox, to: &str, body: &str) -> Value {
    let text = json!({ "to": to, "from": "+12125550100", "body": body }).to_string();
    let content = Some(("application/json", text.as_str()));
    let answer = http::send(&sandbox.url, "POST", "/_sandbox/text", None, content);
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body
}
