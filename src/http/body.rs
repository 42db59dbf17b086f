//! Bodies of answers: read up to a limit, and parsed as JSON.

use std::fmt;

use reqwest::{Response, StatusCode};
use serde::de::DeserializeOwned;

use super::limits::Limits;
use super::transport::root_cause;

/// Returns the body, or `None` if it is larger than `limit` bytes. No more than that is ever held.
pub async fn read(mut response: Response, limit: usize) -> Result<Option<Vec<u8>>, reqwest::Error> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > limit {
            return Ok(None);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Some(body))
}

/// Whether a body is a web page, as gateways and sign-in pages answer. Nothing of it is shown,
/// because such pages repeat what was sent to them.
pub fn is_page(body: &[u8]) -> bool {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    body.trim_ascii_start().starts_with(b"<")
}

/// Why the body of a successful answer could not be used.
#[derive(Debug, PartialEq, Eq)]
pub enum BodyError {
    /// The answer ended early; holds how, for the end of a sentence. Another attempt may succeed.
    BrokenOff(String),
    /// The answer is larger than this many bytes.
    TooLarge(usize),
    /// The answer is a web page.
    Page,
    /// The answer is not the JSON that was expected. The parser's message may quote the body, so
    /// only the place is kept.
    Unexpected {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
}

impl BodyError {
    /// Whether another attempt may succeed.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::BrokenOff(_))
    }
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BrokenOff(how) => write!(f, "the answer broke off{how}"),
            Self::TooLarge(limit) => write!(f, "the answer is larger than {limit} bytes"),
            Self::Page => f.write_str("the answer is a web page"),
            Self::Unexpected { line, column } => write!(
                f,
                "the answer is not as documented, at line {line} column {column}"
            ),
        }
    }
}

/// Reads the body of a successful answer as JSON. An answer without a body (HTTP 204) is `null`.
/// `glance` sees the body before it is parsed.
pub async fn json<T: DeserializeOwned>(
    response: Response,
    limits: &Limits,
    glance: impl FnOnce(&[u8]),
) -> Result<T, BodyError> {
    if response.status() == StatusCode::NO_CONTENT {
        return parse(b"null");
    }
    match read(response, limits.body).await {
        Ok(Some(body)) => {
            glance(&body);
            parse(&body)
        }
        Ok(None) => Err(BodyError::TooLarge(limits.body)),
        Err(error) if error.is_timeout() => {
            Err(BodyError::BrokenOff(format!(" after {:?}", limits.request)))
        }
        Err(error) => {
            let cause = root_cause(&error.without_url());
            Err(BodyError::BrokenOff(format!(": {cause}")))
        }
    }
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, BodyError> {
    // Checking the whole body at once costs less than checking each text in it.
    let value = match str::from_utf8(body) {
        Ok(text) => serde_json::from_str(text),
        Err(_) => serde_json::from_slice(body),
    };
    value.map_err(|error| match error {
        error if error.is_eof() => BodyError::BrokenOff(String::new()),
        _ if is_page(body) => BodyError::Page,
        error => BodyError::Unexpected {
            line: error.line(),
            column: error.column(),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::{BodyError, is_page, parse};

    #[test]
    fn a_web_page_is_recognised() {
        for page in ["<html>", " \r\n<!DOCTYPE html>", "\u{feff}<?xml?>"] {
            assert!(is_page(page.as_bytes()), "{page}");
        }
        for other in ["", "{\"a\":\"<html>\"}", "upstream failed <html>"] {
            assert!(!is_page(other.as_bytes()), "{other}");
        }
    }

    #[test]
    fn only_an_answer_that_broke_off_is_worth_another_attempt() {
        let read = |body: &str| parse::<Vec<u8>>(body.as_bytes());
        assert_eq!(read("[1]"), Ok(vec![1]));
        assert!(read("").unwrap_err().is_passing());
        assert!(read("[1,").unwrap_err().is_passing());
        assert_eq!(read(" <html>"), Err(BodyError::Page));
        let secret = read(r#"["hunter2"]"#).unwrap_err();
        assert!(!secret.is_passing() && !secret.to_string().contains("hunter2"));
    }
}
