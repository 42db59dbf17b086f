//! The sandbox as the server sees it: how Twilio words an error, links pages and heads its answers.

use std::sync::Arc;

use axum::Router;
use sandbox_server::{Arrival, Call, Code, Received, Reply, StandIn};

use crate::api::refusal::Refusal;
use crate::http::instance::Instance;
use crate::http::{admin, exchange};

impl StandIn for Instance {
    fn call(&self, received: &Received) -> Call {
        Call {
            method: received.parts.method.as_str().to_owned(),
            path: received.path().to_owned(),
            form: exchange::form(received),
            ..Call::default()
        }
    }

    fn turn_away(&self, arrival: &Arrival) -> Option<Reply> {
        let limit = self.state().concurrent_requests;
        let is_crowded = limit.is_some_and(|limit| arrival.open > limit);
        is_crowded.then(|| self.error(429, None, Some("Too Many Requests")))
    }

    async fn handle(&self, received: Received) -> Reply {
        exchange::handle(self, &received).await
    }

    fn error(&self, status: u16, code: Option<&Code>, message: Option<&str>) -> Reply {
        let code = match code {
            Some(Code::Number(code)) => *code,
            _ => u32::from(status) + 20_000,
        };
        Reply::from(&Refusal::new(status, code, message.unwrap_or_default()))
    }

    fn with_next_page(&self, list: &[u8], url: &str) -> Option<Vec<u8>> {
        let mut list: serde_json::Value = serde_json::from_slice(list).ok()?;
        if let Some(meta) = list.get_mut("meta").and_then(|meta| meta.as_object_mut()) {
            meta.insert("next_page_url".to_owned(), url.into());
        } else if let Some(list) = list.as_object_mut() {
            list.insert("next_page_uri".to_owned(), url.into());
        }
        Some(list.to_string().into_bytes())
    }

    fn finish(&self, reply: Reply, arrival: &Arrival) -> Reply {
        let took = arrival.at.elapsed().as_secs_f64();
        reply
            .with_header("twilio-request-id", format!("RQ{:032x}", arrival.number))
            .with_header("twilio-concurrent-requests", arrival.open.to_string())
            .with_header("twilio-request-duration", format!("{took:.3}"))
    }

    fn routes(self: Arc<Self>) -> Router {
        admin::router().with_state(self)
    }
}
