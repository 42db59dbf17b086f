//! Assertions: JWTs of an outside issuer that an app accepts in place of its secret. Signed with a secret of the
//! sandbox, so that a forged one is refused.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use sandbox_server::Reply;
use serde_json::{Value, json};
use sha2::Sha256;

use crate::api::error::error;
use crate::api::request::{Answer, Request};
use crate::store::identity::{EXCHANGE, Federated, GITHUB_ISSUER};
use crate::store::state::State;

/// How long an assertion is valid, in seconds.
const LIFETIME: i64 = 300;

/// A JWT with these claims.
pub(crate) fn sign(state: &State, header: &Value, claims: &Value) -> String {
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let text = format!("{}.{}", encode(header), encode(claims));
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
pub(crate) fn claims(state: &State, jwt: &str) -> Option<Value> {
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
    let header = json!({"typ": "JWT", "alg": "RS256", "kid": "sandbox"});
    let claims = json!({
        "iss": about.issuer,
        "sub": about.subject,
        "aud": about.audience,
        "iat": now.as_second(),
        "exp": now.as_second() + LIFETIME,
        "jti": number,
    });
    let jwt = sign(state, &header, &claims);
    state.session.issued.push(jwt.clone());
    jwt
}

/// GitHub's endpoint for a job's id-token.
pub(crate) fn github(state: &mut State, request: &Request) -> Answer {
    let wanted = format!("bearer {}", state.github.request_token);
    let given = request.header("authorization").unwrap_or_default();
    let (scheme, token) = given.split_once(' ').unwrap_or_default();
    if format!("{} {token}", scheme.to_lowercase()) != wanted {
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
    let jwt = issue(state, &about, request.now);
    let body = json!({"count": jwt.len(), "value": jwt});
    Ok(Reply::bytes(200, body.to_string().into_bytes()))
}
