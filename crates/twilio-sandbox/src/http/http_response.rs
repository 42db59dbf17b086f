//! Converts an answer to a response of the HTTP library.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;

use crate::api::response::ApiResponse;

/// A response to which headers can be added.
pub(crate) struct HttpResponse(pub(crate) Response);

impl HttpResponse {
    /// The response with one more header.
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        // A value that is not valid in a header, such as a fault's URL with a line break, is left out.
        if let Ok(value) = HeaderValue::from_str(value) {
            self.0
                .headers_mut()
                .insert(HeaderName::from_static(name), value);
        }
        self
    }
}

/// The HTTP response for `answer`.
pub(crate) fn response(answer: ApiResponse) -> HttpResponse {
    let empty = answer.body.is_empty();
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() =
        StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut headed = HttpResponse(response);
    if !empty {
        headed = headed.with("content-type", "application/json;charset=utf-8");
    }
    answer
        .headers
        .iter()
        .fold(headed, |headed, (name, value)| headed.with(name, value))
}
