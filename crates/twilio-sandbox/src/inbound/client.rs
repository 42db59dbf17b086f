//! Sends a simulated text to a running sandbox.

use std::time::Duration;

use anyhow::Context as _;
use sandbox_server::post_to;

use crate::inbound::text::{Outcome, Text};

/// How long to wait for the outcome; longer than a webhook and its fallback can take.
const PATIENCE: Duration = Duration::from_mins(1);

/// Sends `text` to the sandbox that runs at `base`, and returns the outcome.
///
/// # Errors
/// If `base` is not a URL of this machine, no sandbox answers there, or the sandbox refuses the text.
pub async fn receive_at(base: &str, text: &Text) -> anyhow::Result<Outcome> {
    let outcome = post_to(base, "text", PATIENCE, text).await?;
    serde_json::from_value(outcome).with_context(|| format!("no sandbox answers at {base}"))
}
