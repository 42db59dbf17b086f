//! One request, from its arrival to its answer: the handler, violations, the disk.

use std::sync::Arc;

use sandbox_server::{Received, Reply};

use crate::api::error::error;
use crate::api::request::Request;
use crate::http::dispatch::dispatch;
use crate::http::instance::Instance;
use crate::store::session::Violation;

/// Answers a request.
pub(crate) async fn handle(instance: &Arc<Instance>, received: &Received) -> Reply {
    let (reply, is_changed) = {
        let mut state = instance.state();
        let request = Request::new(received, state.now());
        let before = state.changes;
        let reply = dispatch(&mut state, &request).unwrap_or_else(|refusal| refusal);
        for rule in request.broken() {
            state.session.violated(Violation {
                method: request.method.clone(),
                path: request.target.clone(),
                rule,
            });
        }
        (reply, state.changes != before)
    };
    if is_changed && let Err(problem) = instance.save().await {
        let message = format!("the sandbox cannot save its state: {problem:#}");
        return error(500, "", message);
    }
    reply
}
