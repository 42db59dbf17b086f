//! Which part of Azure a request is for.

use percent_encoding::percent_decode_str;
use sandbox_server::entra::issue;
use sandbox_server::{Answer, Reply, Request};

use crate::api::error::{error, no_route};
use crate::api::versions;
use crate::arm::{handlers, route};
use crate::entra::github;
use crate::grid::handshake::is_token;
use crate::grid::settle::finish;
use crate::numbers::{caller, forbidden, handlers as numbers, operations};
use crate::store::grid::{End, Handshake};
use crate::store::state::State;

/// Answers a request.
pub(crate) fn dispatch(state: &mut State, request: &Request) -> Answer {
    let path = request.path.clone();
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let method = request.method.as_str();
    match (method, parts.as_slice()) {
        ("POST", [tenant, "oauth2", "v2.0", "token"]) => issue(state, request, &decode(tenant)),
        ("GET", ["github", "oidc"]) => github(state, request),
        ("GET", ["eventsubscriptions", _, "validate"]) => validate(state, request),
        (_, ["phoneNumbers" | "availablePhoneNumbers", ..]) => {
            of_numbers(state, request, parts.get(1..).unwrap_or_default())
        }
        ("POST", ["sms", ..]) => {
            versions::check(request, versions::SMS)?;
            caller::resource(state, request)?;
            forbidden::opt_outs(request)
        }
        _ => {
            let found = route::find(&path, decode).ok_or_else(|| {
                request.breaks("the path does not exist");
                no_route(method, &path)
            })?;
            handlers::answer(state, request, &found)
        }
    }
}

/// Answers a request to the data plane; `rest` follows the first part of its path.
fn of_numbers(state: &mut State, request: &Request, rest: &[&str]) -> Answer {
    versions::check(request, versions::NUMBERS)?;
    let key = caller::resource(state, request)?;
    let is_acquired = request.path.starts_with("/availablePhoneNumbers");
    let Some(resource) = state.resources.get(&key) else {
        return Err(error(404, "NotFound", "There is no such resource"));
    };
    match (request.method.as_str(), rest) {
        ("POST", _) if is_acquired => Ok(forbidden::acquire(state, request, &key)),
        (method, _) if is_acquired => Err(no_route(method, &request.path)),
        ("GET", []) => numbers::list(resource, request),
        ("GET", ["operations", id]) => operations::get(state, request, &key, id),
        ("DELETE", ["operations", id]) => operations::cancel(state, id),
        ("GET", [phone]) => numbers::get(resource, request, &decode(phone)),
        ("DELETE", [phone]) => forbidden::release(state, request, &key, &decode(phone)),
        ("PATCH", [phone, "capabilities"]) => numbers::patch(state, request, &key, &decode(phone)),
        (method, _) => {
            request.breaks(format!("the data plane has no {method} here"));
            Err(no_route(method, &request.path))
        }
    }
}

/// The validation URL: a person, or the endpoint later on, completes the handshake.
fn validate(state: &mut State, request: &Request) -> Answer {
    let id = request.query("id").unwrap_or_default().to_owned();
    let token = request.query("token").unwrap_or_default();
    let operation = state
        .operations
        .get(&id)
        .filter(|operation| is_token(operation, token));
    let Some(operation) = operation else {
        return Err(error(404, "NotFound", "There is no such validation."));
    };
    if operation.end.is_some() || !matches!(operation.handshake, Handshake::Awaiting(_)) {
        return Err(error(
            400,
            "BadRequest",
            "The endpoint is not waiting for validation.",
        ));
    }
    if let Some(operation) = state.operations.get_mut(&id) {
        operation.handshake = Handshake::Passed;
    }
    finish(state, &id, End::Succeeded, request.now);
    let text = "\"Webhook successfully validated as a subscription endpoint\"";
    Ok(Reply::bytes(200, text.as_bytes().to_vec()))
}

fn decode(part: &str) -> String {
    percent_decode_str(part).decode_utf8_lossy().into_owned()
}
