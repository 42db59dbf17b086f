//! Whom a bearer token identifies.

use crate::api::request::Request;
use crate::store::identity::App;
use crate::store::state::State;

/// Why a bearer token is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unaccepted {
    /// There is none.
    Missing,
    /// It was not issued here, or is revoked.
    Unknown,
    Expired,
    /// It was issued for something else.
    Audience,
}

/// The app that the request's bearer token identifies, if the token is for `audience`.
pub(crate) fn identify(
    state: &State,
    request: &Request,
    audience: &str,
) -> Result<App, Unaccepted> {
    let header = request.header("authorization").ok_or(Unaccepted::Missing)?;
    let (scheme, given) = header.split_once(' ').ok_or(Unaccepted::Missing)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Unaccepted::Missing);
    }
    let token = state
        .session
        .tokens
        .get(given.trim())
        .ok_or(Unaccepted::Unknown)?;
    if token.expires <= request.now {
        return Err(Unaccepted::Expired);
    }
    if token.audience.trim_end_matches('/') != audience.trim_end_matches('/') {
        return Err(Unaccepted::Audience);
    }
    let mut apps = state.apps.iter();
    let app = apps.find(|app| app.client_id == token.client_id);
    app.cloned().ok_or(Unaccepted::Unknown)
}
