//! `POST /{tenant}/oauth2/v2.0/token`: an app exchanges its secret or an assertion for a token.

use jiff::Timestamp;
use serde_json::json;

use crate::entra::assertion;
use crate::entra::directory::{Directory, Secret, Terms};
use crate::entra::refusal::Refusal;
use crate::entra::registration::Registration;
use crate::entra::tokens::Token;
use crate::reply::Reply;
use crate::request::{Answer, Request};

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

/// Issues a token.
///
/// # Errors
/// An answer that says why not.
pub fn issue(directory: &mut impl Directory, request: &Request, tenant: &str) -> Answer {
    let form = request.form();
    rules(request, &form);
    let terms = directory.terms();
    match exchange(directory, request, tenant, &form, terms) {
        Ok((app, audience)) => Ok(token(directory, request.now, &app, audience, terms)),
        Err(refusal) => Err(refusal.reply(request, terms.line_break)),
    }
}

/// The app, and the audience of its token.
fn exchange(
    directory: &impl Directory,
    request: &Request,
    tenant: &str,
    form: &[(String, String)],
    terms: Terms,
) -> Result<(Registration, String), Refusal> {
    let field = |name: &str| {
        let mut fields = form.iter();
        let value = fields.find(|(key, _)| key == name);
        value
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    };
    if !tenant.eq_ignore_ascii_case(directory.tenant_id()) {
        let text = format!(
            "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud."
        );
        return Err(refuse(400, "invalid_request", 90002, text));
    }
    for name in ["grant_type", "client_id", "scope"] {
        if field(name).is_none() {
            let text = format!("The request body must contain the following parameter: '{name}'.");
            return Err(refuse(400, "invalid_request", 900_144, text));
        }
    }
    if field("grant_type") != Some("client_credentials") {
        let text = "The app requested an unsupported grant type.";
        return Err(refuse(400, "unsupported_grant_type", 70003, text));
    }
    let client = field("client_id").unwrap_or_default();
    let Some(app) = directory.registration(client) else {
        let text = format!(
            "Application with identifier '{client}' was not found in the directory. This can happen if the application has not been installed by the administrator of the tenant."
        );
        return Err(refuse(400, "unauthorized_client", 700_016, text));
    };
    match (field("client_secret"), field("client_assertion")) {
        (Some(secret), None) => of_secret(app, secret, terms.secret)?,
        (None, Some(jwt)) => {
            if field("client_assertion_type") != Some(JWT_BEARER) {
                let text = "The request body must contain the following parameter: 'client_assertion_type'.";
                return Err(refuse(400, "invalid_request", 900_144, text));
            }
            assertion::check(directory.tenant_id(), app, jwt, request.now)?;
        }
        _ => {
            let text = "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.";
            return Err(refuse(401, "invalid_client", 7_000_218, text));
        }
    }
    let audience = directory.audience(request, field("scope").unwrap_or_default())?;
    Ok((app.clone(), audience))
}

fn refuse(status: u16, error: &'static str, number: u32, text: impl Into<String>) -> Refusal {
    let text = text.into();
    Refusal {
        status,
        error,
        number,
        text,
    }
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
fn of_secret(app: &Registration, secret: &str, validity: Secret) -> Result<(), Refusal> {
    let client = &app.client_id;
    let is_right = secret == app.client_secret;
    match validity {
        Secret::Valid if is_right => Ok(()),
        Secret::Expired if is_right => {
            let text = format!(
                "The provided client secret keys for app '{client}' are expired. Visit the Azure portal to create new keys for your app."
            );
            Err(refuse(401, "invalid_client", 7_000_222, text))
        }
        _ => {
            let text = format!(
                "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{client}'."
            );
            Err(refuse(401, "invalid_client", 7_000_215, text))
        }
    }
}

fn token(
    directory: &mut impl Directory,
    now: Timestamp,
    app: &Registration,
    audience: String,
    terms: Terms,
) -> Reply {
    let expires_in = terms.expires_in;
    let number = directory.tokens_mut().next();
    let tenant = directory.tenant_id();
    let claims = json!({
        "aud": audience,
        "iss": format!("https://sts.windows.net/{tenant}/"),
        "tid": tenant,
        "appid": app.client_id,
        "oid": app.object_id,
        "iat": now.as_second(),
        "exp": now.as_second() + expires_in,
        "uti": number,
    });
    let jwt = assertion::sign(tenant, &claims);
    let token = Token {
        audience,
        client_id: app.client_id.clone(),
        expires: Timestamp::from_second(now.as_second() + expires_in).unwrap_or(now),
        requests_left: terms.requests,
    };
    directory.tokens_mut().add(jwt.clone(), token);
    let body = json!({
        "token_type": "Bearer",
        "expires_in": expires_in,
        "ext_expires_in": expires_in,
        "access_token": jwt,
    });
    Reply::bytes(200, body.to_string().into_bytes())
        .with_header("cache-control", "no-store, no-cache")
}
