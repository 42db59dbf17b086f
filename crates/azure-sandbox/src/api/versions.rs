//! Which api-versions each part of Azure accepts. The parameter is required everywhere.

use sandbox_server::{Reply, Request};

use crate::api::error::error;

/// The stable versions of the phone number calls.
pub(crate) const NUMBERS: &[&str] = &["2022-12-01", "2025-02-11", "2025-04-01", "2025-06-01"];
/// The stable versions of the calls for texts.
pub(crate) const SMS: &[&str] = &["2021-03-07", "2025-09-17", "2026-01-23"];
/// The stable versions of Event Grid that have these calls.
pub(crate) const EVENT_GRID: &[&str] = &["2022-06-15", "2025-02-15"];
/// The stable versions of the Communication Services resource.
pub(crate) const COMMUNICATION: &[&str] = &["2023-03-31", "2023-04-01", "2025-05-01", "2025-09-01"];
/// The version of the activity log.
pub(crate) const INSIGHTS: &[&str] = &["2015-04-01"];

/// Refuses a request without one of these versions.
pub(crate) fn check(request: &Request, accepted: &[&str]) -> Result<(), Reply> {
    let Some(given) = request.query("api-version") else {
        request.breaks("the api-version is missing");
        return Err(error(
            400,
            "MissingApiVersionParameter",
            "The api-version query parameter (?api-version=) is required for all requests.",
        ));
    };
    if accepted.contains(&given) {
        return Ok(());
    }
    request.breaks(format!("the api-version {given} is unknown"));
    Err(error(
        400,
        "InvalidApiVersionParameter",
        format!(
            "The api-version '{given}' is invalid. The supported versions are '{}'.",
            accepted.join(",")
        ),
    ))
}
