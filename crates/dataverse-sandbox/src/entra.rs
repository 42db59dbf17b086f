//! Entra: for what tokens are issued, and whom a token identifies.

use jiff::Timestamp;
use sandbox_server::Request;
use sandbox_server::entra::{Directory, Federated, Refusal, Registration, Terms, Tokens};

use crate::store::identity::App;
use crate::store::state::State;

impl Directory for State {
    fn tenant_id(&self) -> &str {
        &self.tenant_id
    }

    fn now(&self) -> Timestamp {
        self.session.clock.now()
    }

    fn registration(&self, client_id: &str) -> Option<&Registration> {
        let mut apps = self.apps.iter().map(|app| &app.registration);
        apps.find(|app| app.client_id.eq_ignore_ascii_case(client_id))
    }

    /// The first one that an app accepts.
    fn usual_assertion(&self) -> Option<Federated> {
        let mut apps = self.apps.iter();
        apps.find_map(|app| app.registration.federated.first().cloned())
    }

    /// The description of an error has several lines, as that of Entra's older endpoints.
    fn terms(&self) -> Terms {
        let settings = &self.session.settings;
        Terms {
            expires_in: settings.expires_in,
            requests: settings.token_requests,
            secret: settings.secret,
            line_break: "\r\n",
        }
    }

    /// The sandbox's own URL or that of its environment. `https://host/` is another resource than `https://host`.
    fn audience(&self, request: &Request, scope: &str) -> Result<String, Refusal> {
        let refuse = |error, number, text| Refusal {
            status: 400,
            error,
            number,
            text,
        };
        let Some(resource) = scope.strip_suffix("/.default") else {
            let text = format!(
                "The provided value for the input parameter 'scope' is not valid. The scope {scope} is not valid."
            );
            return Err(refuse("invalid_scope", 70011, text));
        };
        let own = request.base();
        let known = [Some(&own), self.url.as_ref()];
        let mut known = known.into_iter().flatten();
        if known.any(|known| known.eq_ignore_ascii_case(resource)) {
            return Ok(resource.to_owned());
        }
        let tenant = &self.tenant_id;
        let text = format!(
            "The resource principal named {resource} was not found in the tenant named {tenant}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant."
        );
        Err(refuse("invalid_resource", 500_011, text))
    }

    fn tokens(&self) -> &Tokens {
        &self.session.tokens
    }

    fn tokens_mut(&mut self) -> &mut Tokens {
        &mut self.session.tokens
    }
}

/// The app that the request's bearer token identifies, and one use of the token; none if the token is missing, was not
/// issued here, was revoked, or has expired.
pub(crate) fn identify(state: &mut State, request: &Request) -> Option<App> {
    let client_id = state.session.tokens.spend(request).ok()?;
    let mut apps = state.apps.iter();
    apps.find(|app| app.registration.client_id == client_id)
        .cloned()
}
