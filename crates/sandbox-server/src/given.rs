//! The body of a request under `/_sandbox`: JSON, whatever its content type says.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

/// A body in JSON. The content type does not matter, so that `curl -d` needs no header.
#[derive(Debug)]
pub struct Given(pub Value);

impl<S: Send + Sync> FromRequest<S> for Given {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let body = Bytes::from_request(request, state).await;
        let body = body.map_err(|error| refuse(format!("the body cannot be read: {error}")))?;
        let value = serde_json::from_slice(&body);
        value
            .map(Self)
            .map_err(|error| refuse(format!("the body is not JSON: {error}")))
    }
}

/// The answer to a request that cannot be carried out.
pub fn refuse(message: impl Into<String>) -> Response {
    let message: String = message.into();
    (StatusCode::BAD_REQUEST, Json(json!({ "message": message }))).into_response()
}
