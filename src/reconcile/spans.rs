//! The spans of reads and writes in a trace. An attribute may hold an address or an identifier, and
//! no value of a field.

use tracing::Span;
use tracing::field::Empty;

use crate::model::{Change, Kind, Name, TRACES};
use crate::provider::{ProviderError, Reading};

/// The span of reading one account, below another.
pub(super) fn read(parent: &Span, account: &str, providers: &[Name]) -> Span {
    let span = tracing::info_span!(
        target: TRACES,
        parent: parent,
        "read",
        "otel.status_code" = Empty,
        "error.type" = Empty,
        "switchboard.account.id" = account,
        "switchboard.providers" = Empty,
        "switchboard.objects" = Empty,
        "switchboard.numbers" = Empty,
        "switchboard.requests" = Empty,
        "switchboard.unread" = Empty,
        "switchboard.request.id" = Empty,
        "switchboard.error.code" = Empty,
    );
    if !span.is_disabled() {
        let names: Vec<&str> = providers.iter().map(Name::as_str).collect();
        span.record("switchboard.providers", names.join(",").as_str());
    }
    span
}

/// Notes in the span of a read what was read and what was not.
pub(super) fn was_read(span: &Span, reading: &Reading) {
    if span.is_disabled() {
        return;
    }
    let is_number = |kind: Kind| kind == Kind::Number;
    let numbers = reading.objects.iter().filter(|one| is_number(one.kind));
    span.record("switchboard.numbers", numbers.count());
    span.record("switchboard.objects", reading.objects.len());
    span.record("switchboard.requests", reading.reads);
    if let Some((_, error, _)) = reading.failed.first() {
        let levels = reading.failed.iter().map(|(level, ..)| level.as_str());
        let levels: Vec<&str> = levels.collect();
        span.record("switchboard.unread", levels.join(",").as_str());
        failed(span, error);
    }
}

/// The span of writing one change, below the current span.
pub(super) fn write(change: &Change) -> Span {
    let span = tracing::info_span!(
        target: TRACES,
        "write",
        "otel.status_code" = Empty,
        "error.type" = Empty,
        "switchboard.address" = Empty,
        "switchboard.action" = change.action.as_str(),
        "switchboard.outcome" = Empty,
        "switchboard.request.id" = Empty,
        "switchboard.error.code" = Empty,
    );
    if !span.is_disabled() {
        span.record("switchboard.address", change.address.to_string().as_str());
    }
    span
}

/// Notes in the span of a write a word for its end, and whether something is amiss.
pub(super) fn ended(span: &Span, outcome: &'static str, failed: bool) {
    span.record("switchboard.outcome", outcome);
    if failed {
        span.record("otel.status_code", "ERROR");
    }
}

/// Notes in a span the error of a request. The error's text stays out: it may repeat a value.
pub(super) fn failed(span: &Span, error: &ProviderError) {
    if span.is_disabled() {
        return;
    }
    span.record("otel.status_code", "ERROR");
    span.record("error.type", error.failure.as_str());
    if let Some(id) = &error.request_id {
        span.record("switchboard.request.id", id.as_str());
    }
    if let Some(code) = &error.code {
        span.record("switchboard.error.code", code.to_string().as_str());
    }
}
