//! Translates Azure's error answers into the kinds of [`Failure`]. Pure.
//!
//! The body is not trusted: gateways answer in HTML, and bodies end early.

use serde_json::Value;

use crate::http::BodyError;
use crate::provider::Failure;

/// What Azure says about an error, as far as it can be read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Complaint {
    /// Azure's code, such as `AuthorizationFailed`.
    pub code: Option<String>,
    /// Its message.
    pub message: Option<String>,
}

/// Reads an error's body leniently: parts that are missing or not as described are left out. The
/// body is `{"error":{"code","message"}}` or `problem+json`.
pub(super) fn complaint(body: &[u8]) -> Complaint {
    match serde_json::from_slice::<Value>(body) {
        Ok(Value::Object(object)) => match object.get("error") {
            Some(error @ Value::Object(_)) => error_of(error),
            _ => problem(&Value::Object(object)),
        },
        _ => Complaint::default(),
    }
}

/// The error in an answer, or in the status of an operation.
pub(super) fn error_of(error: &Value) -> Complaint {
    let message = text(error, "message");
    // Some answers have the sentence in the details only.
    let detail = || text(error.get("details")?.get(0)?, "message");
    Complaint {
        code: text(error, "code").filter(|code| is_code(code)),
        message: message.or_else(detail).map(|text| without_queries(&text)),
    }
}

fn problem(body: &Value) -> Complaint {
    let message = match (text(body, "title"), text(body, "detail")) {
        (Some(title), Some(detail)) => Some(format!("{title}: {detail}")),
        (title, detail) => title.or(detail).or_else(|| text(body, "message")),
    };
    Complaint {
        code: text(body, "code").filter(|code| is_code(code)),
        message: message.map(|text| without_queries(&text)),
    }
}

fn text(object: &Value, key: &str) -> Option<String> {
    let text = object.get(key)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Whether a text looks like a code of Azure's, which is printed: a word, or a few.
fn is_code(code: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.' | ':');
    code.len() <= 64 && code.chars().all(plain)
}

/// The text with the values in the queries of its URLs hidden: a webhook's query may hold a key,
/// and messages about a handshake repeat the URL.
fn without_queries(text: &str) -> String {
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>');
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, url) = rest.split_at(at);
        let (url, after) = url.split_at(url.find(ends).unwrap_or(url.len()));
        shown.push_str(before);
        match url.split_once('?') {
            Some((place, query)) => {
                let hidden = query.split('&').map(|pair| match pair.split_once('=') {
                    Some((name, _)) => format!("{name}=***"),
                    None => "***".to_owned(),
                });
                let hidden: Vec<String> = hidden.collect();
                shown += &format!("{place}?{}", hidden.join("&"));
            }
            None => shown.push_str(url),
        }
        rest = after;
    }
    shown + rest
}

/// An error answer, as far as it was understood.
pub(super) struct Seen<'a> {
    /// Its HTTP status.
    pub status: u16,
    /// What its body says.
    pub complaint: &'a Complaint,
    /// Whether the answer has one of Azure's request ids.
    pub signed: bool,
    /// Whether the body is a web page.
    pub is_page: bool,
}

impl Seen<'_> {
    /// Whether nothing in the answer comes from Azure, as in answers of gateways, firewalls and
    /// sign-in pages. The body of a 401 is not documented, so that one without a body counts.
    fn is_strange(&self) -> bool {
        let silent = !self.signed && *self.complaint == Complaint::default();
        silent && (self.status != 401 || self.is_page)
    }
}

/// The kind of failure, and advice if it depends on more than the kind.
pub(super) fn failure(seen: &Seen<'_>) -> (Failure, Option<&'static str>) {
    match (seen.status, seen.complaint.code.as_deref()) {
        (429, _) => (Failure::Throttled, None),
        (407, _) => (Failure::Unreachable, Some(PROXY)),
        (408 | 500.., _) => (Failure::Unreachable, None),
        _ if seen.is_strange() => (Failure::Unintelligible, Some(IN_BETWEEN)),
        (401, _) => (Failure::Unauthorised, None),
        (403, _) => (Failure::Denied, Some(RIGHTS)),
        (404, _) => (Failure::NotFound, Some(GONE)),
        (409, Some("MissingSubscriptionRegistration")) => (Failure::Refused, Some(REGISTER)),
        _ => (Failure::Refused, None),
    }
}

/// Whether the same request may succeed a moment later.
pub(super) fn is_passing(status: u16) -> bool {
    matches!(status, 408 | 429 | 500 | 502 | 503 | 504)
}

/// The kind of failure and the message where the body of a successful answer could not be used.
pub(super) fn unread(error: &BodyError) -> (Failure, String) {
    match error {
        BodyError::BrokenOff(_) => (Failure::Unreachable, error.to_string()),
        BodyError::Page => {
            let message = format!("{error} instead of Azure's answer");
            (Failure::Unintelligible, message)
        }
        _ => (Failure::Unintelligible, error.to_string()),
    }
}

/// Advice for what the credentials may not do.
const RIGHTS: &str = "the credentials are valid but may not do this: give the application the rights that docs/azure.md lists, or check that the access key is one of this resource's";
/// Advice for an object that is not there.
const GONE: &str =
    "check resource_id against the Azure portal, and whether somebody has deleted or moved it";
