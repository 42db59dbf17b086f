//! The span of one HTTP request in a trace. The names of attributes are OpenTelemetry's for the
//! spans of HTTP clients (<https://opentelemetry.io/docs/specs/semconv/http/http-spans/>), except
//! those that begin with `switchboard`. No attribute holds a query, a header or a body.

use std::borrow::Cow;

use reqwest::Method;
use tracing::Span;
use tracing::field::Empty;
use url::Url;

use crate::model::TRACES;

/// How a request was answered, as far as a trace shows it.
#[derive(Debug, Default)]
pub struct Answered<'a> {
    /// The HTTP status, if an answer came.
    pub status: Option<u16>,
    /// The server's id of the request.
    pub request_id: Option<&'a str>,
    /// The kind of failure; `None` if there was none.
    pub error: Option<&'static str>,
    /// The server's own error code.
    pub code: Option<String>,
}

/// The span of an attempt, below the current span. `attempt` counts from 1.
pub fn request(method: &Method, url: &Url, attempt: u32) -> Span {
    let span = tracing::info_span!(
        target: TRACES,
        "request",
        "otel.name" = method.as_str(),
        "otel.kind" = "client",
        "otel.status_code" = Empty,
        "http.request.method" = method.as_str(),
        "http.request.resend_count" = Empty,
        "http.response.status_code" = Empty,
        "server.address" = url.host_str().unwrap_or_default(),
        "server.port" = url.port_or_known_default(),
        "url.scheme" = url.scheme(),
        "url.path" = Empty,
        "error.type" = Empty,
        "switchboard.request.id" = Empty,
        "switchboard.error.code" = Empty,
    );
    if !span.is_disabled() {
        span.record("url.path", shown(url.path()).as_ref());
        if attempt > 1 {
            span.record("http.request.resend_count", attempt - 1);
        }
    }
    span
}

/// Notes the answer in the span of its request.
pub fn answered(span: &Span, answered: &Answered<'_>) {
    if span.is_disabled() {
        return;
    }
    if let Some(status) = answered.status {
        span.record("http.response.status_code", status);
    }
    if let Some(id) = answered.request_id {
        span.record("switchboard.request.id", id);
    }
    if let Some(code) = &answered.code {
        span.record("switchboard.error.code", code.as_str());
    }
    let Some(error) = answered.error else {
        return;
    };
    span.record("otel.status_code", "ERROR");
    // The conventions want the status here if it is the error.
    match answered.status.filter(|status| *status >= 400) {
        Some(status) => span.record("error.type", status.to_string().as_str()),
        None => span.record("error.type", error),
    };
}

/// A path with phone numbers left out: a segment that holds a number in E.164 is replaced.
fn shown(path: &str) -> Cow<'_, str> {
    let is_number = |segment: &str| {
        let plus = segment
            .split_once('+')
            .or_else(|| segment.split_once("%2B"))
            .or_else(|| segment.split_once("%2b"));
        plus.is_some_and(|(_, after)| after.starts_with(|c: char| c.is_ascii_digit()))
    };
    if !path.split('/').any(is_number) {
        return path.into();
    }
    let segments = path.split('/');
    let segments = segments.map(|one| if is_number(one) { "{number}" } else { one });
    segments.collect::<Vec<_>>().join("/").into()
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn a_number_in_a_path_is_left_out() {
        for (path, expected) in [
            (
                "/2010-04-01/Accounts/AC1.json",
                "/2010-04-01/Accounts/AC1.json",
            ),
            ("/phoneNumbers/+15017122661", "/phoneNumbers/{number}"),
            ("/phoneNumbers/%2B15017122661/x", "/phoneNumbers/{number}/x"),
            ("/rows(number='%2b15017122661')", "/{number}"),
            ("/a+b", "/a+b"),
            ("", ""),
        ] {
            assert_eq!(shown(path), expected);
        }
    }
}
