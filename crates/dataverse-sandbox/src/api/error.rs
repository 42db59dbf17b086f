//! Errors as Dataverse writes them: `{"error":{"code","message"}}`. The code is unrelated to the status, and may be
//! empty.

use sandbox_server::Reply;
use serde_json::{Value, json};

/// A JSON answer.
pub(crate) fn answer(status: u16, body: &Value) -> Reply {
    Reply::bytes(status, body.to_string().into_bytes())
}

/// An error with Dataverse's code.
pub(crate) fn error(status: u16, code: &str, message: impl AsRef<str>) -> Reply {
    answer(
        status,
        &json!({"error": {"code": code, "message": message.as_ref()}}),
    )
}

/// 404 for an entity set or a function that does not exist.
pub(crate) fn no_segment(segment: &str) -> Reply {
    error(
        404,
        "0x8006088a",
        format!("Resource not found for the segment '{segment}'."),
    )
}

/// 400 for a column that does not exist. Two codes are known for it.
pub(crate) fn no_property(code: &str, name: &str, kind: &str) -> Reply {
    error(
        400,
        code,
        format!(
            "Could not find a property named '{name}' on type 'Microsoft.Dynamics.CRM.{kind}'."
        ),
    )
}

/// 501 for what Dataverse can do and the sandbox cannot.
pub(crate) fn not_simulated(what: &str) -> Reply {
    error(501, "", format!("The sandbox does not simulate {what}."))
}
