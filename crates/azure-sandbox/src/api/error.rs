//! Errors as Azure writes them: `{"error":{"code","message"}}`, the same on both planes.

use sandbox_server::Reply;
use serde_json::json;

/// An error with Azure's code.
pub(crate) fn error(status: u16, code: &str, message: impl AsRef<str>) -> Reply {
    let body = json!({"error": {"code": code, "message": message.as_ref()}});
    Reply::bytes(status, body.to_string().into_bytes())
}

/// 400 `InvalidRequest`, as Event Grid answers what it cannot accept.
pub(crate) fn invalid(message: impl AsRef<str>) -> Reply {
    error(400, "InvalidRequest", message)
}

/// 404 for an object that does not exist.
pub(crate) fn not_found(kind: &str, id: &str) -> Reply {
    let name = id.rsplit('/').next().unwrap_or_default();
    let group = id.split('/').nth(4).unwrap_or_default();
    error(
        404,
        "ResourceNotFound",
        format!(
            "The Resource '{kind}/{name}' under resource group '{group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix"
        ),
    )
}

/// 404 for a path that the sandbox does not serve.
pub(crate) fn no_route(method: &str, path: &str) -> Reply {
    error(
        404,
        "NotFound",
        format!("The sandbox serves no {method} {path}"),
    )
}

/// 409 for a write to an object on which another write is in progress.
pub(crate) fn busy(id: &str) -> Reply {
    let name = id.rsplit('/').next().unwrap_or_default();
    error(
        409,
        "Conflict",
        format!("Another operation is in progress on the resource '{name}'. Try again later."),
    )
}
