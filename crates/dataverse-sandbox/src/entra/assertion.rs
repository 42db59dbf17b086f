//! Assertions: JWTs of an outside issuer that an app accepts in place of its secret. Signed with a secret of the
//! sandbox, so that a forged one is refused.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::Sha256;

use crate::api::request::Request;
use crate::entra::refusal::refusal;
use crate::store::identity::{App, Federated};
use crate::store::state::State;
use sandbox_server::Reply;

/// How long an assertion is valid, in seconds.
const LIFETIME: i64 = 300;

/// A JWT with these claims.
pub(crate) fn sign(state: &State, claims: &Value) -> String {
    let header = json!({"typ": "JWT", "alg": "RS256", "kid": "sandbox"});
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let text = format!("{}.{}", encode(&header), encode(claims));
    let signature = signature(state, &text);
    format!("{text}.{signature}")
}

fn signature(state: &State, text: &str) -> String {
    let secret = format!("signs for {}", state.tenant_id);
    // A key of any length is accepted.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        return String::new();
    };
    mac.update(text.as_bytes());
    URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
}

/// The claims of a JWT that the sandbox signed.
fn claims(state: &State, jwt: &str) -> Option<Value> {
    let (text, given) = jwt.rsplit_once('.')?;
    if signature(state, text) != given {
        return None;
    }
    let claims = URL_SAFE_NO_PAD.decode(text.split_once('.')?.1).ok()?;
    serde_json::from_slice(&claims).ok()
}

/// A fresh assertion.
pub(crate) fn issue(state: &mut State, about: &Federated, now: Timestamp) -> String {
    let number = state.session.next();
    let claims = json!({
        "iss": about.issuer,
        "sub": about.subject,
        "aud": about.audience,
        "iat": now.as_second(),
        "exp": now.as_second() + LIFETIME,
        "jti": number,
    });
    let jwt = sign(state, &claims);
    state.session.issued.push(jwt.clone());
    jwt
}

/// Checks an assertion against the app's federated credentials.
pub(crate) fn check(state: &State, request: &Request, app: &App, jwt: &str) -> Result<(), Reply> {
    let refuse = |number, text: &str| refusal(request, 401, "invalid_client", number, text);
    let Some(claims) = claims(state, jwt) else {
        let text = "Client assertion failed signature validation.";
        return Err(refuse(700_027, text));
    };
    let claim = |name: &str| claims.get(name).and_then(Value::as_str).unwrap_or_default();
    let expires = claims.get("exp").and_then(Value::as_i64);
    if expires.unwrap_or_default() <= request.now.as_second() {
        let text = "Client assertion is not within its valid time range.";
        return Err(refuse(700_024, text));
    }
    let given = Federated {
        issuer: claim("iss").to_owned(),
        subject: claim("sub").to_owned(),
        audience: claim("aud").to_owned(),
    };
    if app.federated.contains(&given) {
        return Ok(());
    }
    let text = format!(
        "No matching federated identity record found for presented assertion subject '{}', issuer '{}', audience '{}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion.",
        given.subject, given.issuer, given.audience
    );
    Err(refuse(700_213, &text))
}
