//! The sandbox as the server sees it: how Azure words an error, links pages and heads its answers.

use std::sync::Arc;

use axum::Router;
use sandbox_server::{Arrival, Call, Code, HIDDEN, Received, Reply, StandIn, control, ids, record};
use serde_json::Value;

use crate::api::error::error;
use crate::control::routes;
use crate::http::exchange;
use crate::http::instance::Instance;

/// The stand-in; a handle, so that work in the background can keep the instance.
#[derive(Debug)]
pub(crate) struct Azure(pub(crate) Arc<Instance>);

impl StandIn for Azure {
    fn call(&self, received: &Received) -> Call {
        let mut call = record(received);
        if let Some(body) = &mut call.body {
            hide(body);
        }
        call
    }

    async fn handle(&self, received: Received) -> Reply {
        let guid = ids::guid(&["request", &received.arrival.number.to_string()]);
        let client = received.header("x-ms-client-request-id").map(str::to_owned);
        let wants_it = received.header("x-ms-return-client-request-id") == Some("true");
        let is_arm = received.path().starts_with("/subscriptions/");
        let mut reply = exchange::handle(&self.0, &received).await;
        reply = if is_arm {
            reply
                .with_header("x-ms-request-id", guid.clone())
                .with_header("x-ms-correlation-request-id", guid)
        } else {
            reply
                .with_header("ms-cv", format!("{}.0", guid.replace('-', "")))
                .with_header("x-azure-ref", guid)
        };
        match client.filter(|_| wants_it) {
            Some(client) => reply.with_header("x-ms-client-request-id", client),
            None => reply,
        }
    }

    fn error(&self, status: u16, code: Option<&Code>, message: Option<&str>) -> Reply {
        let code = match code {
            Some(Code::Word(code)) => code.clone(),
            Some(Code::Number(code)) => code.to_string(),
            None => usual(status).to_owned(),
        };
        error(status, &code, message.unwrap_or_default())
    }

    fn with_next_page(&self, list: &[u8], url: &str) -> Option<Vec<u8>> {
        let mut list: Value = serde_json::from_slice(list).ok()?;
        list.as_object_mut()?
            .insert("nextLink".to_owned(), url.into());
        Some(list.to_string().into_bytes())
    }

    fn finish(&self, reply: Reply, _: &Arrival) -> Reply {
        let named = reply
            .headers
            .iter()
            .any(|(name, _)| *name == "content-type");
        if named || reply.body.is_empty() {
            return reply;
        }
        reply.with_header("content-type", "application/json; charset=utf-8")
    }

    fn routes(self: Arc<Self>) -> Router {
        let own = routes::router().with_state(Arc::clone(&self.0));
        own.merge(control(Arc::clone(&self.0.stored)))
    }
}

/// Hides the values of secret headers, at any depth.
fn hide(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            if fields.get("isSecret") == Some(&Value::Bool(true)) {
                fields.insert("value".to_owned(), HIDDEN.into());
            }
            fields.values_mut().for_each(hide);
        }
        Value::Array(items) => items.iter_mut().for_each(hide),
        _ => {}
    }
}

/// Azure's usual code for a status.
fn usual(status: u16) -> &'static str {
    match status {
        400 => "BadRequest",
        401 => "Unauthorized",
        403 => "AuthorizationFailed",
        404 => "NotFound",
        409 => "Conflict",
        413 => "RequestEntityTooLarge",
        429 => "TooManyRequests",
        503 => "ServiceUnavailable",
        504 => "GatewayTimeout",
        _ => "InternalServerError",
    }
}
