//! The JSON body of a request.

use sandbox_server::{Reply, Request};
use serde_json::Value;

use crate::api::error::error;

/// The JSON body, which must be of type `media`.
pub(crate) fn read_json(request: &Request, media: &str) -> Result<Value, Reply> {
    let sent = request.header("content-type").unwrap_or_default();
    let essence = sent.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case(media) {
        request.breaks(format!(
            "the body has the content type {sent:?} instead of {media}"
        ));
        return Err(error(
            415,
            "UnsupportedMediaType",
            format!(
                "The content media type '{sent}' is not supported. Only '{media}' is supported."
            ),
        ));
    }
    serde_json::from_slice(&request.body).map_err(|problem| {
        request.breaks(format!("the body is not JSON: {problem}"));
        error(
            400,
            "InvalidRequestContent",
            format!("The request content was invalid and could not be deserialized: '{problem}'."),
        )
    })
}
