//! Translates Twilio's error answers into the kinds of [`Failure`]. Pure.
//!
//! The body is not trusted: gateways answer in HTML, and bodies end early.

use crate::http::BodyError;
use crate::provider::{Failure, ProviderError};

/// What Twilio says about an error, as far as it can be read (docs/twilio.md: Errors).
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Complaint {
    /// Twilio's code, such as 21402.
    pub code: Option<u32>,
    /// Its message, with the detail where there is one.
    pub message: Option<String>,
}

impl Complaint {
    /// Whether an error 20003, which means wrong credentials or a suspended account, says plainly
    /// that the account is the cause. "Invalid credentials or a suspended account" does not.
    fn says_inactive(&self) -> bool {
        let message = self.message.as_deref().unwrap_or_default();
        let message = message.to_ascii_lowercase();
        ["suspended", "closed", "not active"]
            .iter()
            .any(|word| message.contains(&format!("account is {word}")))
    }
}

/// Reads an error's body leniently: parts that are missing or not as described are left out.
pub(super) fn complaint(body: &[u8]) -> Complaint {
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

/// An error answer, as far as it was understood.
pub(super) struct Seen<'a> {
    /// Its HTTP status.
    pub status: u16,
    /// What its body says.
    pub complaint: &'a Complaint,
    /// Whether the answer has Twilio's request id, as every answer of Twilio's does
    /// (docs/twilio.md: Limits).
    pub signed: bool,
    /// Whether the account is called in a region other than the usual one.
    pub regional: bool,
}

impl Seen<'_> {
    /// Whether nothing in the answer comes from Twilio, as in answers of gateways, firewalls and
    /// sign-in pages.
    pub(super) fn is_strange(&self) -> bool {
        !self.signed && *self.complaint == Complaint::default()
    }
}

/// The kind of failure, and advice if it depends on more than the kind. The decision uses what was
/// received, never the usual cause of such a status (docs/twilio.md: Errors).
pub(super) fn failure(seen: &Seen<'_>) -> (Failure, Option<&'static str>) {
    let complaint = seen.complaint;
    match (seen.status, complaint.code) {
        (_, Some(20005)) => (Failure::Inactive, None),
        (_, Some(20003)) if complaint.says_inactive() => (Failure::Inactive, None),
        (_, Some(20008)) => (Failure::ForTests, Some(LIVE_ONES)),
        (_, Some(20003)) => (Failure::Unauthorised, Some(seen.refused())),
        (_, Some(20403 | 20006 | 20010)) => (Failure::Denied, Some(PERMISSION)),
        (_, Some(20404)) => (Failure::NotFound, None),
        (_, Some(20429)) | (429, _) => (Failure::Throttled, None),
        (_, Some(20007 | 21481 | 21457 | 21458)) => (Failure::Refused, Some(OUR_MISTAKE)),
        (407, _) => (Failure::Unreachable, Some(PROXY)),
        (400..=499, _) if seen.is_strange() => (Failure::Unintelligible, Some(IN_BETWEEN)),
        (401, _) => (Failure::Unauthorised, Some(seen.refused())),
        (403, _) => (Failure::Denied, Some(PERMISSION)),
        (404, _) => (Failure::NotFound, None),
        (500.., _) => (Failure::Unreachable, None),
        (_, Some(21714)) => (Failure::Full, None),
        _ => (Failure::Refused, None),
    }
}

impl Seen<'_> {
    fn refused(&self) -> &'static str {
        if self.regional {
            REFUSED_THERE
        } else {
            REFUSED
        }
    }
}

/// The kind of failure and the message where the body of a successful answer could not be used.
pub(super) fn unread(error: &BodyError) -> (Failure, String) {
    match error {
        BodyError::BrokenOff(_) => (Failure::Unreachable, error.to_string()),
        BodyError::Page => {
            let message = format!("{error} instead of Twilio's answer");
            (Failure::Unintelligible, message)
        }
        _ => (Failure::Unintelligible, error.to_string()),
    }
}

/// Whether the account may be the cause of a refusal and not the credentials: Twilio answers 20003
/// both to wrong credentials and for suspended accounts.
pub(super) fn may_be_inactive(error: &ProviderError) -> bool {
    error.failure == Failure::Unauthorised && error.has_code(20003)
}

/// The refusal, once the account's status is known: `suspended` or `closed`.
pub(super) fn inactive(refused: &ProviderError, status: &str) -> ProviderError {
    ProviderError {
        failure: Failure::Inactive,
        advice: None,
        message: format!("the account is {status}"),
        ..refused.clone()
    }
}

/// Advice for 20003, which has several causes.
const REFUSED: &str = "check that they belong to this account (an API key opens no subaccount); if they were rotated, put the new ones there and run again; a suspended or closed account gives the same answer: the console shows its status";
/// The same advice for a region: each region has its own credentials (docs/twilio.md: Regions).
const REFUSED_THERE: &str = "check that they belong to this account and were made in its `region`, since those of the US open no other; if they were rotated, put the new ones there and run again; a suspended or closed account gives the same answer: the console shows its status";
/// Advice for 20008.
const LIVE_ONES: &str = "these are Twilio's test credentials, which can read and change nothing here: use the account's live credentials";
/// Advice for valid credentials that lack a permission.
const PERMISSION: &str = "the credentials are valid but may not read this: give the API key the permission, or use the account's auth token; if the token is refused too, Twilio has not enabled this for the account";
/// Advice for an error that only a wrong request can cause.
const OUR_MISTAKE: &str =
    "this looks like a mistake in Switchboard: report it with the message and the request id";
/// Advice for a proxy that wants credentials.
pub(super) const PROXY: &str = "a proxy requires credentials of its own, and Twilio has not received the request: put them into HTTPS_PROXY, as in http://USER:PASSWORD@HOST:PORT";
/// Advice for an answer that does not come from Twilio.
const IN_BETWEEN: &str = "the answer does not come from Twilio, so it says nothing about the credentials or the account: a proxy, a firewall or a sign-in page answered instead; check HTTPS_PROXY and whether this machine may call Twilio";
/// Advice for a redirect, which Twilio's API never sends.
pub(super) const REDIRECTED: &str = "Twilio's API does not redirect, so a proxy or a sign-in page answered instead: check HTTPS_PROXY and whether this machine may call Twilio; the credentials were not sent on";

/// Whether the same request may succeed a moment later. 20162: a conflicting update is running.
pub(super) fn is_passing(status: u16, code: Option<u32>) -> bool {
    matches!(status, 429 | 500 | 502 | 503 | 504) || matches!(code, Some(20162 | 20429))
}

#[cfg(test)]
mod tests {
    use super::{Complaint, Seen, complaint, is_passing};
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

    fn failure(status: u16, complaint: &Complaint) -> Failure {
        let seen = Seen {
            status,
            complaint,
            signed: true,
            regional: false,
        };
        super::failure(&seen).0
    }

    #[test]
    fn a_code_says_more_than_a_status() {
        let failure = |status, code| {
            let message = None;
            failure(status, &Complaint { code, message })
        };
        assert_eq!(failure(400, Some(20404)), Failure::NotFound);
        assert_eq!(failure(403, Some(20008)), Failure::ForTests);
        assert_eq!(failure(401, Some(20005)), Failure::Inactive);
        assert_eq!(failure(503, None), Failure::Unreachable);
        assert_eq!(failure(400, Some(20429)), Failure::Throttled);
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
}
