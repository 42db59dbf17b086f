//! Sends a simulated text or delivery report to a running sandbox.

use std::time::Duration;

use anyhow::{Context as _, bail};
use sandbox_server::{client, is_loopback};
use serde::Serialize;
use serde_json::Value;
use url::Url;

use crate::grid::event::{DeliveryReport, Text};
use crate::grid::outcome::Outcome;

/// How long to wait for the outcome; longer than two endpoints can take.
const PATIENCE: Duration = Duration::from_mins(2);

/// Sends `text` to the sandbox that runs at `base`, and returns who received it.
///
/// # Errors
/// If `base` is not a URL of this machine, no sandbox answers there, or no resource has the number.
pub async fn receive_at(base: &str, text: &Text) -> anyhow::Result<Outcome> {
    send(base, "text", text).await
}

/// Sends a delivery report to the sandbox that runs at `base`, and returns who received it.
///
/// # Errors
/// As [`receive_at`].
pub async fn report_at(base: &str, report: &DeliveryReport) -> anyhow::Result<Outcome> {
    send(base, "delivery-report", report).await
}

/// True if the sandbox that runs at `base` is this one, and not the stand-in for another provider.
///
/// # Errors
/// If `base` is not a URL of this machine, or no sandbox answers there.
pub async fn is_at(base: &str) -> anyhow::Result<bool> {
    let request = client("sandbox")?.get(own_path(base, "settings")?);
    let response = request.timeout(PATIENCE).send().await;
    let response = response.map_err(reqwest::Error::without_url);
    let response = response.with_context(|| format!("no sandbox answers at {base}"))?;
    Ok(response.status().is_success())
}

/// One of the sandbox's own URLs.
fn own_path(base: &str, what: &str) -> anyhow::Result<Url> {
    let url = format!("{}/_sandbox/{what}", base.trim_end_matches('/'));
    let url = Url::parse(&url).with_context(|| format!("{base} is not a URL"))?;
    if !is_loopback(&url) {
        bail!("{base} is not on this machine; a sandbox is at http://127.0.0.1:PORT");
    }
    Ok(url)
}

async fn send(base: &str, what: &str, body: &impl Serialize) -> anyhow::Result<Outcome> {
    let url = own_path(base, what)?;
    let no_answer = || format!("no sandbox answers at {base}");
    let request = client("sandbox")?.post(url).timeout(PATIENCE).json(body);
    let response = request.send().await.map_err(reqwest::Error::without_url);
    let response = response.with_context(no_answer)?;
    let is_refused = !response.status().is_success();
    let body = response.json().await.map_err(reqwest::Error::without_url);
    let body: Value = body.with_context(no_answer)?;
    if is_refused {
        let message = body.get("message").and_then(Value::as_str);
        bail!("{}", message.unwrap_or("the sandbox refused it"));
    }
    serde_json::from_value(body).with_context(no_answer)
}
