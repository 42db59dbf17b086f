//! Sends a simulated text to a running sandbox.

use std::time::Duration;

use anyhow::{Context as _, bail};
use sandbox_server::{client, is_loopback};
use serde_json::Value;
use url::Url;

use crate::inbound::text::{Outcome, Text};

/// How long to wait for the outcome; longer than a webhook and its fallback can take.
const PATIENCE: Duration = Duration::from_mins(1);

/// Sends `text` to the sandbox that runs at `base`, and returns the outcome.
///
/// # Errors
/// If `base` is not a URL of this machine, no sandbox answers there, or the sandbox refuses the text.
pub async fn receive_at(base: &str, text: &Text) -> anyhow::Result<Outcome> {
    let url = format!("{}/_sandbox/text", base.trim_end_matches('/'));
    let url = Url::parse(&url).with_context(|| format!("{base} is not a URL"))?;
    if !is_loopback(&url) {
        bail!("{base} is not on this machine; a sandbox is at http://127.0.0.1:PORT");
    }
    let request = client("sandbox")?.post(url).timeout(PATIENCE).json(text);
    let no_answer = || format!("no sandbox answers at {base}");
    let response = request
        .send()
        .await
        .map_err(reqwest::Error::without_url)
        .with_context(no_answer)?;
    let is_refused = !response.status().is_success();
    let body: Value = response
        .json()
        .await
        .map_err(reqwest::Error::without_url)
        .with_context(no_answer)?;
    if is_refused {
        bail!(
            "{}",
            body["message"]
                .as_str()
                .unwrap_or("the sandbox refused the text")
        );
    }
    serde_json::from_value(body).with_context(no_answer)
}
