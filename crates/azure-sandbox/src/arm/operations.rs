//! Long-running writes: how they begin, and how far they are.

use jiff::{SignedDuration, Timestamp};
use sandbox_server::{Answer, Reply, Request};
use serde_json::{Value, json};

use crate::api::error::error;
use crate::grid::handshake;
use crate::grid::settle::kind_of;
use crate::store::activity::Activity;
use crate::store::grid::{End, Handshake, Operation, Verb};
use crate::store::identity::App;
use crate::store::state::State;

/// Starts an operation on the object `id`, and returns its id.
pub(crate) fn begin(
    state: &mut State,
    request: &Request,
    app: &App,
    id: &str,
    verb: Verb,
    is_validated: bool,
) -> String {
    let guid = state.change();
    let operation = Operation {
        id: guid.to_uppercase(),
        target: id.to_lowercase(),
        verb,
        started: request.now,
        polls_left: state.session.settings.polls,
        not_before: after(request.now, state.session.settings.retry_after),
        handshake: if is_validated {
            Handshake::Running
        } else {
            Handshake::None
        },
        end: None,
        caller: app.registration.object_id.clone(),
        app: app.registration.client_id.clone(),
        correlation: guid,
    };
    let action = if verb == Verb::Delete {
        "delete"
    } else {
        "write"
    };
    let name = format!("{}/{action}", kind_of(&operation.target));
    started(state, request, app, id, &name, &operation.correlation);
    let id = operation.id.clone();
    state.operations.insert(id.clone(), operation.clone());
    // The endpoint's answer is known at once if the endpoint is not on this machine.
    if is_validated
        && let Some(shake) = handshake::plan(state, &operation, &request.base())
        && let Some(shaken) = shake.simulated()
    {
        handshake::conclude(state, &shake, &shaken, request.now);
    }
    id
}

/// Notes the beginning of a write in the activity log.
fn started(
    state: &mut State,
    request: &Request,
    app: &App,
    id: &str,
    operation: &str,
    correlation: &str,
) {
    state.activity.push(Activity {
        at: request.now,
        resource_id: id.to_owned(),
        operation: operation.to_owned(),
        caller: app.registration.object_id.clone(),
        app: Some(app.registration.client_id.clone()),
        correlation: correlation.to_owned(),
        status: "Started".to_owned(),
    });
}

/// The answer to a write, with the headers that lead to its operation.
pub(crate) fn accepted(
    state: &State,
    request: &Request,
    status: u16,
    body: &Value,
    operation: &str,
) -> Reply {
    let subscription = request.path.split('/').nth(2).unwrap_or_default();
    let version = request.query("api-version").unwrap_or_default();
    let link = |kind: &str| {
        format!(
            "{}/subscriptions/{subscription}/providers/Microsoft.EventGrid/locations/global/{kind}/{operation}?api-version={version}",
            request.base()
        )
    };
    let text = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    let mut reply = Reply::bytes(status, text.into_bytes())
        .with_header("azure-asyncoperation", link("operationsStatus"));
    if status == 202 {
        reply = reply.with_header("location", link("operationResults"));
    }
    match state.session.settings.retry_after {
        Some(seconds) => reply.with_header("retry-after", seconds.to_string()),
        None => reply,
    }
}

/// `GET …/operationsStatus/{id}`.
pub(crate) fn status(state: &mut State, request: &Request, id: &str) -> Answer {
    let retry_after = state.session.settings.retry_after;
    let operation = find(state, id)?;
    if operation.not_before.is_some_and(|time| request.now < time) {
        request.breaks("an operation was polled before Retry-After");
    }
    operation.not_before = after(request.now, retry_after);
    let link = format!("{}{}", request.base(), request.target);
    let mut body = json!({"id": link, "name": operation.id.to_lowercase()});
    let status = match &operation.end {
        None => "InProgress",
        Some(End::Succeeded) => "Succeeded",
        Some(End::Failed(_)) => "Failed",
    };
    body["status"] = status.into();
    if let Some(End::Failed(message)) = &operation.end {
        body["error"] = json!({"code": "Url validation", "message": message});
    }
    let is_open = operation.end.is_none();
    operation.polls_left = operation.polls_left.saturating_sub(1);
    let reply = Reply::bytes(200, body.to_string().into_bytes());
    match retry_after.filter(|_| is_open) {
        Some(seconds) => Ok(reply.with_header("retry-after", seconds.to_string())),
        None => Ok(reply),
    }
}

/// Counts a look at an object as a poll of its operation: some clients watch the object itself.
pub(crate) fn looked_at(state: &mut State, id: &str) {
    let key = id.to_lowercase();
    let mut operations = state.operations.values_mut();
    let running = operations.find(|one| one.target == key && one.end.is_none());
    if let Some(operation) = running {
        operation.polls_left = operation.polls_left.saturating_sub(1);
    }
}

/// The time that Retry-After means, with room for rounding.
fn after(now: Timestamp, seconds: Option<u64>) -> Option<Timestamp> {
    let seconds = i64::try_from(seconds?).ok()?;
    let wait = SignedDuration::from_secs(seconds) - SignedDuration::from_millis(100);
    now.checked_add(wait).ok()
}

/// `GET …/operationResults/{id}`.
pub(crate) fn result(state: &mut State, id: &str) -> Answer {
    let operation = find(state, id)?;
    operation.polls_left = operation.polls_left.saturating_sub(1);
    match &operation.end {
        None => Ok(Reply::bytes(202, Vec::new())),
        Some(_) => Ok(Reply::bytes(200, Vec::new())),
    }
}

fn find<'a>(state: &'a mut State, id: &str) -> Result<&'a mut Operation, Reply> {
    let operation = state.operations.get_mut(&id.to_uppercase());
    operation.ok_or_else(|| {
        error(
            404,
            "ResourceNotFound",
            format!("The operation '{id}' was not found."),
        )
    })
}