/// Advice for an Azure subscription in which Event Grid was never used.
const REGISTER: &str =
    "register Event Grid once: run `az provider register --namespace Microsoft.EventGrid`";
/// Advice for a proxy that wants credentials.
pub(super) const PROXY: &str = "a proxy requires credentials of its own, and Azure has not received the request: put them into HTTPS_PROXY, as in http://USER:PASSWORD@HOST:PORT";
/// Advice for an answer that does not come from Azure.
const IN_BETWEEN: &str = "the answer does not come from Azure, so it says nothing about the credentials or the resource: a proxy, a firewall or a sign-in page answered instead; check HTTPS_PROXY and whether this machine may call Azure";
/// Advice for a redirect, which Azure's APIs never send.
pub(super) const REDIRECTED: &str = "Azure's APIs do not redirect, so a proxy or a sign-in page answered instead: check HTTPS_PROXY and whether this machine may call Azure; the credentials were not sent on";

#[cfg(test)]
mod tests {
    use super::{Complaint, Seen, complaint, failure, is_passing};
    use crate::provider::Failure;

    fn read(text: &str) -> (String, String) {
        let Complaint { code, message } = complaint(text.as_bytes());
        (code.unwrap_or_default(), message.unwrap_or_default())
    }

    #[test]
    fn an_error_is_read_as_far_as_it_goes() {
        for (body, code, message) in [
            (
                r#"{"error":{"code":"AuthorizationFailed","message":"The client 'x' may not."}}"#,
                "AuthorizationFailed",
                "The client 'x' may not.",
            ),
            (
                r#"{"error":{"code":"Conflict","details":[{"code":"x","message":"Busy."}]}}"#,
                "Conflict",
                "Busy.",
            ),
            (
                r#"{"type":"https://a.example/x","title":"Unauthorized","status":401,"traceId":"t"}"#,
                "",
                "Unauthorized",
            ),
            (r#"{"title":"Bad","detail":"No top."}"#, "", "Bad: No top."),
            (r#"{"code":"Denied","message":"No."}"#, "Denied", "No."),
            (r#"{"error":"invalid"}"#, "", ""),
            (r#"{"error":{"code":7,"message":null}}"#, "", ""),
            (r#"{"error":{"code":"<b>","message":" "}}"#, "", ""),
            ("<html>bad gateway</html>", "", ""),
            (r#"{"error":{"code":"Conf"#, "", ""),
            ("", "", ""),
            ("[1]", "", ""),
        ] {
            assert_eq!(read(body), (code.to_owned(), message.to_owned()), "{body}");
        }
    }

    #[test]
    fn the_query_of_a_webhook_is_hidden() {
        let body = r#"{"error":{"code":"Url validation","message":"Webhook validation handshake failed for https://a.example/sms?code=hunter2&x=hunter2. Http POST request failed with response code Unknown. For troubleshooting, visit https://aka.ms/esvalidation. Really? See 'https://b.example/?hunter2'."}}"#;
        let (code, message) = read(body);
        assert_eq!(code, "Url validation");
        assert_eq!(
            message,
            "Webhook validation handshake failed for https://a.example/sms?code=***&x=*** Http POST request failed with response code Unknown. For troubleshooting, visit https://aka.ms/esvalidation. Really? See 'https://b.example/?***'."
        );
    }

    #[test]
    fn what_a_status_means() {
        use Failure::{
            Denied, NotFound, Refused, Throttled, Unauthorised, Unintelligible, Unreachable,
        };
        let said = Complaint {
            code: Some("Any".to_owned()),
            message: None,
        };
        for (status, expected, passing) in [
            (400, Refused, false),
            (401, Unauthorised, false),
            (403, Denied, false),
            (404, NotFound, false),
            (407, Unreachable, false),
            (408, Unreachable, true),
            (409, Refused, false),
            (412, Refused, false),
            (429, Throttled, true),
            (500, Unreachable, true),
            (501, Unreachable, false),
            (503, Unreachable, true),
        ] {
            let seen = Seen {
                status,
                complaint: &said,
                signed: true,
                is_page: false,
            };
            assert_eq!(failure(&seen).0, expected, "{status}");
            assert_eq!(is_passing(status), passing, "{status}");
        }
        let none = Complaint::default();
        for (status, signed, is_page, expected) in [
            (401, false, false, Unauthorised),
            (401, false, true, Unintelligible),
            (403, false, false, Unintelligible),
            (403, true, false, Denied),
            (404, false, true, Unintelligible),
            (404, true, false, NotFound),
            (429, false, true, Throttled),
            (503, false, true, Unreachable),
        ] {
            let seen = Seen {
                status,
                complaint: &none,
                signed,
                is_page,
            };
            assert_eq!(failure(&seen).0, expected, "{status} {signed} {is_page}");
        }
    }

    #[test]
    fn an_azure_subscription_without_event_grid_is_explained() {
        let complaint = Complaint {
            code: Some("MissingSubscriptionRegistration".to_owned()),
            message: None,
        };
        let seen = Seen {
            status: 409,
            complaint: &complaint,
            signed: true,
            is_page: false,
        };
        let (failure, advice) = failure(&seen);
        assert_eq!(failure, Failure::Refused);
        let command = "az provider register --namespace Microsoft.EventGrid";
        assert!(advice.unwrap().contains(command));
    }
}
