//! From a reply to a response of the HTTP library.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;

use super::reply::Reply;

/// A response that can take one more header.
pub(super) struct Headed(pub(super) Response);

impl Headed {
    /// The same with a header.
    pub(super) fn with(mut self, name: &'static str, value: &str) -> Self {
        // A value that cannot stand in a header, as a fault's address with a line break, is left out.
        if let Ok(value) = HeaderValue::from_str(value) {
            self.0
                .headers_mut()
                .insert(HeaderName::from_static(name), value);
        }
        self
    }
}

/// The response that a reply stands for.
pub(super) fn response(reply: Reply) -> Headed {
    let empty = reply.body.is_empty();
    let mut response = Response::new(Body::from(reply.body));
    *response.status_mut() =
        StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut headed = Headed(response);
    if !empty {
        headed = headed.with("content-type", "application/json;charset=utf-8");
    }
    reply
        .headers
        .iter()
        .fold(headed, |headed, (name, value)| headed.with(name, value))
}
