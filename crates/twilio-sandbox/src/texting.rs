//! `POST /_sandbox/text`: takes a simulated inbound text, has it delivered, and tells what became of it. And how a
//! text is given to a sandbox that is running.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use axum::Json;
use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use url::Url;
use uuid::Uuid;

use super::deliver;
use super::inbound;
use super::server::World;
use super::texts::{Outcome, Text};

/// Longer than a webhook and its fallback can take.
const PATIENCE: Duration = Duration::from_mins(1);

/// Receives a text. What cannot be one is 400.
pub(super) async fn receive(
    Shared(world): Shared<Arc<World>>,
    Json(given): Json<Value>,
) -> Response {
    let refuse = |status: StatusCode, message: String| {
        (status, Json(json!({ "message": message }))).into_response()
    };
    let text: Text = match serde_json::from_value(given) {
        Ok(text) => text,
        Err(error) => return refuse(StatusCode::BAD_REQUEST, format!("not a text: {error}")),
    };
    // Never the same twice, even after a restart: handlers take a repeated one for a repeated delivery.
    let message_sid = format!("SM{}", Uuid::now_v7().simple());
    let planned = {
        let state = world.state();
        inbound::plan(&state, &text, &message_sid).map(|plan| (plan, state.deliver.clone()))
    };
    let (plan, stands) = match planned {
        Ok(planned) => planned,
        Err(message) => return refuse(StatusCode::BAD_REQUEST, message),
    };
    match deliver::deliver(plan, &stands).await {
        Ok(outcome) => Json(outcome).into_response(),
        Err(error) => refuse(StatusCode::INTERNAL_SERVER_ERROR, format!("{error:#}")),
    }
}

/// Gives `text` to the sandbox that is running at `base`, and waits for what becomes of it.
///
/// # Errors
/// When `base` is not an address on this machine, nobody is there, or the sandbox refuses the text.
pub async fn receive_at(base: &str, text: &Text) -> anyhow::Result<Outcome> {
    let url = format!("{}/_sandbox/text", base.trim_end_matches('/'));
    let url = Url::parse(&url).with_context(|| format!("{base} is not a URL"))?;
    if !deliver::is_here(&url) {
        bail!("a sandbox is on this machine, at http://127.0.0.1:PORT, and {base} is not");
    }
    let request = deliver::client()?.post(url).timeout(PATIENCE).json(text);
    let nobody = || format!("no sandbox answers at {base}");
    let response = request
        .send()
        .await
        .map_err(reqwest::Error::without_url)
        .with_context(nobody)?;
    let is_refused = !response.status().is_success();
    let body: Value = response
        .json()
        .await
        .map_err(reqwest::Error::without_url)
        .with_context(nobody)?;
    if is_refused {
        bail!(
            "{}",
            body["message"]
                .as_str()
                .unwrap_or("the sandbox refuses the text")
        );
    }
    serde_json::from_value(body).with_context(nobody)
}
