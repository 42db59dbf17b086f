//! Errors of the token endpoint.

use sandbox_server::Reply;
use serde_json::json;

use crate::api::request::Request;
use crate::store::ids;

/// An error with its AADSTS number.
pub(crate) fn refusal(
    request: &Request,
    status: u16,
    error: &str,
    number: u32,
    description: &str,
) -> Reply {
    let time = request.now.strftime("%Y-%m-%d %H:%M:%SZ").to_string();
    let trace = ids::guid(&["trace", &request.target, &time]);
    let correlation = ids::guid(&["correlation", &request.target, &time]);
    let body = json!({
        "error": error,
        "error_description": format!(
            "AADSTS{number}: {description} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {time}"
        ),
        "error_codes": [number],
        "timestamp": time,
        "trace_id": trace,
        "correlation_id": correlation,
        "error_uri": format!("https://login.microsoftonline.com/error?code={number}"),
    });
    Reply::bytes(status, body.to_string().into_bytes())
}
