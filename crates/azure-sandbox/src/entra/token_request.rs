//! `POST /{tenant}/oauth2/v2.0/token`: an app exchanges its secret or an assertion for a token.

use jiff::Timestamp;
use sandbox_server::Reply;
use serde_json::{Value, json};

use crate::api::request::{Answer, Request};
use crate::entra::assertion;
use crate::entra::refusal::refusal;
use crate::store::identity::{App, Token};
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
/// The audience of tokens for ARM.
pub(crate) const ARM: &str = "https://management.azure.com";
/// The audience of tokens for the data plane. Clients write its scope with two slashes.
pub(crate) const DATA: &str = "https://communication.azure.com/";

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
        (Some(secret), None) if secret == app.client_secret => {}
        (Some(_), None) => {
            let text = format!(
                "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{client}'."
            );
            return Err(refuse(401, "invalid_client", 7_000_215, &text));
        }
        (None, Some(jwt)) => {
            if field("client_assertion_type") != Some(JWT_BEARER) {
                let text = "The request body must contain the following parameter: 'client_assertion_type'.";
                return Err(refuse(400, "invalid_request", 900_144, text));
            }
            federated(state, request, &app, jwt)?;
        }
        _ => {
            let text = "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.";
            return Err(refuse(401, "invalid_client", 7_000_218, text));
        }
    }
    let scope = field("scope").unwrap_or_default();
    let Some(audience) = audience(state, scope) else {
        let text = format!(
            "The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope {scope} is not valid."
        );
        return Err(refuse(400, "invalid_scope", 70011, &text));
    };
    Ok(token(state, request.now, &app, audience))
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
}

/// Checks an assertion against the app's federated credentials.
fn federated(state: &State, request: &Request, app: &App, jwt: &str) -> Result<(), Reply> {
    let refuse = |number, text: &str| refusal(request, 401, "invalid_client", number, text);
    let Some(claims) = assertion::claims(state, jwt) else {
        let text = "Client assertion failed signature validation.";
        return Err(refuse(700_027, text));
    };
    let claim = |name: &str| claims.get(name).and_then(Value::as_str).unwrap_or_default();
    let expires = claims
        .get("exp")
        .and_then(Value::as_i64)
        .unwrap_or_default();
    if expires <= request.now.as_second() {
        let text = "Client assertion is not within its valid time range.";
        return Err(refuse(700_024, text));
    }
    let (issuer, subject, audience) = (claim("iss"), claim("sub"), claim("aud"));
    let mut issuers = app.federated.iter().filter(|known| known.issuer == issuer);
    let known = issuers.find(|known| known.subject == subject && known.audience == audience);
    if known.is_some() {
        return Ok(());
    }
    let text = format!(
        "No matching federated identity record found for presented assertion subject '{subject}', issuer '{issuer}', audience '{audience}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion."
    );
    Err(refuse(700_213, &text))
}

/// The audience of a scope for which tokens are issued.
fn audience(state: &State, scope: &str) -> Option<String> {
    let resource = scope.strip_suffix("/.default")?;
    let trimmed = resource.trim_end_matches('/');
    let known = [ARM, DATA]
        .into_iter()
        .chain(state.audiences.iter().map(String::as_str));
    let mut known = known.filter(|known| known.trim_end_matches('/') == trimmed);
    known.next().map(str::to_owned)
}

fn token(state: &mut State, now: Timestamp, app: &App, audience: String) -> Reply {
    let expires_in = state.session.settings.expires_in;
    let number = state.session.next();
    let header = json!({"typ": "JWT", "alg": "RS256", "kid": "sandbox"});
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
    let jwt = assertion::sign(state, &header, &claims);
    state.session.issued.push(jwt.clone());
    let expires = Timestamp::from_second(now.as_second() + expires_in).unwrap_or(now);
    let token = Token {
        audience,
        client_id: app.client_id.clone(),
        expires,
    };
    state.session.tokens.insert(jwt.clone(), token);
    let body = json!({
        "token_type": "Bearer",
        "expires_in": expires_in,
        "ext_expires_in": expires_in,
        "access_token": jwt,
    });
    Reply::bytes(200, body.to_string().into_bytes())
        .with_header("cache-control", "no-store, no-cache")
}
