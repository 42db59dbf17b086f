//! `POST /{tenant}/oauth2/v2.0/token`: an app exchanges its secret or an assertion for a token.

use jiff::Timestamp;
use sandbox_server::Reply;
use serde_json::json;

use crate::api::error::answer;
use crate::api::request::{Answer, Request};
use crate::entra::assertion;
use crate::entra::refusal::refusal;
use crate::store::identity::{App, Token};
use crate::store::settings::Secret;
use crate::store::state::State;

/// The fields of a token request.
const FIELDS: [&str; 6] = [
    "grant_type",
    "client_id",
    "scope",
    "client_secret",
    "client_assertion_type",
    "client_assertion",
];
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Issues a token, or says why not.
pub(crate) fn issue(state: &mut State, request: &Request, tenant: &str) -> Answer {
    let form = request.form();
    rules(request, &form);
    let field = |name: &str| {
        let mut fields = form.iter();
        let value = fields.find(|(key, _)| key == name);
        value
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    };
    let refuse = |status, error, number, text: &str| refusal(request, status, error, number, text);
    if !tenant.eq_ignore_ascii_case(&state.tenant_id) {
        let text = format!(
            "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud."
        );
        return Err(refuse(400, "invalid_request", 90002, &text));
    }
    for name in ["grant_type", "client_id", "scope"] {
        if field(name).is_none() {
            let text = format!("The request body must contain the following parameter: '{name}'.");
            return Err(refuse(400, "invalid_request", 900_144, &text));
        }
    }
    if field("grant_type") != Some("client_credentials") {
        let text = "The app requested an unsupported grant type.";
        return Err(refuse(400, "unsupported_grant_type", 70003, text));
    }
    let client = field("client_id").unwrap_or_default();
    let mut apps = state.apps.iter();
    let Some(app) = apps.find(|app| app.client_id.eq_ignore_ascii_case(client)) else {
        let text = format!(
            "Application with identifier '{client}' was not found in the directory. This can happen if the application has not been installed by the administrator of the tenant."
        );
        return Err(refuse(400, "unauthorized_client", 700_016, &text));
    };
    let app = app.clone();
    match (field("client_secret"), field("client_assertion")) {
        (Some(secret), None) => of_secret(state, request, &app, secret)?,
        (None, Some(jwt)) => {
            if field("client_assertion_type") != Some(JWT_BEARER) {
                let text = "The request body must contain the following parameter: 'client_assertion_type'.";
                return Err(refuse(400, "invalid_request", 900_144, text));
            }
            assertion::check(state, request, &app, jwt)?;
        }
        _ => {
            let text = "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.";
            return Err(refuse(401, "invalid_client", 7_000_218, text));
        }
    }
    let scope = field("scope").unwrap_or_default();
    let Some(resource) = scope.strip_suffix("/.default") else {
        let text = format!(
            "The provided value for the input parameter 'scope' is not valid. The scope {scope} is not valid."
        );
        return Err(refuse(400, "invalid_scope", 70011, &text));
    };
    if !is_known(state, request, resource) {
        let text = format!(
            "The resource principal named {resource} was not found in the tenant named {tenant}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant."
        );
        return Err(refuse(400, "invalid_resource", 500_011, &text));
    }
    Ok(token(state, request.now, &app, resource))
}

/// Notes what a careful client would not send.
fn rules(request: &Request, form: &[(String, String)]) {
    let media = request.header("content-type").unwrap_or_default();
    if !media.starts_with("application/x-www-form-urlencoded") {
        request.breaks(format!(
            "a token was requested with the content type {media:?}"
        ));
    }
    for (name, _) in form {
        if !FIELDS.contains(&name.as_str()) {
            request.breaks(format!("a token request has the unknown field {name}"));
        }
    }
    if !request.query.is_empty() {
        request.breaks("a token request has a query");
    }
    if request.header("authorization").is_some() {
        request.breaks("a token request has the header Authorization");
    }
}

/// Checks a client secret.
fn of_secret(state: &State, request: &Request, app: &App, secret: &str) -> Result<(), Reply> {
    let client = &app.client_id;
    let is_right = secret == app.client_secret;
    match state.session.settings.secret {
        Secret::Valid if is_right => Ok(()),
        Secret::Expired if is_right => {
            let text = format!(
                "The provided client secret keys for app '{client}' are expired. Visit the Azure portal to create new keys for your app."
            );
            Err(refusal(request, 401, "invalid_client", 7_000_222, &text))
        }
        _ => {
            let text = format!(
                "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{client}'."
            );
            Err(refusal(request, 401, "invalid_client", 7_000_215, &text))
        }
    }
}

/// True for the sandbox's own URL and for that of its environment. `https://host/` is another resource than
/// `https://host`.
fn is_known(state: &State, request: &Request, resource: &str) -> bool {
    let own = request.base();
    let known = [Some(&own), state.url.as_ref()];
    let mut known = known.into_iter().flatten();
    known.any(|known| known.eq_ignore_ascii_case(resource))
}

fn token(state: &mut State, now: Timestamp, app: &App, audience: &str) -> Reply {
    let expires_in = state.session.settings.expires_in;
    let number = state.session.next();
    let claims = json!({
        "aud": audience,
        "iss": format!("https://sts.windows.net/{}/", state.tenant_id),
        "tid": state.tenant_id,
        "appid": app.client_id,
        "oid": app.object_id,
        "iat": now.as_second(),
        "exp": now.as_second() + expires_in,
        "uti": number,
    });
    let jwt = assertion::sign(state, &claims);
    state.session.issued.push(jwt.clone());
    let token = Token {
        client_id: app.client_id.clone(),
        expires: Timestamp::from_second(now.as_second() + expires_in).unwrap_or(now),
        requests_left: state.session.settings.token_requests,
    };
    state.session.tokens.insert(jwt.clone(), token);
    let body = json!({
        "token_type": "Bearer",
        "expires_in": expires_in,
        "ext_expires_in": expires_in,
        "access_token": jwt,
    });
    answer(200, &body).with_header("cache-control", "no-store, no-cache")
}
