//! Refusals, in the body that Twilio gives them: code, message, `more_info`, status.
//! Codes are Twilio's; where their HTTP status is not documented it is 400, the usual pattern.

use serde::Serialize;

use super::reply::Reply;

/// Why a request was not done. Nothing has changed when one is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) code: u32,
    pub(super) message: String,
    pub(super) detail: Option<String>,
}

#[derive(Serialize)]
struct Body<'a> {
    code: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'a str>,
    message: &'a str,
    more_info: String,
    status: u16,
}

impl Refusal {
    /// A refusal with this HTTP status and Twilio code.
    pub(super) fn new(status: u16, code: u32, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            detail: None,
        }
    }

    /// HTTP 400 with a Twilio code.
    pub(super) fn bad(code: u32, message: impl Into<String>) -> Self {
        Self::new(400, code, message)
    }

    /// Twilio 20003: these credentials do not open this.
    pub(super) fn unauthorised(detail: impl Into<String>) -> Self {
        Self {
            detail: Some(detail.into()),
            ..Self::new(401, 20003, "Authenticate")
        }
    }

    /// Twilio 20404: there is nothing here, or it belongs to somebody else.
    pub(super) fn not_found(path: &str) -> Self {
        Self::new(
            404,
            20404,
            format!("The requested resource {path} was not found"),
        )
    }

    /// Twilio 20001: a parameter is missing or cannot be understood.
    pub(super) fn parameter(message: impl Into<String>) -> Self {
        Self::bad(20001, message)
    }

    /// Twilio 20500: the sandbox itself failed, not the request.
    pub(super) fn internal(message: impl Into<String>) -> Self {
        Self::new(500, 20500, message)
    }

    /// The response that says so.
    pub(super) fn reply(&self) -> Reply {
        let body = Body {
            code: self.code,
            detail: self.detail.as_deref(),
            message: &self.message,
            more_info: format!("https://www.twilio.com/docs/errors/{}", self.code),
            status: self.status,
        };
        let reply = Reply::bytes(self.status, serde_json::to_vec(&body).unwrap_or_default());
        if self.status == 401 {
            return reply.with_header("www-authenticate", "Basic realm=\"Twilio API\"");
        }
        reply
    }
}
