//! ARM's limits: a token bucket for each identity, Azure subscription and kind of request.

use std::time::Instant;

use sandbox_server::{Reply, Request};

use crate::api::error::error;
use crate::store::identity::App;
use crate::store::state::State;

/// Takes a token for the request. Returns the header with what is left, or a refusal.
pub(crate) fn take(
    state: &mut State,
    request: &Request,
    app: &App,
) -> Result<(&'static str, u32), Reply> {
    let settings = &state.session.settings;
    let (kind, rate, header) = match request.method.as_str() {
        "GET" => (
            "read",
            settings.reads,
            "x-ms-ratelimit-remaining-subscription-reads",
        ),
        "DELETE" => (
            "delete",
            settings.deletes,
            "x-ms-ratelimit-remaining-subscription-deletes",
        ),
        _ => (
            "write",
            settings.writes,
            "x-ms-ratelimit-remaining-subscription-writes",
        ),
    };
    let subscription = request
        .path
        .split('/')
        .nth(2)
        .unwrap_or_default()
        .to_lowercase();
    let key = format!("{kind} {} {subscription}", app.registration.client_id);
    let now = Instant::now();
    let full = f64::from(rate.burst);
    let (left, at) = state
        .session
        .buckets
        .get(&key)
        .copied()
        .unwrap_or((full, now));
    let refilled = now.saturating_duration_since(at).as_secs_f64() * f64::from(rate.per_second);
    let left = (left + refilled).min(full);
    if left < 1.0 {
        state.session.buckets.insert(key, (left, now));
        let message = format!(
            "Number of '{kind}' requests for subscription '{subscription}' actor '{}' exceeded. Please try again after '1' seconds after additional tokens are available. Refer to https://aka.ms/arm-throttling for additional information.",
            app.registration.object_id
        );
        let refusal = error(429, "SubscriptionRequestsThrottled", message);
        return Err(refusal.with_header("retry-after", "1"));
    }
    state.session.buckets.insert(key, (left - 1.0, now));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and the burst, which is a u32"
    )]
    Ok((header, (left - 1.0) as u32))
}
