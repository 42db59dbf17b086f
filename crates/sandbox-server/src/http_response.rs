//! Converts an answer to a response of the HTTP library.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;

use crate::reply::Reply;

/// The HTTP response for `reply`.
pub(crate) fn response(reply: Reply) -> Response {
    let empty = reply.body.is_empty();
    let mut response = Response::new(Body::from(reply.body));
    *response.status_mut() =
        StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if !empty {
        set(
            &mut response,
            "content-type",
            "application/json;charset=utf-8",
        );
    }
    for (name, value) in &reply.headers {
        set(&mut response, name, value);
    }
    response
}

fn set(response: &mut Response, name: &'static str, value: &str) {
    // A value that is not valid in a header, such as a fault's URL with a line break, is left out.
    if let Ok(value) = HeaderValue::from_str(value) {
        response
            .headers_mut()
            .insert(HeaderName::from_static(name), value);
    }
}
