//! The sandbox as the server sees it: how Dataverse words an error, links pages and heads its answers.

use std::sync::Arc;

use axum::Router;
use sandbox_server::{Arrival, Call, Code, Received, Reply, StandIn, Stored, control, ids, record};
use serde_json::Value;

use crate::api::error::error;
use crate::control::routes;
use crate::http::exchange;
use crate::store::state::State;

/// The stand-in.
#[derive(Debug)]
pub(crate) struct Dataverse(pub(crate) Arc<Stored<State>>);

impl StandIn for Dataverse {
    fn call(&self, received: &Received) -> Call {
        record(received)
    }

    async fn handle(&self, received: Received) -> Reply {
        exchange::handle(&self.0, &received).await
    }

    fn error(&self, status: u16, code: Option<&Code>, message: Option<&str>) -> Reply {
        let code = match code {
            Some(Code::Word(code)) => code.clone(),
            Some(Code::Number(code)) => format!("{code:#x}"),
            None if status == 429 => "0x80072322".to_owned(),
            None => String::new(),
        };
        error(status, &code, message.unwrap_or_default())
    }

    fn with_next_page(&self, list: &[u8], url: &str) -> Option<Vec<u8>> {
        let mut list: Value = serde_json::from_slice(list).ok()?;
        list.as_object_mut()?
            .insert("@odata.nextLink".to_owned(), url.into());
        Some(list.to_string().into_bytes())
    }

    fn finish(&self, reply: Reply, arrival: &Arrival) -> Reply {
        let id = ids::guid(&["request", &arrival.number.to_string()]);
        let reply = reply
            .with_header("odata-version", "4.0")
            .with_header("x-ms-service-request-id", id);
        let mut headers = reply.headers.iter();
        let named = headers.any(|(name, _)| *name == "content-type");
        if named || reply.body.is_empty() {
            return reply;
        }
        reply.with_header("content-type", "application/json; odata.metadata=minimal")
    }

    fn routes(self: Arc<Self>) -> Router {
        let own = routes::router().with_state(Arc::clone(&self.0));
        own.merge(control(Arc::clone(&self.0)))
    }
}
