//! The fields of a body.

use sandbox_server::{Reply, Request};
use serde_json::Value;

use crate::api::error::error;
use crate::grid::shape::{Body, misfits};

/// Refuses a body with unknown fields; fields that only Azure writes are ignored, and noted.
pub(crate) fn check_fields(request: &Request, kind: Body, body: &Value) -> Result<(), Reply> {
    let found = misfits(kind, body);
    for field in &found.read_only {
        request.breaks(format!("the field {field} is read-only"));
    }
    for field in &found.unknown {
        request.breaks(format!("the field {field} is unknown"));
    }
    match found.unknown.first() {
        None => Ok(()),
        Some(field) => Err(error(
            400,
            "InvalidRequestContent",
            format!(
                "The request content was invalid and could not be deserialized: 'Could not find member '{field}' on object.'."
            ),
        )),
    }
}
