//! Sends a simulated text or delivery report to a running sandbox.

use std::time::Duration;

use anyhow::Context as _;
use sandbox_server::{is_served, post_to};
use serde::Serialize;

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

/// True if the sandbox that runs at `base` is this one, and not the stand-in for another service: no other makes
/// handshakes.
///
/// # Errors
/// If `base` is not a URL of this machine, or no sandbox answers there.
pub async fn is_at(base: &str) -> anyhow::Result<bool> {
    is_served(base, "handshakes", PATIENCE).await
}

async fn send(base: &str, path: &str, body: &impl Serialize) -> anyhow::Result<Outcome> {
    let outcome = post_to(base, path, PATIENCE, body).await?;
    serde_json::from_value(outcome).with_context(|| format!("no sandbox answers at {base}"))
}
