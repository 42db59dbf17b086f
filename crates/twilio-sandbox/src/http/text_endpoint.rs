//! `POST /_sandbox/text`: delivers a simulated inbound text and returns the outcome.

use std::sync::Arc;

use axum::Json;
use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use sandbox_server::Given;
use serde_json::json;
use uuid::Uuid;

use crate::http::instance::Instance;
use crate::inbound::attempts::{self, Delivered};
use crate::inbound::delivery;
use crate::inbound::elsewhere::Elsewhere;
use crate::inbound::text::Text;

/// Receives a text; 400 if the body is not one.
pub(crate) async fn receive(
    Shared(instance): Shared<Arc<Instance>>,
    Given(given): Given,
) -> Response {
    let refuse = |status: StatusCode, message: String| {
        (status, Json(json!({ "message": message }))).into_response()
    };
    let text: Text = match serde_json::from_value(given) {
        Ok(text) => text,
        Err(error) => return refuse(StatusCode::BAD_REQUEST, format!("not a text: {error}")),
    };
    // Unique even across restarts: a handler takes a repeated SID for a repeated delivery.
    let message_sid = format!("SM{}", Uuid::now_v7().simple());
    let planned = {
        let state = instance.state();
        delivery::plan(&state, &text, &message_sid).map(|plan| (plan, Elsewhere::of(&state)))
    };
    let (plan, elsewhere) = match planned {
        Ok(planned) => planned,
        Err(message) => return refuse(StatusCode::BAD_REQUEST, message),
    };
    let delivered = async {
        let Delivered { outcome, failures } = attempts::deliver(plan, &elsewhere).await?;
        instance.record(failures).await?;
        anyhow::Ok(outcome)
    };
    match delivered.await {
        Ok(outcome) => Json(outcome).into_response(),
        Err(error) => refuse(StatusCode::INTERNAL_SERVER_ERROR, format!("{error:#}")),
    }
}
