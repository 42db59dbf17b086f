//! Answers as Twilio writes them: JSON, and the body of a refusal.

use sandbox_server::Reply;
use serde::Serialize;

use crate::api::refusal::Refusal;

/// A JSON answer.
pub(crate) fn json_reply(status: u16, value: &impl Serialize) -> Result<Reply, Refusal> {
    Reply::json(status, value)
        .map_err(|error| Refusal::internal(format!("cannot write the answer: {error}")))
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

impl From<&Refusal> for Reply {
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
