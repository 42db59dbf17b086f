//! The paths under `/_sandbox` that only this sandbox has, and what those that others have too must know.

use std::sync::Arc;

use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use sandbox_server::{Controlled, Given, Recent, Violation, patched, read, refuse, saved};
use serde_json::{Value, json};

use crate::control::mutate::mutate;
use crate::grid::deliver::deliver;
use crate::grid::event::{Event, received, reported};
use crate::grid::receivers::plan;
use crate::grid::settle::settle;
use crate::http::instance::Instance;
use crate::store::state::State;

/// The routes under `/_sandbox`.
pub(crate) fn router() -> Router<Arc<Instance>> {
    Router::new()
        .route(
            "/_sandbox/handshakes",
            get(handshakes).delete(forget_handshakes),
        )
        .route("/_sandbox/text", post(text))
        .route("/_sandbox/delivery-report", post(delivery_report))
        .route("/_sandbox/mutate", post(change))
        .route("/_sandbox/clock", post(advance))
        .route("/_sandbox/settle", post(settle_all))
}

type Host = Shared<Arc<Instance>>;

async fn handshakes(Shared(instance): Host) -> Json<Value> {
    Json(json!(instance.state().session.handshakes))
}

async fn forget_handshakes(Shared(instance): Host) -> StatusCode {
    instance.state().session.handshakes.clear();
    StatusCode::NO_CONTENT
}

async fn text(Shared(instance): Host, Given(given): Given) -> Response {
    let event = read(given, "a text").and_then(|text| received(&mut instance.state(), &text));
    send(&instance, event).await
}

async fn delivery_report(Shared(instance): Host, Given(given): Given) -> Response {
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

async fn change(Shared(instance): Host, Given(given): Given) -> Response {
    let mutation = read(given, "a mutation");
    let done = mutation.and_then(|mutation| mutate(&mut instance.state(), mutation));
    match done {
        Ok(id) => saved(&instance.stored, json!({ "id": id })).await,
        Err(message) => refuse(message),
    }
}

async fn advance(Shared(instance): Host, Given(given): Given) -> Response {
    let advanced = {
        let mut state = instance.state();
        let advanced = state.session.clock.advance(&given);
        advanced.map(|()| settled(&mut state, false))
    };
    match advanced {
        Ok(now) => saved(&instance.stored, json!({ "now": now })).await,
        Err(message) => refuse(message),
    }
}

async fn settle_all(Shared(instance): Host) -> Response {
    let now = settled(&mut instance.state(), true);
    saved(&instance.stored, json!({ "now": now })).await
}

fn settled(state: &mut State, all: bool) -> String {
    let now = state.now();
    settle(state, now, all);
    now.to_string()
}

impl Controlled for State {
    fn violations(&mut self) -> &mut Recent<Violation> {
        &mut self.session.violations
    }

    fn canaries(&self) -> Vec<String> {
        Self::canaries(self)
    }

    fn settings(&self) -> Value {
        json!(self.session.settings)
    }

    fn change_settings(&mut self, change: &Value) -> Result<(), String> {
        let settings = patched(&self.session.settings, change);
        self.session.settings = settings.map_err(|error| error.to_string())?;
        Ok(())
    }
}
