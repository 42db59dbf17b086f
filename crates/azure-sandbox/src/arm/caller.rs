//! Who calls ARM: an app with a token for it.

use sandbox_server::entra::Unaccepted;
use sandbox_server::{Reply, Request};

use crate::api::error::error;
use crate::entra::{self, ARM};
use crate::store::identity::App;
use crate::store::state::State;

/// The app that calls.
pub(crate) fn identify(state: &State, request: &Request) -> Result<App, Reply> {
    entra::identify(state, request, ARM).map_err(|why| {
        let (code, message) = match why {
            Unaccepted::Missing => {
                request.breaks("a request to ARM has no bearer token");
                (
                    "AuthenticationFailed",
                    "Authentication failed. The 'Authorization' header is missing.",
                )
            }
            Unaccepted::Unknown => (
                "InvalidAuthenticationToken",
                "The access token is invalid.",
            ),
            Unaccepted::Expired => (
                "ExpiredAuthenticationToken",
                "The access token expiry UTC time is earlier than current UTC time.",
            ),
            Unaccepted::Audience => {
                request.breaks("the token at ARM was issued for something else");
                (
                    "InvalidAuthenticationTokenAudience",
                    "The access token has been obtained for wrong audience or resource. It should match one of the allowed audiences 'https://management.core.windows.net/','https://management.azure.com/'.",
                )
            }
        };
        let challenge = format!(
            "Bearer authorization_uri=\"https://login.microsoftonline.com/{}\", error=\"invalid_token\"",
            state.tenant_id
        );
        error(401, code, message).with_header("www-authenticate", challenge)
    })
}
