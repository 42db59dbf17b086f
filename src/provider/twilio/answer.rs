//! What an answer that is not a success means: Twilio's errors in our kinds. Pure.
//!
//! Nothing here trusts the body: gateways answer in HTML, and bodies end early.

use std::time::Duration;

use jiff::Timestamp;

use crate::provider::Failure;

/// What Twilio says about an error, as far as it can be read (twilio-api.md 6.1).
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Complaint {
    /// Twilio's code, such as 21402.
    pub code: Option<u32>,
    /// Its message, with the detail where there is one.
    pub message: Option<String>,
}

impl Complaint {
    /// Whether a 20003, which is wrong credentials and suspended accounts alike, says plainly
    /// that it is the account. "Invalid credentials or a suspended account" does not.
    fn says_inactive(&self) -> bool {
        let message = self.message.as_deref().unwrap_or_default();
        let message = message.to_ascii_lowercase();
        ["suspended", "closed", "not active"]
            .iter()
            .any(|word| message.contains(&format!("account is {word}")))
    }
}

/// Reads an error's body leniently: what is not there or not as described is left out.
pub fn complaint(body: &[u8]) -> Complaint {
    let Ok(serde_json::Value::Object(object)) = serde_json::from_slice(body) else {
        return Complaint::default();
    };
    let text = |key: &str| {
        let text = object.get(key)?.as_str()?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    };
    let code = object.get("code").and_then(|code| match code {
        serde_json::Value::String(text) => text.parse().ok(),
        other => other.as_u64()?.try_into().ok(),
    });
    let message = match (text("message"), text("detail")) {
        (Some(message), Some(detail)) => Some(format!("{message}: {detail}")),
        (message, detail) => message.or(detail),
    };
    Complaint { code, message }
}

/// Whether a body is a web page, as gateways and sign-in pages answer. Nothing of it is shown:
/// such pages repeat what was sent to them.
pub fn is_page(body: &[u8]) -> bool {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    body.trim_ascii_start().starts_with(b"<")
}

/// The kind of failure (twilio-api.md 6.2).
pub fn failure(status: u16, complaint: &Complaint) -> Failure {
    match (status, complaint.code) {
        (_, Some(20005)) => Failure::Inactive,
        (_, Some(20003)) if complaint.says_inactive() => Failure::Inactive,
        (_, Some(20003)) | (401 | 403, _) => Failure::Unauthorised,
        (_, Some(20404)) | (404, _) => Failure::NotFound,
        (_, Some(20429)) | (429, _) => Failure::Throttled,
        (500.., _) => Failure::Unreachable,
        (_, Some(21714)) => Failure::Full,
        _ => Failure::Refused,
    }
}

/// Whether the same request may succeed a moment later. 20162: a conflicting update is running.
pub fn is_passing(status: u16, code: Option<u32>) -> bool {
    matches!(status, 429 | 500 | 502 | 503 | 504) || matches!(code, Some(20162 | 20429))
}

/// How long a `Retry-After` header asks to wait: seconds, or a date. `None` where it says neither.
pub fn retry_after(header: &str, now: Timestamp) -> Option<Duration> {
    let header = header.trim();
    if let Ok(seconds) = header.parse::<u32>() {
        return Some(Duration::from_secs(seconds.into()));
    }
    let when = jiff::fmt::rfc2822::parse(header).ok()?.timestamp();
    Some(Duration::try_from(when.duration_since(now)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Complaint, complaint, failure, is_page, is_passing, retry_after};
    use crate::provider::Failure;

    #[test]
    fn an_error_is_read_as_far_as_it_goes() {
        let read = |text: &str| {
            let Complaint { code, message } = complaint(text.as_bytes());
            (code, message.unwrap_or_default())
        };
        assert_eq!(
            read(r#"{"code":21402,"message":"bad URL","status":400}"#),
            (Some(21402), "bad URL".into())
        );
        assert_eq!(
            read(r#"{"code":20003,"message":"Authenticate","detail":"wrong token"}"#),
            (Some(20003), "Authenticate: wrong token".into())
        );
        assert_eq!(read(r#"{"code":"20404"}"#), (Some(20404), String::new()));
        assert_eq!(
            read(r#"{"code":-1,"message":null,"detail":7}"#),
            (None, String::new())
        );
        for odd in [
            "",
            "<html>bad gateway</html>",
            r#"{"code":21402,"mess"#,
            "[1]",
            "\u{0}",
        ] {
            assert_eq!(read(odd), (None, String::new()), "{odd}");
        }
    }

    #[test]
    fn a_web_page_is_known() {
        for page in ["<html>", " \r\n<!DOCTYPE html>", "\u{feff}<?xml?>"] {
            assert!(is_page(page.as_bytes()), "{page}");
        }
        for other in ["", "{\"a\":\"<html>\"}", "upstream failed <html>"] {
            assert!(!is_page(other.as_bytes()), "{other}");
        }
    }

    #[test]
    fn a_code_says_more_than_a_status() {
        let failure = |status, code| {
            let message = None;
            failure(status, &Complaint { code, message })
        };
        assert_eq!(failure(400, Some(20404)), Failure::NotFound);
        assert_eq!(failure(403, Some(20008)), Failure::Unauthorised);
        assert_eq!(failure(401, Some(20005)), Failure::Inactive);
        assert_eq!(failure(503, None), Failure::Unreachable);
        assert_eq!(failure(400, Some(21402)), Failure::Refused);
        assert_eq!(failure(412, Some(21714)), Failure::Full);
        assert!(is_passing(409, Some(20162)) && !is_passing(409, None) && !is_passing(501, None));
    }

    #[test]
    fn only_a_plain_word_says_that_it_is_the_account() {
        for (message, expected) in [
            ("Authenticate: The account is suspended", Failure::Inactive),
            ("Account is not active", Failure::Inactive),
            ("Authenticate", Failure::Unauthorised),
            (
                "Credentials are invalid or the account has been suspended",
                Failure::Unauthorised,
            ),
        ] {
            let complaint = Complaint {
                code: Some(20003),
                message: Some(message.to_owned()),
            };
            assert_eq!(failure(401, &complaint), expected, "{message}");
        }
    }

    #[test]
    fn a_wait_is_seconds_or_a_date() {
        let now = "2015-10-21T07:28:00Z".parse().unwrap();
        assert_eq!(retry_after(" 3 ", now), Some(Duration::from_secs(3)));
        assert_eq!(
            retry_after("Wed, 21 Oct 2015 07:28:07 GMT", now),
            Some(Duration::from_secs(7))
        );
        assert_eq!(
            retry_after("Wed, 21 Oct 2015 07:27:00 GMT", now),
            Some(Duration::ZERO)
        );
        assert_eq!(retry_after("soon", now), None);
        assert_eq!(retry_after("-1", now), None);
    }
}
