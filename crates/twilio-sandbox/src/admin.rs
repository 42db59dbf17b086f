//! The sandbox's own paths, under `/_sandbox`: what was called, what goes wrong, what the state is. No credentials:
//! whoever reaches loopback may look. Nothing here is recorded as a call or spoilt by a fault.

use std::sync::Arc;

use axum::extract::State as Shared;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use super::calls::Call;
use super::faults::Fault;
use super::held::Waiting;
use super::server::World;
use super::texting;

/// The routes under `/_sandbox`.
pub(super) fn router() -> Router<Arc<World>> {
    Router::new()
        .route("/_sandbox/calls", get(calls).delete(forget_calls))
        .route(
            "/_sandbox/faults",
            get(faults).post(add_faults).delete(forget_faults),
        )
        .route("/_sandbox/held", get(held).delete(let_go))
        .route("/_sandbox/state", get(state))
        .route("/_sandbox/text", post(texting::receive))
}

async fn calls(Shared(world): Shared<Arc<World>>) -> Json<Vec<Call>> {
    Json(world.calls().list())
}

async fn forget_calls(Shared(world): Shared<Arc<World>>) -> StatusCode {
    world.calls().clear();
    StatusCode::NO_CONTENT
}

async fn faults(Shared(world): Shared<Arc<World>>) -> Json<Vec<Fault>> {
    Json(world.faults().left())
}

/// Takes one fault or a list of them, as JSON.
async fn add_faults(Shared(world): Shared<Arc<World>>, Json(given): Json<Value>) -> Response {
    let given = match given {
        Value::Array(list) => list,
        one => vec![one],
    };
    let read: Result<Vec<Fault>, _> = given.into_iter().map(serde_json::from_value).collect();
    match read {
        Ok(faults) => {
            world.faults().add(faults);
            StatusCode::NO_CONTENT.into_response()
        }
        Err(error) => {
            let body = json!({"message": format!("not a fault: {error}")});
            (StatusCode::BAD_REQUEST, Json(body)).into_response()
        }
    }
}

async fn forget_faults(Shared(world): Shared<Arc<World>>) -> StatusCode {
    world.faults().clear();
    StatusCode::NO_CONTENT
}

async fn held(Shared(world): Shared<Arc<World>>) -> Json<Vec<Waiting>> {
    Json(world.held.list())
}

async fn let_go(Shared(world): Shared<Arc<World>>) -> StatusCode {
    world.held.release();
    StatusCode::NO_CONTENT
}

async fn state(Shared(world): Shared<Arc<World>>) -> Response {
    let text = world.state().to_json();
    match text {
        Ok(text) => ([(header::CONTENT_TYPE, "application/json")], text).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}
