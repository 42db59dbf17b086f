//! What answers a text: the rule over every combination of settings, against a table written by
//! hand from Twilio's documentation; and `explain` and `graph` with the real binary.

mod explain;
mod graph;
mod rule;
mod warned;

/// A provider on the sandbox's first account, with these numbers and this further text.
pub fn configuration(under_provider: &str) -> String {
    format!(
        r"version: 1
project: shop
providers:
  us:
    type: twilio
    account_sid: AC00000000000000000000000000000001
    auth_token: {{ env: TOKEN_1 }}
    callback_url: https://hooks.shop.example/sms
{under_provider}"
    )
}
