//! The span of one sign-in in a trace. It holds no secret, no token, no id of the app and nothing of
//! what the authority wrote.

use tracing::Span;
use tracing::field::Empty;

use super::error::{SignInError, SignInFailure};
use crate::model::TRACES;

/// The span of exchanging a proof for a token, with its retries, below the current span.
pub(super) fn sign_in() -> Span {
    tracing::info_span!(
        target: TRACES,
        "sign-in",
        "otel.kind" = "client",
        "otel.status_code" = Empty,
        "error.type" = Empty,
        "server.address" = Empty,
        "http.response.status_code" = Empty,
        "switchboard.attempts" = Empty,
        "switchboard.outcome" = Empty,
        "switchboard.request.id" = Empty,
        "switchboard.error.code" = Empty,
    )
}

/// Notes in the span of a sign-in at an authority how it ended, and after how many attempts.
pub(super) fn ended(span: &Span, authority: &str, attempts: u32, error: Option<&SignInError>) {
    if span.is_disabled() {
        return;
    }
    // The host that failed may be the one that makes the assertion.
    let host = error.map_or(authority, |error| error.host.as_str());
    span.record("server.address", host);
    span.record("switchboard.attempts", attempts);
    let Some(error) = error else {
        span.record("switchboard.outcome", "done");
        return;
    };
    span.record("switchboard.outcome", "failed");
    span.record("otel.status_code", "ERROR");
    if let Some(status) = error.status {
        span.record("http.response.status_code", status);
    }
    match error.status.filter(|status| *status >= 400) {
        Some(status) => span.record("error.type", status.to_string().as_str()),
        None => span.record("error.type", word(error.kind)),
    };
    if let Some(number) = error.number {
        span.record("switchboard.error.code", format!("AADSTS{number}").as_str());
    }
    if let Some(id) = &error.correlation_id {
        span.record("switchboard.request.id", id.as_str());
    }
}

fn word(kind: SignInFailure) -> &'static str {
    match kind {
        SignInFailure::Refused => "refused",
        SignInFailure::Unreachable => "unreachable",
        SignInFailure::Unintelligible => "unintelligible",
        SignInFailure::Unproven => "unproven",
    }
}
