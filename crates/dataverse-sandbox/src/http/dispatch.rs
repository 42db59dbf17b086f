//! Which part of the stand-in a request is for.

use percent_encoding::percent_decode_str;
use sandbox_server::entra::issue;
use sandbox_server::{Answer, Request};

use crate::api::error::error;
use crate::store::state::State;
use crate::web::path::API;
use crate::web::route;

/// Answers a request.
pub(crate) fn dispatch(state: &mut State, request: &Request) -> Answer {
    if request.path.starts_with(API) {
        return route::answer(state, request);
    }
    let parts: Vec<&str> = request.path.trim_start_matches('/').split('/').collect();
    if let ("POST", [tenant, "oauth2", "v2.0", "token"]) =
        (request.method.as_str(), parts.as_slice())
    {
        let tenant = percent_decode_str(tenant).decode_utf8_lossy();
        return issue(state, request, &tenant);
    }
    request.breaks("the path does not exist");
    let message = format!("The sandbox serves no {} {}", request.method, request.path);
    Err(error(404, "", message))
}
