//! What Entra and GitHub answer. Pure.
//!
//! Of an error, only its word, its AADSTS number and its correlation id are taken: descriptions
//! repeat parts of the request.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use super::error::SignInFailure;
use crate::model::Secret;

/// A token that Entra issued.
#[derive(Deserialize)]
#[serde(try_from = "RawToken")]
pub(super) struct Issued {
    pub(super) token: Secret,
    pub(super) lifetime: Duration,
}

/// Some versions of the endpoint write the lifetime as a text.
#[derive(Deserialize)]
struct RawToken {
    token_type: String,
    access_token: String,
    expires_in: Value,
}

impl TryFrom<RawToken> for Issued {
    type Error = &'static str;

    fn try_from(raw: RawToken) -> Result<Self, Self::Error> {
        if !raw.token_type.eq_ignore_ascii_case("bearer") {
            return Err("not a bearer token");
        }
        let seconds = match &raw.expires_in {
            Value::String(text) => text.parse().ok(),
            other => other.as_u64(),
        };
        Ok(Self {
            token: credential(raw.access_token)?,
            lifetime: Duration::from_secs(seconds.ok_or("not a lifetime")?),
        })
    }
}

/// An id-token that GitHub issued.
#[derive(Deserialize)]
#[serde(try_from = "RawIdToken")]
pub(super) struct IdToken(pub(super) Secret);

#[derive(Deserialize)]
struct RawIdToken {
    value: String,
}

impl TryFrom<RawIdToken> for IdToken {
    type Error = &'static str;

    fn try_from(raw: RawIdToken) -> Result<Self, Self::Error> {
        credential(raw.value).map(Self)
    }
}

/// A text that can be sent in a header.
fn credential(text: String) -> Result<Secret, &'static str> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err("not a token");
    }
    Ok(Secret::new(text))
}

/// What an error says, as far as it can be read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Complaint {
    /// Its word, such as `invalid_client`.
    pub(super) error: Option<String>,
    /// The number after `AADSTS`.
    pub(super) number: Option<u32>,
    pub(super) correlation_id: Option<String>,
}

/// Reads an error's body leniently: parts that are missing or not as described are left out.
pub(super) fn complaint(body: &[u8]) -> Complaint {
    let Ok(Value::Object(object)) = serde_json::from_slice(body) else {
        return Complaint::default();
    };
    let text = |key: &str| object.get(key).and_then(Value::as_str);
    let fits = |text: &&str, fits: fn(u8) -> bool| {
        (1..=64).contains(&text.len()) && text.bytes().all(fits)
    };
    let is_word = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    let is_id = |byte: u8| byte.is_ascii_hexdigit() || byte == b'-';
    let listed = object.get("error_codes").and_then(|codes| codes.get(0));
    let number = listed.and_then(Value::as_u64);
    Complaint {
        error: text("error")
            .filter(|text| fits(text, is_word))
            .map(str::to_owned),
        number: number
            .and_then(|number| number.try_into().ok())
            .or_else(|| text("error_description").and_then(described)),
        correlation_id: text("correlation_id")
            .filter(|text| fits(text, is_id))
            .map(str::to_owned),
    }
}

/// The number at the beginning of a description.
fn described(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("AADSTS")?;
    let end = digits.find(|c: char| !c.is_ascii_digit());
    digits.get(..end.unwrap_or(digits.len()))?.parse().ok()
}

/// Who answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Speaker {
    /// The authority that issues tokens.
    Authority,
    /// GitHub, which issues id-tokens to jobs.
    GitHub,
}

/// The kind of failure that an error status means. `is_page` is true for a web page as the body.
pub(super) fn failure(
    speaker: Speaker,
    status: u16,
    complaint: &Complaint,
    is_page: bool,
) -> SignInFailure {
    match (status, complaint.error.as_deref()) {
        (407 | 408 | 429 | 500.., _) | (_, Some("temporarily_unavailable")) => {
            SignInFailure::Unreachable
        }
        (_, Some(_)) => SignInFailure::Refused,
        // GitHub's errors have no documented form.
        (_, None) if speaker == Speaker::GitHub && !is_page => SignInFailure::Refused,
        _ => SignInFailure::Unintelligible,
    }
}

/// Whether the same exchange may succeed a moment later.
pub(super) fn is_passing(status: u16, complaint: &Complaint) -> bool {
    matches!(status, 408 | 429 | 500 | 502 | 503 | 504)
        || complaint.error.as_deref() == Some("temporarily_unavailable")
}

/// What to do about a failure, where more is known than its kind says.
pub(super) fn advice(
    speaker: Speaker,
    failure: SignInFailure,
    status: u16,
    complaint: &Complaint,
) -> Option<&'static str> {
    let word = complaint.error.as_deref();
    match (failure, speaker, word) {
        (SignInFailure::Unreachable, ..) if status == 407 => Some(PROXY),
        (SignInFailure::Unintelligible, ..) => Some(IN_BETWEEN),
        (SignInFailure::Refused, Speaker::GitHub, _) => Some(PERMISSION),
        (SignInFailure::Refused, Speaker::Authority, Some("invalid_client")) => Some(PROOF),
        (SignInFailure::Refused, Speaker::Authority, _) => Some(APP),
        _ => None,
    }
}

