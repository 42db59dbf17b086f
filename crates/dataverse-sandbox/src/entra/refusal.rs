//! Errors of the token endpoint.

use sandbox_server::Reply;
use serde_json::json;

use crate::api::error::answer;
use crate::api::request::Request;
use crate::store::ids;

/// An error with its AADSTS number. The description has several lines, as Entra's has.
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
    let text = format!(
        "AADSTS{number}: {description}\r\nTrace ID: {trace}\r\nCorrelation ID: {correlation}\r\nTimestamp: {time}"
    );
    let body = json!({
        "error": error,
        "error_description": text,
        "error_codes": [number],
        "timestamp": time,
        "trace_id": trace,
        "correlation_id": correlation,
        "error_uri": format!("https://login.microsoftonline.com/error?code={number}"),
    });
    answer(status, &body)
}
