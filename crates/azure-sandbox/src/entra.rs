//! Entra and GitHub: for what tokens are issued, whom a token identifies, and a job's id-token.

use jiff::Timestamp;
use sandbox_server::entra::{
    Directory, EXCHANGE, Federated, Refusal, Registration, Secret, Terms, Tokens, Unaccepted,
    assertion,
};
use sandbox_server::{Answer, Reply, Request};
use serde_json::json;

use crate::api::error::error;
use crate::store::identity::{App, GITHUB_ISSUER};
use crate::store::state::State;

/// The audience of tokens for ARM.
pub(crate) const ARM: &str = "https://management.azure.com";
/// The audience of tokens for the data plane. Clients write its scope with two slashes.
pub(crate) const DATA: &str = "https://communication.azure.com/";

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

    /// The cluster's: the last one that an app accepts.
    fn usual_assertion(&self) -> Option<Federated> {
        let apps = self.apps.iter();
        apps.flat_map(|app| &app.registration.federated)
            .last()
            .cloned()
    }

    fn terms(&self) -> Terms {
        Terms {
            expires_in: self.session.settings.expires_in,
            requests: None,
            secret: Secret::Valid,
            line_break: " ",
        }
    }

    fn audience(&self, _: &Request, scope: &str) -> Result<String, Refusal> {
        let trimmed = |resource: &str| resource.trim_end_matches('/').to_owned();
        let wanted = scope.strip_suffix("/.default").map(trimmed);
        let own = self.audiences.iter().map(String::as_str);
        let mut known = [ARM, DATA].into_iter().chain(own);
        let found = known.find(|known| Some(trimmed(known)) == wanted);
        found.map(str::to_owned).ok_or_else(|| Refusal {
            status: 400,
            error: "invalid_scope",
            number: 70011,
            text: format!(
                "The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope {scope} is not valid."
            ),
        })
    }

    fn tokens(&self) -> &Tokens {
        &self.session.tokens
    }

    fn tokens_mut(&mut self) -> &mut Tokens {
        &mut self.session.tokens
    }
}

/// The app that the request's bearer token identifies, if the token is for `audience`.
pub(crate) fn identify(
    state: &State,
    request: &Request,
    audience: &str,
) -> Result<App, Unaccepted> {
    let token = state.session.tokens.given(request)?;
    if token.audience.trim_end_matches('/') != audience.trim_end_matches('/') {
        return Err(Unaccepted::Audience);
    }
    let mut apps = state.apps.iter();
    let app = apps.find(|app| app.registration.client_id == token.client_id);
    app.cloned().ok_or(Unaccepted::Unknown)
}

/// GitHub's endpoint for a job's id-token.
pub(crate) fn github(state: &mut State, request: &Request) -> Answer {
    if request.bearer() != Some(state.github.request_token.as_str()) {
        request.breaks("the id-token was requested without the request token");
        return Err(error(401, "Unauthorized", "The request token is not valid"));
    }
    let audience = request.query("audience").unwrap_or_default().to_owned();
    if audience != EXCHANGE {
        request.breaks(format!(
            "the id-token was requested for the audience {audience:?}"
        ));
    }
    let about = Federated {
        issuer: GITHUB_ISSUER.to_owned(),
        subject: state.github.subject.clone(),
        audience,
    };
    let jwt = assertion::issue(state, &about, request.now);
    let body = json!({"count": jwt.len(), "value": jwt});
    Ok(Reply::bytes(200, body.to_string().into_bytes()))
}
