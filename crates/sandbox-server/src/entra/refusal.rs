//! Errors of the token endpoint.

use serde_json::json;

use crate::ids;
use crate::reply::Reply;
use crate::request::Request;

/// An error with its AADSTS number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Status of the answer.
    pub status: u16,
    /// OAuth's word for it, such as `invalid_client`.
    pub error: &'static str,
    /// The AADSTS number.
    pub number: u32,
    /// What is wrong, in words.
    pub text: String,
}

impl Refusal {
    /// The answer to `request`; `line_break` separates the parts of the description.
    pub(crate) fn reply(&self, request: &Request, line_break: &str) -> Reply {
        let number = self.number;
        let time = request.now.strftime("%Y-%m-%d %H:%M:%SZ").to_string();
        let trace = ids::guid(&["trace", &request.target, &time]);
        let correlation = ids::guid(&["correlation", &request.target, &time]);
        let parts = [
            format!("AADSTS{number}: {}", self.text),
            format!("Trace ID: {trace}"),
            format!("Correlation ID: {correlation}"),
            format!("Timestamp: {time}"),
        ];
        let body = json!({
            "error": self.error,
            "error_description": parts.join(line_break),
            "error_codes": [number],
            "timestamp": time,
            "trace_id": trace,
            "correlation_id": correlation,
            "error_uri": format!("https://login.microsoftonline.com/error?code={number}"),
        });
        Reply::bytes(self.status, body.to_string().into_bytes())
    }
}
