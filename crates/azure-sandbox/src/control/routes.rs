//! The paths under `/_sandbox` that only this sandbox has.

use std::sync::Arc;

use axum::extract::State as Shared;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use jiff::SignedDuration;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::control::mutate::mutate;
use crate::entra::assertion::issue;
use crate::grid::deliver::deliver;
use crate::grid::event::{Event, received, reported};
use crate::grid::receivers::plan;
use crate::grid::settle::settle;
use crate::http::instance::Instance;
use crate::store::identity::Federated;
use crate::store::state::State;

/// The routes under `/_sandbox`.
pub(crate) fn router() -> Router<Arc<Instance>> {
    Router::new()
        .route("/_sandbox/state", get(state))
        .route(
            "/_sandbox/violations",
            get(violations).delete(forget_violations),
        )
        .route("/_sandbox/canaries", get(canaries))
        .route(
            "/_sandbox/handshakes",
            get(handshakes).delete(forget_handshakes),
        )
        .route("/_sandbox/settings", get(settings).patch(change_settings))
        .route("/_sandbox/text", post(text))
        .route("/_sandbox/delivery-report", post(delivery_report))
        .route("/_sandbox/mutate", post(change))
        .route("/_sandbox/clock", post(advance))
        .route("/_sandbox/settle", post(settle_all))
        .route("/_sandbox/revoke", post(revoke))
        .route("/_sandbox/assertion", post(assertion))
}

type Host = Shared<Arc<Instance>>;

/// A request that cannot be carried out.
fn refuse(message: impl Into<String>) -> Response {
    let message: String = message.into();
    (StatusCode::BAD_REQUEST, Json(json!({ "message": message }))).into_response()
}

/// Reads a body, or words why it cannot be read.
fn read<T: DeserializeOwned>(given: Value, what: &str) -> Result<T, String> {
    serde_json::from_value(given).map_err(|error| format!("not {what}: {error}"))
}

async fn state(Shared(instance): Host) -> Response {
    let text = serde_json::to_vec(&*instance.state());
    match text {
        Ok(text) => ([(header::CONTENT_TYPE, "application/json")], text).into_response(),
        Err(error) => refuse(error.to_string()),
    }
}

async fn violations(Shared(instance): Host) -> Json<Value> {
    Json(json!(instance.state().session.violations))
}

async fn forget_violations(Shared(instance): Host) -> StatusCode {
    instance.state().session.violations.clear();
    StatusCode::NO_CONTENT
}

async fn canaries(Shared(instance): Host) -> Json<Vec<String>> {
    Json(instance.state().canaries())
}

async fn handshakes(Shared(instance): Host) -> Json<Value> {
    Json(json!(instance.state().session.handshakes))
}

async fn forget_handshakes(Shared(instance): Host) -> StatusCode {
    instance.state().session.handshakes.clear();
    StatusCode::NO_CONTENT
}

async fn settings(Shared(instance): Host) -> Json<Value> {
    Json(json!(instance.state().session.settings))
}

async fn change_settings(Shared(instance): Host, Json(given): Json<Value>) -> Response {
    let mut state = instance.state();
    match state.session.settings.patched(&given) {
        Ok(settings) => {
            state.session.settings = settings;
            StatusCode::NO_CONTENT.into_response()
        }
        Err(error) => refuse(format!("not settings: {error}")),
    }
}

async fn text(Shared(instance): Host, Json(given): Json<Value>) -> Response {
    let event = read(given, "a text").and_then(|text| received(&mut instance.state(), &text));
    send(&instance, event).await
}

async fn delivery_report(Shared(instance): Host, Json(given): Json<Value>) -> Response {
    let report = read(given, "a delivery report");
    let event = report.and_then(|report| reported(&mut instance.state(), &report));
    send(&instance, event).await
}

/// Sends an event to every subscription, and answers with the outcome.
async fn send(instance: &Arc<Instance>, event: Result<Event, String>) -> Response {
    let event = match event {
        Ok(event) => event,
        Err(message) => return refuse(message),
    };
    let receivers = {
        let mut state = instance.state();
        let now = state.now();
        settle(&mut state, now, false);
        plan(&state, &event, now)
    };
    match deliver(event, receivers).await {
        Ok(outcome) => Json(outcome).into_response(),
        Err(error) => refuse(format!("{error:#}")),
    }
}

async fn change(Shared(instance): Host, Json(given): Json<Value>) -> Response {
    let mutation = read(given, "a mutation");
    let done = mutation.and_then(|mutation| mutate(&mut instance.state(), mutation));
    match done {
        Ok(id) => saved(&instance, json!({ "id": id })).await,
        Err(message) => refuse(message),
    }
}

/// Answers once the state is saved.
async fn saved(instance: &Arc<Instance>, body: Value) -> Response {
    match instance.save().await {
        Ok(()) => Json(body).into_response(),
        Err(error) => refuse(format!("the sandbox cannot save its state: {error:#}")),
    }
}

async fn advance(Shared(instance): Host, Json(given): Json<Value>) -> Response {
    let Some(seconds) = given.get("advance_seconds").and_then(Value::as_i64) else {
        return refuse("`advance_seconds` is missing");
    };
    let now = {
        let mut state = instance.state();
        let advanced = state
            .session
            .advanced
            .checked_add(SignedDuration::from_secs(seconds));
        state.session.advanced = advanced.unwrap_or(state.session.advanced);
        settled(&mut state, false)
    };
    saved(&instance, json!({ "now": now })).await
}

async fn settle_all(Shared(instance): Host) -> Response {
    let now = settled(&mut instance.state(), true);
    saved(&instance, json!({ "now": now })).await
}

fn settled(state: &mut State, all: bool) -> String {
    let now = state.now();
    settle(state, now, all);
    now.to_string()
}

async fn revoke(Shared(instance): Host) -> StatusCode {
    instance.state().session.tokens.clear();
    StatusCode::NO_CONTENT
}

async fn assertion(Shared(instance): Host, Json(given): Json<Value>) -> Response {
    let mut state = instance.state();
    let apps = state.apps.iter().flat_map(|app| &app.federated);
    let about = if given.as_object().is_some_and(|given| !given.is_empty()) {
        read::<Federated>(given, "a federated credential")
    } else {
        // The cluster's: the last one that an app accepts.
        apps.last()
            .cloned()
            .ok_or_else(|| "no app accepts an assertion".to_owned())
    };
    match about {
        Ok(about) => {
            let now = state.now();
            let jwt = issue(&mut state, &about, now);
            Json(json!({ "value": jwt })).into_response()
        }
        Err(message) => refuse(message),
    }
}
