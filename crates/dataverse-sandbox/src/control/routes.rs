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
use crate::http::instance::Instance;
use crate::store::identity::Federated;

/// The routes under `/_sandbox`.
pub(crate) fn router() -> Router<Arc<Instance>> {
    Router::new()
        .route("/_sandbox/state", get(state))
        .route(
            "/_sandbox/violations",
            get(violations).delete(forget_violations),
        )
        .route("/_sandbox/canaries", get(canaries))
        .route("/_sandbox/settings", get(settings).patch(change_settings))
        .route("/_sandbox/mutate", post(change))
        .route("/_sandbox/clock", post(advance))
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

async fn settings(Shared(instance): Host) -> Json<Value> {
    Json(json!(instance.state().session.settings))
}

async fn change_settings(Shared(instance): Host, Json(given): Json<Value>) -> Response {
    let mut state = instance.state();
    let settings = state.session.settings.patched(&given);
    match settings.map_err(|error| error.to_string()) {
        Ok(settings) => {
            if let Err(problem) = settings.check() {
                return refuse(format!("not settings: {problem:#}"));
            }
            state.session.settings = settings;
            StatusCode::NO_CONTENT.into_response()
        }
        Err(error) => refuse(format!("not settings: {error}")),
    }
}

async fn change(Shared(instance): Host, Json(given): Json<Value>) -> Response {
    let change = read(given, "a change");
    let done = change.and_then(|change| mutate(&mut instance.state(), change));
    match done {
        Ok(id) => match instance.save().await {
            Ok(()) => Json(json!({ "id": id })).into_response(),
            Err(error) => refuse(format!("the sandbox cannot save its state: {error:#}")),
        },
        Err(message) => refuse(message),
    }
}

async fn advance(Shared(instance): Host, Json(given): Json<Value>) -> Response {
    let Some(seconds) = given.get("advance_seconds").and_then(Value::as_i64) else {
        return refuse("`advance_seconds` is missing");
    };
    let mut state = instance.state();
    let advanced = state.session.advanced;
    let advanced = advanced.checked_add(SignedDuration::from_secs(seconds));
    state.session.advanced = advanced.unwrap_or(state.session.advanced);
    Json(json!({ "now": state.now().to_string() })).into_response()
}

async fn revoke(Shared(instance): Host) -> StatusCode {
    instance.state().session.tokens.clear();
    StatusCode::NO_CONTENT
}

async fn assertion(Shared(instance): Host, Json(given): Json<Value>) -> Response {
    let mut state = instance.state();
    let mut accepted = state.apps.iter().flat_map(|app| &app.federated);
    let about = if given.as_object().is_some_and(|given| !given.is_empty()) {
        read::<Federated>(given, "a federated credential")
    } else {
        let first = accepted.next().cloned();
        first.ok_or_else(|| "no app accepts an assertion".to_owned())
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
