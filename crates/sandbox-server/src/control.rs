//! The paths under `/_sandbox` that every sandbox with a token endpoint has: state, violations, canaries, settings,
//! tokens.

use std::sync::Arc;

use axum::extract::State as Shared;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::entra::{Directory, Federated, assertion};
use crate::given::{Given, refuse};
use crate::recent::{Recent, Violation};
use crate::stored::Stored;

/// A state that a person or a test can look at and change.
pub trait Controlled: Directory + Serialize + Send + 'static {
    /// The rules that requests broke.
    fn violations(&mut self) -> &mut Recent<Violation>;

    /// Every secret: no output of a client may contain one.
    fn canaries(&self) -> Vec<String>;

    /// The settings, in JSON.
    fn settings(&self) -> Value;

    /// Replaces the keys of the settings that `change` has.
    ///
    /// # Errors
    /// If a key or a value is unknown.
    fn change_settings(&mut self, change: &Value) -> Result<(), String>;
}

/// The routes.
pub fn control<S: Controlled>(stored: Arc<Stored<S>>) -> Router {
    Router::new()
        .route("/_sandbox/state", get(state::<S>))
        .route(
            "/_sandbox/violations",
            get(violations::<S>).delete(forget_violations::<S>),
        )
        .route("/_sandbox/canaries", get(canaries::<S>))
        .route(
            "/_sandbox/settings",
            get(settings::<S>).patch(change_settings::<S>),
        )
        .route("/_sandbox/revoke", post(revoke::<S>))
        .route("/_sandbox/assertion", post(assert::<S>))
        .with_state(stored)
}

/// Reads a body.
///
/// # Errors
/// Why it is not `what`.
pub fn read<T: DeserializeOwned>(given: Value, what: &str) -> Result<T, String> {
    serde_json::from_value(given).map_err(|error| format!("not {what}: {error}"))
}

/// Answers once the state is saved.
pub async fn saved<S: Serialize>(stored: &Stored<S>, body: Value) -> Response {
    match stored.save().await {
        Ok(()) => Json(body).into_response(),
        Err(error) => refuse(format!("the sandbox cannot save its state: {error:#}")),
    }
}

/// Settings with the keys of `change` replaced.
///
/// # Errors
/// If a key or a value is unknown.
pub fn patched<T: Serialize + DeserializeOwned>(
    settings: &T,
    change: &Value,
) -> serde_json::Result<T> {
    let mut whole = serde_json::to_value(settings)?;
    if let (Some(whole), Some(change)) = (whole.as_object_mut(), change.as_object()) {
        whole.extend(change.clone());
    }
    serde_json::from_value(whole)
}

type Host<S> = Shared<Arc<Stored<S>>>;

async fn state<S: Controlled>(Shared(stored): Host<S>) -> Response {
    let text = serde_json::to_vec(&*stored.state());
    match text {
        Ok(text) => ([(header::CONTENT_TYPE, "application/json")], text).into_response(),
        Err(error) => refuse(error.to_string()),
    }
}

async fn violations<S: Controlled>(Shared(stored): Host<S>) -> Json<Value> {
    Json(json!(stored.state().violations()))
}

async fn forget_violations<S: Controlled>(Shared(stored): Host<S>) -> StatusCode {
    stored.state().violations().clear();
    StatusCode::NO_CONTENT
}

async fn canaries<S: Controlled>(Shared(stored): Host<S>) -> Json<Vec<String>> {
    Json(stored.state().canaries())
}

async fn settings<S: Controlled>(Shared(stored): Host<S>) -> Json<Value> {
    Json(stored.state().settings())
}

async fn change_settings<S: Controlled>(Shared(stored): Host<S>, Given(given): Given) -> Response {
    match stored.state().change_settings(&given) {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(problem) => refuse(format!("not settings: {problem}")),
    }
}

async fn revoke<S: Controlled>(Shared(stored): Host<S>) -> StatusCode {
    stored.state().tokens_mut().revoke();
    StatusCode::NO_CONTENT
}

async fn assert<S: Controlled>(Shared(stored): Host<S>, Given(given): Given) -> Response {
    let mut state = stored.state();
    let about = if given.as_object().is_some_and(|given| !given.is_empty()) {
        read::<Federated>(given, "a federated credential")
    } else {
        let usual = state.usual_assertion();
        usual.ok_or_else(|| "no app accepts an assertion".to_owned())
    };
    match about {
        Ok(about) => {
            let now = state.now();
            let jwt = assertion::issue(&mut *state, &about, now);
            Json(json!({ "value": jwt })).into_response()
        }
        Err(message) => refuse(message),
    }
}
