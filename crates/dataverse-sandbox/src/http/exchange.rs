//! One request, from its arrival to its answer: the handler, violations, the disk.

use sandbox_server::{Names, Received, Reply, Request, Stored};

use crate::api::error::error;
use crate::http::dispatch::dispatch;
use crate::store::state::State;

/// Answers a request.
pub(crate) async fn handle(stored: &Stored<State>, received: &Received) -> Reply {
    let (reply, is_changed) = {
        let mut state = stored.state();
        let request = Request::new(received, state.now(), Names::Exact);
        let before = state.changes;
        let reply = dispatch(&mut state, &request).unwrap_or_else(|refusal| refusal);
        state.session.violations.note(&request);
        (reply, state.changes != before)
    };
    if is_changed && let Err(problem) = stored.save().await {
        let message = format!("the sandbox cannot save its state: {problem:#}");
        return error(500, "", message);
    }
    reply
}
