//! What an answer with an error status says. Pure.
//!
//! Of the body, only the code and the first line of the message are taken: other keys may hold the
//! trace of a plug-in, which may hold customers' data.

use serde_json::Value;

use crate::provider::Failure;

/// The longest message, in characters.
pub(super) const LONGEST: usize = 400;

/// An error in Dataverse's form.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Complaint {
    /// Its code, such as `0x80040220`. It has nothing to do with the HTTP status, and may be empty.
    pub(super) code: Option<String>,
    /// The first line of its message.
    pub(super) message: Option<String>,
}

/// Reads an error. Returns `None` for anything that is not in Dataverse's form.
pub(super) fn complaint(body: &[u8]) -> Option<Complaint> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let error = body.get("error")?.as_object()?;
    let text = |key: &str| error.get(key).and_then(Value::as_str);
    let is_code = |code: &&str| {
        (1..=64).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let line = text("message").and_then(|message| message.trim().lines().next());
    Some(Complaint {
        code: text("code").filter(is_code).map(str::to_owned),
        message: line.filter(|line| !line.is_empty()).map(str::to_owned),
    })
}

/// The kind of failure that an error status means. `understood` is true for a body in Dataverse's
/// form, `is_page` for a web page.
pub(super) fn failure(status: u16, understood: bool, is_page: bool) -> Failure {
    match status {
        429 => Failure::Throttled,
        407 | 408 | 500 | 502 | 503 | 504 => Failure::Unreachable,
        // Dataverse answers 401 without a body.
        401 if !is_page => Failure::Unauthorised,
        _ if !understood => Failure::Unintelligible,
        403 => Failure::Denied,
        404 => Failure::NotFound,
        _ => Failure::Refused,
    }
}

/// Whether the same request may succeed a moment later.
pub(super) fn is_passing(status: u16) -> bool {
    matches!(status, 408 | 429 | 500 | 502 | 503 | 504)
}

#[cfg(test)]
mod tests {
    use super::{Complaint, complaint, failure};
    use crate::provider::Failure;

    #[test]
    fn only_the_code_and_the_first_line_are_taken() {
        let read = |text: &str| complaint(text.as_bytes());
        let full = read(
            r#"{"error":{"code":"0x80040220","message":" is missing\r\nat Plugin.Execute()","@Microsoft.PowerApps.CDS.TraceText":"hunter2"}}"#,
        );
        let expected = Complaint {
            code: Some("0x80040220".to_owned()),
            message: Some("is missing".to_owned()),
        };
        assert_eq!(full, Some(expected));
        let empty = Some(Complaint {
            code: None,
            message: None,
        });
        assert_eq!(read(r#"{"error":{"code":"","message":""}}"#), empty);
        assert_eq!(read(r#"{"error":{"code":"a b","message":1}}"#), empty);
        for other in ["", "<html>", "[1]", "{}", r#"{"error":"no"}"#] {
            assert_eq!(read(other), None, "{other}");
        }
    }

    #[test]
    fn an_error_that_is_not_dataverses_comes_from_something_else() {
        for (status, understood, is_page, expected) in [
            (401, false, false, Failure::Unauthorised),
            (401, false, true, Failure::Unintelligible),
            (403, false, true, Failure::Unintelligible),
            (403, true, false, Failure::Denied),
            (404, false, false, Failure::Unintelligible),
            (404, true, false, Failure::NotFound),
            (412, true, false, Failure::Refused),
            (429, false, true, Failure::Throttled),
            (503, false, true, Failure::Unreachable),
            (501, true, false, Failure::Refused),
        ] {
            assert_eq!(failure(status, understood, is_page), expected, "{status}");
        }
    }
}
