//! The paths under `/_sandbox` that only this sandbox has, and what those that others have too must know.

use std::sync::Arc;

use axum::extract::State as Shared;
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use axum::{Json, Router};
use sandbox_server::{Controlled, Given, Recent, Stored, Violation, patched, read, refuse, saved};
use serde_json::{Value, json};

use crate::control::mutate::mutate;
use crate::store::settings::Settings;
use crate::store::state::State;

/// The routes under `/_sandbox`.
pub(crate) fn router() -> Router<Arc<Stored<State>>> {
    Router::new()
        .route("/_sandbox/mutate", post(change))
        .route("/_sandbox/clock", post(advance))
}

type Host = Shared<Arc<Stored<State>>>;

async fn change(Shared(stored): Host, Given(given): Given) -> Response {
    let change = read(given, "a change");
    let done = change.and_then(|change| mutate(&mut stored.state(), change));
    match done {
        Ok(id) => saved(&stored, json!({ "id": id })).await,
        Err(message) => refuse(message),
    }
}

async fn advance(Shared(stored): Host, Given(given): Given) -> Response {
    let mut state = stored.state();
    match state.session.clock.advance(&given) {
        Ok(()) => Json(json!({ "now": state.now().to_string() })).into_response(),
        Err(message) => refuse(message),
    }
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
        let settings: Settings =
            patched(&self.session.settings, change).map_err(|error| error.to_string())?;
        settings.check().map_err(|problem| format!("{problem:#}"))?;
        self.session.settings = settings;
        Ok(())
    }
}
