//! The answer to a request, independent of the HTTP library: status, JSON body, headers.

use serde::Serialize;

use crate::api::refusal::Refusal;

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ApiResponse {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    pub(crate) headers: Vec<(&'static str, String)>,
}

impl ApiResponse {
    /// A JSON answer.
    pub(crate) fn json(status: u16, value: &impl Serialize) -> Result<Self, Refusal> {
        serde_json::to_vec(value)
            .map(|body| Self::bytes(status, body))
            .map_err(|error| Refusal::internal(format!("cannot write the answer: {error}")))
    }

    /// 204, the answer to each delete.
    pub(crate) fn no_content() -> Self {
        Self::bytes(204, Vec::new())
    }

    /// An answer with this body.
    pub(crate) fn bytes(status: u16, body: Vec<u8>) -> Self {
        Self {
            status,
            body,
            headers: Vec::new(),
        }
    }

    /// The answer with one more header.
    pub(crate) fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// The body of a refusal, as Twilio writes it.
#[derive(Serialize)]
struct Body<'a> {
    code: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'a str>,
    message: &'a str,
    more_info: String,
    status: u16,
}

impl From<&Refusal> for ApiResponse {
    fn from(refusal: &Refusal) -> Self {
        let body = Body {
            code: refusal.code,
            detail: refusal.detail.as_deref(),
            message: &refusal.message,
            more_info: format!("https://www.twilio.com/docs/errors/{}", refusal.code),
            status: refusal.status,
        };
        let body = serde_json::to_vec(&body).unwrap_or_default();
        let response = Self::bytes(refusal.status, body);
        if refusal.status == 401 {
            return response.with_header("www-authenticate", "Basic realm=\"Twilio API\"");
        }
        response
    }
}
