//! Calls that cost money, give numbers up or change who may be texted. They work as at Azure, and each is a violation:
//! no client of this sandbox has a reason to send one.

use sandbox_server::{Answer, Reply, Request};
use serde_json::{Value, json};

use crate::api::body::read_json;
use crate::api::error::error;
use crate::numbers::handlers::find;
use crate::numbers::operations;
use crate::store::resource::Resource;
use crate::store::state::State;

/// `DELETE /phoneNumbers/{n}` releases the number.
pub(crate) fn release(state: &mut State, request: &Request, key: &str, phone: &str) -> Answer {
    request.breaks(format!("{phone} was released"));
    let Some(resource) = state.resources.get_mut(key) else {
        return Err(error(404, "NotFound", "There is no such resource"));
    };
    find(resource, request, phone)?;
    resource.numbers.remove(phone);
    Ok(operations::begin(
        state,
        request,
        key,
        phone,
        "releasePhoneNumber",
    ))
}

/// Searching holds numbers and buying costs money. The sandbox has none to offer.
pub(crate) fn acquire(state: &mut State, request: &Request, key: &str) -> Reply {
    request.breaks("numbers were searched or bought");
    let kind = if request.path.contains("purchase") {
        "purchase"
    } else {
        "search"
    };
    operations::begin(state, request, key, "", kind)
}

/// The lists of recipients that must not be texted.
pub(crate) fn opt_outs(request: &Request) -> Answer {
    if !request.path.ends_with(":check") {
        request.breaks("an opt-out list was changed");
    }
    let body = read_json(request, "application/json")?;
    let recipients = body.get("recipients").and_then(Value::as_array);
    let answer = |recipient: &Value| json!({"to": recipient.get("to"), "httpStatusCode": 200, "isOptedOut": false});
    let answers: Vec<Value> = recipients.into_iter().flatten().map(answer).collect();
    Ok(Reply::bytes(
        200,
        json!({"value": answers}).to_string().into_bytes(),
    ))
}

/// `POST {source}/listKeys` and `regenerateKey`.
pub(crate) fn keys(resource: &Resource, request: &Request, verb: &str) -> Reply {
    request.breaks(format!("access keys were read with {verb}"));
    let strings: Vec<String> = resource
        .access_keys
        .iter()
        .map(|key| format!("endpoint=https://{}/;accesskey={key}", resource.host_name))
        .collect();
    let body = json!({
        "primaryKey": resource.access_keys.first(),
        "secondaryKey": resource.access_keys.get(1),
        "primaryConnectionString": strings.first(),
        "secondaryConnectionString": strings.get(1),
    });
    Reply::bytes(200, body.to_string().into_bytes())
}
