//! The error of a parsed-once type when a text is not valid.

use crate::yaml::{Code, Suggestion};

/// Why a text was refused, and what to write instead. Lower case, no full stop.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{summary}")]
pub struct Invalid {
    /// Stable diagnostic code, such as `E0301`.
    pub code: Code,
    /// What is wrong with the text.
    pub summary: String,
    /// What to write instead.
    pub help: String,
    /// What the help proposes, where code decides by it.
    pub suggestion: Option<Suggestion>,
}

impl Invalid {
    /// A refusal with its code, reason and remedy.
    pub fn new(code: impl Into<Code>, summary: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            summary: summary.into(),
            help: help.into(),
            suggestion: None,
        }
    }

    /// The same refusal of a text that is right in quotes, and cannot mean anything else.
    #[must_use]
    pub fn right_in_quotes(self) -> Self {
        Self {
            suggestion: Some(Suggestion::InQuotes),
            ..self
        }
    }
}
