//! The paths under `/_sandbox` that only this sandbox has: its state, and texts.

use std::sync::Arc;

use axum::Router;
use axum::extract::State as Shared;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use crate::http::instance::Instance;
use crate::http::text_endpoint;

/// The routes under `/_sandbox`.
pub(crate) fn router() -> Router<Arc<Instance>> {
    Router::new()
        .route("/_sandbox/state", get(state))
        .route("/_sandbox/text", post(text_endpoint::receive))
}

async fn state(Shared(instance): Shared<Arc<Instance>>) -> Response {
    let text = instance.state().to_json();
    match text {
        Ok(text) => ([(header::CONTENT_TYPE, "application/json")], text).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}
