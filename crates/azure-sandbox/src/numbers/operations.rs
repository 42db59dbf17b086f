//! Long-running operations of the data plane.

use sandbox_server::{Answer, Reply, Request};
use serde_json::json;

use crate::api::error::error;
use crate::store::resource::NumberOperation;
use crate::store::state::State;

/// Starts an operation on a number, and answers 202.
pub(crate) fn begin(
    state: &mut State,
    request: &Request,
    resource: &str,
    phone: &str,
    kind: &str,
) -> Reply {
    let guid = state.change();
    let prefix = match kind {
        "updatePhoneNumberCapabilities" => "capabilities",
        "releasePhoneNumber" => "release",
        other => other,
    };
    let id = format!("{prefix}_{guid}");
    let operation = NumberOperation {
        id: id.clone(),
        resource: resource.to_owned(),
        phone_number: phone.to_owned(),
        kind: kind.to_owned(),
        created: request.now,
        polls_left: state.session.settings.polls,
    };
    state.number_operations.insert(id.clone(), operation);
    let version = request.query("api-version").unwrap_or_default();
    let base = request.base();
    let number = phone.replace('+', "%2B");
    let link = format!("{base}/phoneNumbers/operations/{id}?api-version={version}");
    // Only this operation's answer has a body.
    let body = match kind {
        "updatePhoneNumberCapabilities" => json!({"capabilitiesUpdateId": guid}).to_string(),
        _ => String::new(),
    };
    Reply::bytes(202, body.into_bytes())
        .with_header("operation-location", link)
        .with_header(
            "location",
            format!("{base}/phoneNumbers/{number}?api-version={version}"),
        )
        .with_header("operation-id", id)
        .with_header("capabilities-id", guid)
}

/// How far an operation is.
pub(crate) fn get(state: &mut State, request: &Request, key: &str, id: &str) -> Answer {
    let of_resource = |operation: &&mut NumberOperation| operation.resource == key;
    let Some(operation) = state.number_operations.get_mut(id).filter(of_resource) else {
        return Err(error(404, "NotFound", "There is no such operation."));
    };
    let is_done = operation.polls_left == 0;
    operation.polls_left = operation.polls_left.saturating_sub(1);
    let number = operation.phone_number.replace('+', "%2B");
    let body = json!({
        "id": operation.id,
        "operationType": operation.kind,
        "status": if is_done { "succeeded" } else { "running" },
        "resourceLocation": format!("{}/phoneNumbers/{number}", request.base()),
        "createdDateTime": operation.created.to_string(),
        "lastActionDateTime": request.now.to_string(),
    });
    Ok(Reply::bytes(200, body.to_string().into_bytes()))
}

/// Cancels an operation.
pub(crate) fn cancel(state: &mut State, id: &str) -> Answer {
    match state.number_operations.remove(id) {
        Some(_) => Ok(Reply::no_content()),
        None => Err(error(404, "NotFound", "There is no such operation.")),
    }
}
