//! Whom a bearer token identifies.

use crate::api::request::Request;
use crate::store::identity::App;
use crate::store::state::State;

/// The app that the request's bearer token identifies, and one use of the token; none if the token is missing, was not
/// issued here, was revoked, or has expired.
pub(crate) fn identify(state: &mut State, request: &Request) -> Option<App> {
    let (scheme, given) = request.header("authorization")?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return None;
    }
    let token = state.session.tokens.get_mut(given.trim())?;
    if token.expires <= request.now {
        return None;
    }
    if let Some(left) = &mut token.requests_left {
        *left = left.checked_sub(1)?;
    }
    let mut apps = state.apps.iter();
    apps.find(|app| app.client_id == token.client_id).cloned()
}
