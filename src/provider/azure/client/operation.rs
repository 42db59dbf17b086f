//! Long-running operations: one poll.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::{Client, Plane};
use crate::provider::ProviderError;
use crate::provider::azure::answer;

/// An operation at the time of a poll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// How far it is.
    pub state: OperationState,
    /// The wait before the next poll that Azure asks for.
    pub wait: Option<Duration>,
}

/// How far an operation is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OperationState {
    /// It has not ended.
    InProgress,
    /// It has ended well.
    Succeeded,
    /// It has ended without its effect.
    Failed {
        /// Azure's code, such as `Url validation`.
        code: Option<String>,
        /// Azure's message. The queries of URLs in it are hidden.
        message: String,
    },
    /// It was ended from outside.
    Canceled,
}

/// The status document of an operation.
#[derive(Deserialize)]
struct Status {
    status: String,
    #[serde(default)]
    error: Value,
}

impl Client {
    /// Reads the state of an operation, with retries, and adds each HTTP request to `tries`.
    pub async fn operation(
        &self,
        url: &Url,
        doing: &str,
        tries: &mut u64,
    ) -> Result<Operation, ProviderError> {
        let polled = self.get::<Status>(Plane::Management, url, doing, tries);
        let answer = polled.await?;
        let state = match state(&answer.value) {
            OperationState::Failed { code, message } => OperationState::Failed {
                code: code.map(|code| self.redact(&code, &[])),
                message: self.redact(&message, &[]),
            },
            other => other,
        };
        Ok(Operation {
            state,
            wait: answer.wait,
        })
    }
}

/// A word that is not known counts as in progress.
fn state(status: &Status) -> OperationState {
    match status.status.to_ascii_lowercase().as_str() {
        "succeeded" => OperationState::Succeeded,
        "failed" => {
            let complaint = answer::error_of(&status.error);
            OperationState::Failed {
                code: complaint.code,
                message: complaint
                    .message
                    .unwrap_or_else(|| "no reason given".to_owned()),
            }
        }
        "canceled" => OperationState::Canceled,
        _ => OperationState::InProgress,
    }
}

#[cfg(test)]
mod tests {
    use super::{OperationState, Status, state};

    fn read(text: &str) -> OperationState {
        state(&serde_json::from_str::<Status>(text).unwrap())
    }

    #[test]
    fn an_operation_ends_with_three_words_only() {
        assert_eq!(
            read(r#"{"id":"x","status":"Succeeded"}"#),
            OperationState::Succeeded
        );
        assert_eq!(
            read(r#"{"status":"Canceled","error":null}"#),
            OperationState::Canceled
        );
        for word in ["InProgress", "running", "notStarted", "Paused", ""] {
            let read = read(&format!(r#"{{"status":"{word}"}}"#));
            assert_eq!(read, OperationState::InProgress, "{word}");
        }
        let failed = |code: Option<&str>, message: &str| OperationState::Failed {
            code: code.map(str::to_owned),
            message: message.to_owned(),
        };
        let handshake = r#"{"status":"Failed","error":{"code":"Url validation","message":"It failed for https://a.example/?code=hunter2"}}"#;
        assert_eq!(
            read(handshake),
            failed(
                Some("Url validation"),
                "It failed for https://a.example/?code=***"
            )
        );
        assert_eq!(
            read(r#"{"status":"failed"}"#),
            failed(None, "no reason given")
        );
        assert!(serde_json::from_str::<Status>("{}").is_err());
    }
}
