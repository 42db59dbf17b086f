//! Assertions: JWTs of an outside issuer that an app accepts in place of its secret. Signed with a secret of the
//! sandbox, so that a forged one is refused.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::Sha256;

use crate::entra::directory::Directory;
use crate::entra::refusal::Refusal;
use crate::entra::registration::{Federated, Registration};

/// How long an assertion is valid, in seconds.
const LIFETIME: i64 = 300;

/// A fresh assertion.
pub fn issue(directory: &mut impl Directory, about: &Federated, now: Timestamp) -> String {
    let number = directory.tokens_mut().next();
    let claims = json!({
        "iss": about.issuer,
        "sub": about.subject,
        "aud": about.audience,
        "iat": now.as_second(),
        "exp": now.as_second() + LIFETIME,
        "jti": number,
    });
    let jwt = sign(directory.tenant_id(), &claims);
    directory.tokens_mut().add_assertion(jwt.clone());
    jwt
}

/// A JWT with these claims.
pub(crate) fn sign(tenant_id: &str, claims: &Value) -> String {
    let header = json!({"typ": "JWT", "alg": "RS256", "kid": "sandbox"});
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let text = format!("{}.{}", encode(&header), encode(claims));
    let signature = signature(tenant_id, &text);
    format!("{text}.{signature}")
}

fn signature(tenant_id: &str, text: &str) -> String {
    let secret = format!("signs for {tenant_id}");
    // A key of any length is accepted.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        return String::new();
    };
    mac.update(text.as_bytes());
    URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
}

/// The claims of a JWT that the sandbox signed.
fn claims(tenant_id: &str, jwt: &str) -> Option<Value> {
    let (text, given) = jwt.rsplit_once('.')?;
    if signature(tenant_id, text) != given {
        return None;
    }
    let claims = URL_SAFE_NO_PAD.decode(text.split_once('.')?.1).ok()?;
    serde_json::from_slice(&claims).ok()
}

/// Checks an assertion against the app's federated credentials.
pub(crate) fn check(
    tenant_id: &str,
    app: &Registration,
    jwt: &str,
    now: Timestamp,
) -> Result<(), Refusal> {
    let refuse = |number, text: &str| Refusal {
        status: 401,
        error: "invalid_client",
        number,
        text: text.to_owned(),
    };
    let Some(claims) = claims(tenant_id, jwt) else {
        let text = "Client assertion failed signature validation.";
        return Err(refuse(700_027, text));
    };
    let claim = |name: &str| claims.get(name).and_then(Value::as_str).unwrap_or_default();
    let expires = claims.get("exp").and_then(Value::as_i64);
    if expires.unwrap_or_default() <= now.as_second() {
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
