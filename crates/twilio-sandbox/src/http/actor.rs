//! The request header `Sandbox-Actor`: it names another actor than the caller, so that a rehearsal can have a
//! colleague change something in the console.

use crate::api::refusal::Refusal;
use crate::store::event::Actor;

/// The name of the header.
pub(crate) const HEADER: &str = "sandbox-actor";

/// The actor in the header's JSON.
pub(crate) fn parse(header: Option<&str>) -> Result<Option<Actor>, Refusal> {
    let parsed = header.map(serde_json::from_str).transpose();
    parsed.map_err(|error| Refusal::parameter(format!("{HEADER} is not an actor: {error}")))
}
