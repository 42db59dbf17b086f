//! The Communication Services resource itself.

use sandbox_server::{Answer, Reply, ids};
use serde_json::json;

use crate::api::error::not_found;
use crate::store::resource::TYPE;
use crate::store::state::State;

/// The source as ARM shows it.
pub(crate) fn get(state: &State, id: &str) -> Answer {
    let Some(resource) = state.resource(id) else {
        return Err(not_found(TYPE, id));
    };
    let body = json!({
        "id": resource.id,
        "name": resource.name(),
        "type": TYPE,
        "location": "global",
        "tags": {},
        "systemData": null,
        "properties": {
            "provisioningState": resource.provisioning_state,
            "hostName": resource.host_name,
            "dataLocation": resource.data_location,
            "immutableResourceId": ids::guid(&["resource", &resource.id]),
        },
    });
    Ok(Reply::bytes(200, body.to_string().into_bytes()))
}
