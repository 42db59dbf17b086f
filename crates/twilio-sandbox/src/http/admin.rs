//! The sandbox's own paths, under `/_sandbox`: calls, faults, held requests, state. They need no credentials, are not
//! recorded as calls, and no fault applies to them.

use std::sync::Arc;

use axum::extract::State as Shared;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::faults::fault::Fault;
use crate::faults::hold::Waiting;
use crate::http::calls::Call;
use crate::http::instance::Instance;
use crate::http::text_endpoint;

/// The routes under `/_sandbox`.
pub(crate) fn router() -> Router<Arc<Instance>> {
    Router::new()
        .route("/_sandbox/calls", get(calls).delete(clear_calls))
        .route(
            "/_sandbox/faults",
            get(faults).post(add_faults).delete(clear_faults),
        )
        .route("/_sandbox/held", get(held).delete(release))
        .route("/_sandbox/state", get(state))
        .route("/_sandbox/text", post(text_endpoint::receive))
}

async fn calls(Shared(instance): Shared<Arc<Instance>>) -> Json<Vec<Call>> {
    Json(instance.calls().list())
}

async fn clear_calls(Shared(instance): Shared<Arc<Instance>>) -> StatusCode {
    instance.calls().clear();
    StatusCode::NO_CONTENT
}

async fn faults(Shared(instance): Shared<Arc<Instance>>) -> Json<Vec<Fault>> {
    Json(instance.faults().left())
}

/// Adds one fault or a list of faults, in JSON.
async fn add_faults(Shared(instance): Shared<Arc<Instance>>, Json(given): Json<Value>) -> Response {
    let given = match given {
        Value::Array(list) => list,
        one => vec![one],
    };
    let read: Result<Vec<Fault>, _> = given.into_iter().map(serde_json::from_value).collect();
    match read {
        Ok(faults) => {
            instance.faults().add(faults);
            StatusCode::NO_CONTENT.into_response()
        }
        Err(error) => {
            let body = json!({"message": format!("not a fault: {error}")});
            (StatusCode::BAD_REQUEST, Json(body)).into_response()
        }
    }
}

async fn clear_faults(Shared(instance): Shared<Arc<Instance>>) -> StatusCode {
    instance.faults().clear();
    StatusCode::NO_CONTENT
}

async fn held(Shared(instance): Shared<Arc<Instance>>) -> Json<Vec<Waiting>> {
    Json(instance.holds.list())
}

async fn release(Shared(instance): Shared<Arc<Instance>>) -> StatusCode {
    instance.holds.release();
    StatusCode::NO_CONTENT
}

async fn state(Shared(instance): Shared<Arc<Instance>>) -> Response {
    let text = instance.state().to_json();
    match text {
        Ok(text) => ([(header::CONTENT_TYPE, "application/json")], text).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}
