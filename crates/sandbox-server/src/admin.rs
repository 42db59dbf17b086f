//! The server's own paths, under `/_sandbox`: calls, faults, held requests. They need no credentials, are not recorded
//! as calls, and no fault applies to them.

use std::sync::Arc;

use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::Value;

use crate::calls::Call;
use crate::faults::fault::Fault;
use crate::faults::hold::Waiting;
use crate::given::{Given, refuse};
use crate::host::Host;
use crate::stand_in::StandIn;

/// The routes under `/_sandbox`.
pub(crate) fn router<S: StandIn>() -> Router<Arc<Host<S>>> {
    Router::new()
        .route("/_sandbox/calls", get(calls).delete(clear_calls))
        .route(
            "/_sandbox/faults",
            get(faults).post(add_faults).delete(clear_faults),
        )
        .route("/_sandbox/held", get(held).delete(release))
}

async fn calls<S: StandIn>(Shared(host): Shared<Arc<Host<S>>>) -> Json<Vec<Call>> {
    Json(host.calls().list())
}

async fn clear_calls<S: StandIn>(Shared(host): Shared<Arc<Host<S>>>) -> StatusCode {
    host.calls().clear();
    StatusCode::NO_CONTENT
}

async fn faults<S: StandIn>(Shared(host): Shared<Arc<Host<S>>>) -> Json<Vec<Fault>> {
    Json(host.faults().left())
}

/// Adds one fault or a list of faults, in JSON.
async fn add_faults<S: StandIn>(
    Shared(host): Shared<Arc<Host<S>>>,
    Given(given): Given,
) -> Response {
    let given = match given {
        Value::Array(list) => list,
        one => vec![one],
    };
    let read: Result<Vec<Fault>, _> = given.into_iter().map(serde_json::from_value).collect();
    match read {
        Ok(faults) => {
            host.faults().add(faults);
            StatusCode::NO_CONTENT.into_response()
        }
        Err(error) => refuse(format!("not a fault: {error}")),
    }
}

async fn clear_faults<S: StandIn>(Shared(host): Shared<Arc<Host<S>>>) -> StatusCode {
    host.faults().clear();
    StatusCode::NO_CONTENT
}

async fn held<S: StandIn>(Shared(host): Shared<Arc<Host<S>>>) -> Json<Vec<Waiting>> {
    Json(host.holds.list())
}

async fn release<S: StandIn>(Shared(host): Shared<Arc<Host<S>>>) -> StatusCode {
    host.holds.release();
    StatusCode::NO_CONTENT
}
