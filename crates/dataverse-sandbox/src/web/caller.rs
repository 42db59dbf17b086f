//! Who makes a request, and whether service protection lets it pass.

use sandbox_server::{Reply, Request};

use crate::api::error::error;
use crate::entra;
use crate::store::identity::App;
use crate::store::limits::Exceeded;
use crate::store::settings::Unauthorized;
use crate::store::state::State;

/// The app that makes a request, and the requests that it has left in this window.
pub(crate) fn identify(state: &mut State, request: &Request) -> Result<(App, u64), Reply> {
    let Some(app) = entra::identify(state, request) else {
        return Err(unauthorized(state, request));
    };
    if !state.session.settings.application_user {
        return Err(error(
            403,
            "0x80072560",
            "The user is not a member of the organization.",
        ));
    }
    let limits = state.session.settings.limits.clone();
    let usage = state.session.usage.entry(app.user_id.clone()).or_default();
    let counted = usage.count(&limits, request.now, request.open);
    let left = counted.map_err(|(exceeded, wait)| {
        let window = limits.window_seconds;
        let (code, message) = match exceeded {
            Exceeded::Requests => (
                "0x80072322",
                format!(
                    "Number of requests exceeded the limit of {} over time window of {window} seconds.",
                    limits.requests
                ),
            ),
            Exceeded::Execution => (
                "0x80072321",
                format!(
                    "Combined execution time of incoming requests exceeded limit of {} milliseconds over time window of {window} seconds. Decrease number of concurrent requests or reduce the duration of requests and try again later.",
                    limits.execution_ms
                ),
            ),
            Exceeded::Concurrent => (
                "0x80072326",
                format!(
                    "Number of concurrent requests exceeded the limit of {}.",
                    limits.concurrent
                ),
            ),
        };
        error(429, code, message).with_header("retry-after", wait.to_string())
    })?;
    Ok((app, left))
}

/// 401 for a token that is missing, unknown or expired.
fn unauthorized(state: &State, request: &Request) -> Reply {
    let base = request.base();
    let challenge = format!(
        "Bearer authorization_uri={base}/{}/oauth2/authorize, resource_id={base}/",
        state.tenant_id
    );
    let reply = match state.session.settings.unauthorized {
        Unauthorized::Empty => Reply::bytes(401, Vec::new()),
        Unauthorized::Json => error(401, "", "The token is expired or not valid."),
    };
    reply.with_header("www-authenticate", challenge)
}
