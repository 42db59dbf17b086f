//! Why a sign-in failed, in words that may be shown.

use std::fmt;
use std::time::Duration;

/// The kind of a failed sign-in, by what a caller does about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInFailure {
    /// The app or what it proved itself with was not accepted.
    Refused,
    /// No answer came, or an error on the other side.
    Unreachable,
    /// The answer is not what the documentation describes.
    Unintelligible,
    /// The app has nothing to prove itself with: its token file cannot be used. Nothing was sent.
    Unproven,
}

/// A failed sign-in. It holds no secret, no assertion and no token, and nothing of the request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct SignInError {
    /// The kind of failure.
    pub kind: SignInFailure,
    /// The host that was asked, or the authority's if none was.
    pub host: String,
    /// What happened.
    pub message: String,
    /// HTTP status, if an answer came.
    pub status: Option<u16>,
    /// The error's word, such as `invalid_client`.
    pub error: Option<String>,
    /// The number after `AADSTS`.
    pub number: Option<u32>,
    /// The correlation id, for Microsoft's support.
    pub correlation_id: Option<String>,
    /// What to do, if more is known about it than the kind says.
    pub advice: Option<&'static str>,
    /// How often the exchange was tried.
    pub tries: u32,
    /// Total wait between the tries.
    pub waited: Duration,
}

impl SignInError {
    /// A failure of which no more than this is known.
    pub(super) fn new(kind: SignInFailure, host: &str, message: impl Into<String>) -> Self {
        Self {
            kind,
            host: host.to_owned(),
            message: message.into(),
            status: None,
            error: None,
            number: None,
            correlation_id: None,
            advice: None,
            tries: 0,
            waited: Duration::ZERO,
        }
    }
}

/// Everything but the HTTP status and the tries, which callers show in their own place.
impl fmt::Display for SignInError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sign-in at {}: {}", self.host, self.message)?;
        if let Some(number) = self.number {
            write!(f, ", AADSTS{number}")?;
        }
        if let Some(id) = &self.correlation_id {
            write!(f, ", correlation id {id}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{SignInError, SignInFailure};

    #[test]
    fn an_error_names_the_host_the_number_and_the_correlation_id() {
        let host = "login.example.com";
        let plain = SignInError::new(SignInFailure::Refused, host, "invalid_client");
        assert_eq!(
            plain.to_string(),
            "sign-in at login.example.com: invalid_client"
        );
        let full = SignInError {
            number: Some(7_000_215),
            correlation_id: Some("c0ffee00-0000".to_owned()),
            ..plain
        };
        assert_eq!(
            full.to_string(),
            "sign-in at login.example.com: invalid_client, AADSTS7000215, correlation id c0ffee00-0000"
        );
    }
}