/// Advice for a proof that was not accepted.
const PROOF: &str = "check that the client secret is the secret's value and has not expired, or that the app has a federated credential for this issuer, subject and audience";
/// Advice for an app that is not known, or may not have the token.
const APP: &str = "check the tenant id and the client id, and that the app exists in this tenant";
/// Advice for a job that may not request an id-token.
const PERMISSION: &str = "the job needs `permissions: id-token: write`";
/// Advice for a proxy that wants credentials.
pub(super) const PROXY: &str = "a proxy requires credentials of its own, and the sign-in has not received the request: put them into HTTPS_PROXY, as in http://USER:PASSWORD@HOST:PORT";
/// Advice for an answer that does not come from the sign-in.
pub(super) const IN_BETWEEN: &str = "the answer does not come from the sign-in, so it says nothing about the credentials: a proxy or a firewall answered instead; check HTTPS_PROXY and whether this machine may call the host";

#[cfg(test)]
mod tests {
    use super::{Complaint, IdToken, Issued, Speaker, complaint, failure, is_passing};
    use crate::http::entra::error::SignInFailure;

    #[test]
    fn an_error_is_read_as_far_as_it_goes() {
        let read = |text: &str| complaint(text.as_bytes());
        let full = read(
            r#"{"error":"invalid_client","error_description":"AADSTS7000215: secret 'hunter2'","error_codes":[7000215],"correlation_id":"c0ffee00-0000-4000-8000-000000000001"}"#,
        );
        assert_eq!(full.error.as_deref(), Some("invalid_client"));
        assert_eq!(full.number, Some(7_000_215));
        assert_eq!(
            full.correlation_id.as_deref(),
            Some("c0ffee00-0000-4000-8000-000000000001")
        );
        let described = read(r#"{"error":"x","error_description":"AADSTS90002: Tenant"}"#);
        assert_eq!(described.number, Some(90002));
        for odd in [
            "",
            "<html>",
            "[1]",
            r#"{"error":"secret hunter2","error_codes":["hunter2"],"correlation_id":"hunter2"}"#,
            r#"{"error":{"code":"x"},"error_codes":[-1],"error_description":"AADSTS"}"#,
            r#"{"error":"","error_codes":[],"error_description":"AADSTS99999999999"}"#,
        ] {
            assert_eq!(read(odd), Complaint::default(), "{odd}");
        }
    }

    #[test]
    fn only_an_answer_with_a_word_is_a_refusal() {
        use SignInFailure::{Refused, Unintelligible, Unreachable};
        use Speaker::{Authority, GitHub};
        let word = |word: &str| Complaint {
            error: Some(word.to_owned()),
            ..Complaint::default()
        };
        let none = Complaint::default();
        let refused = word("invalid_client");
        for (speaker, status, said, is_page, expected) in [
            (Authority, 401, &refused, false, Refused),
            (Authority, 400, &word("unauthorized_client"), false, Refused),
            (
                Authority,
                400,
                &word("temporarily_unavailable"),
                false,
                Unreachable,
            ),
            (Authority, 401, &none, false, Unintelligible),
            (Authority, 403, &none, true, Unintelligible),
            (Authority, 407, &none, true, Unreachable),
            (Authority, 429, &none, false, Unreachable),
            (Authority, 503, &refused, false, Unreachable),
            (GitHub, 401, &none, false, Refused),
            (GitHub, 404, &none, true, Unintelligible),
            (GitHub, 500, &none, true, Unreachable),
        ] {
            assert_eq!(
                failure(speaker, status, said, is_page),
                expected,
                "{status}"
            );
        }
        assert!(is_passing(503, &none) && is_passing(429, &none));
        assert!(is_passing(400, &word("temporarily_unavailable")));
        assert!(!is_passing(401, &refused) && !is_passing(501, &none));
    }

    #[test]
    fn a_token_is_read_only_if_it_can_be_used() {
        let read = |text: &str| {
            let issued = serde_json::from_str::<Issued>(text);
            issued.map(|issued| (issued.token.expose().to_owned(), issued.lifetime.as_secs()))
        };
        for good in [
            r#"{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"e.y"}"#,
            r#"{"token_type":"bearer","expires_in":"3599","access_token":"e.y"}"#,
        ] {
            assert_eq!(read(good).unwrap(), ("e.y".to_owned(), 3599), "{good}");
        }
        for bad in [
            "{}",
            r#"{"token_type":"pop","expires_in":3599,"access_token":"hunter2"}"#,
            r#"{"token_type":"Bearer","expires_in":-1,"access_token":"hunter2"}"#,
            r#"{"token_type":"Bearer","access_token":"hunter2"}"#,
            r#"{"token_type":"Bearer","expires_in":3599,"access_token":""}"#,
            r#"{"token_type":"Bearer","expires_in":3599,"access_token":"hunter2 x"}"#,
            r#"{"token_type":"Bearer","expires_in":3599,"access_token":"hunter2\n"}"#,
        ] {
            let why = read(bad).unwrap_err().to_string();
            assert!(!why.contains("hunter2"), "{why}");
        }
        assert!(serde_json::from_str::<IdToken>(r#"{"count":3,"value":"e.y"}"#).is_ok());
        assert!(serde_json::from_str::<IdToken>(r#"{"value":null}"#).is_err());
    }
}
