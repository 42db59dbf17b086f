//! The errors of a request to a provider. There are only as many kinds as callers distinguish.

use std::fmt;
use std::time::Duration;

pub use crate::model::VendorCode;

/// The kind of a failure, by what a caller does about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The credentials were not accepted.
    Unauthorised,
    /// The credentials are known but may not do this. They are not wrong because of it.
    Denied,
    /// The credentials are valid test credentials: they open no real account.
    ForTests,
    /// The account is not in use: suspended, closed, or out of funds. The failure says
    /// nothing about the credentials.
    Inactive,
    /// The account has no such object.
    NotFound,
    /// Too many requests at once, even after waiting and trying again.
    Throttled,
    /// The group takes no more members, so another member is refused too.
    Full,
    /// The provider understood the request and refused it; repeating it is pointless.
    Refused,
    /// No answer, or an error on the provider's side. Nothing is known to have been done.
    Unreachable,
    /// The request was sent and no answer came: it may or may not have been carried out.
    Unclear,
    /// The request was accepted but had not completed when the wait for it ended. It may or may not
    /// complete.
    Pending,
    /// The answer is not what the provider's documentation describes.
    Unintelligible,
}

impl Failure {
    /// The word in traces.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unauthorised => "unauthorised",
            Self::Denied => "denied",
            Self::ForTests => "for_tests",
            Self::Inactive => "inactive",
            Self::NotFound => "not_found",
            Self::Throttled => "throttled",
            Self::Full => "full",
            Self::Refused => "refused",
            Self::Unreachable => "unreachable",
            Self::Unclear => "unclear",
            Self::Pending => "pending",
            Self::Unintelligible => "unintelligible",
        }
    }
}

/// A failure of one request, in words that may be shown: it never holds a credential.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ProviderError {
    /// The kind of failure.
    pub failure: Failure,
    /// The operation, such as `listing phone numbers of AC…`.
    pub doing: String,
    /// The provider's own message, or the error on the way.
    pub message: String,
    /// HTTP status, if an answer came.
    pub status: Option<u16>,
    /// The provider's error code.
    pub code: Option<VendorCode>,
    /// What to do, if the provider knows more about it than the kind of failure says.
    pub advice: Option<&'static str>,
    /// The provider's request id, for its support.
    pub request_id: Option<String>,
    /// Whether a member had left its group before it failed to join another one.
    pub left: bool,
    /// How often the request was tried; 0 if it was never sent.
    pub tries: u32,
    /// Total wait before and between the tries.
    pub waited: Duration,
}

impl ProviderError {
    /// A failure of which no more than this is known.
    pub fn new(failure: Failure, doing: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            failure,
            doing: doing.into(),
            message: message.into(),
            status: None,
            code: None,
            advice: None,
            request_id: None,
            left: false,
            tries: 0,
            waited: Duration::ZERO,
        }
    }

    /// Whether the provider answered with this numeric code.
    pub fn has_code(&self, code: u32) -> bool {
        self.code == Some(VendorCode::Number(code))
    }

    /// Whether every request with these credentials will fail, not only this one.
    pub fn shuts_out(&self) -> bool {
        use Failure::{Denied, ForTests, Inactive, Unauthorised};
        matches!(self.failure, Unauthorised | Denied | ForTests | Inactive)
    }

    /// The number of tries, in words, if it matters: a plain refusal is not tried twice.
    fn effort(&self) -> Option<String> {
        let passing = matches!(
            self.failure,
            Failure::Throttled | Failure::Unreachable | Failure::Unclear | Failure::Pending
        );
        match self.tries {
            0 => None,
            1 => passing.then(|| "1 try".to_owned()),
            tries => Some(format!("{tries} tries")),
        }
    }

    /// The total wait, in words; `None` below one second.
    fn patience(&self) -> Option<String> {
        let seconds = self.waited.as_secs_f64().round();
        (seconds >= 1.0).then(|| format!("{seconds} s waited"))
    }
}

impl fmt::Display for ProviderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.doing, self.message)?;
        let details: Vec<String> = [
            self.status.map(|status| format!("HTTP {status}")),
            self.code.as_ref().map(|code| format!("code {code}")),
            self.request_id.as_ref().map(|id| format!("request {id}")),
            self.effort(),
            self.patience(),
        ]
        .into_iter()
        .flatten()
        .collect();
        if details.is_empty() {
            Ok(())
        } else {
            write!(f, " ({})", details.join(", "))
        }
    }
}
