//! The answer to a request, in the request's span.

use tracing::Span;

use super::ProviderError;
use crate::http::span::{self, Answered};

/// Notes in the span of a request how it was answered: the status and the request id, or the error.
pub fn note_answer(span: &Span, answer: Result<(u16, Option<&str>), &ProviderError>) {
    let answered = match answer {
        Ok((status, request_id)) => Answered {
            status: Some(status),
            request_id,
            ..Answered::default()
        },
        Err(error) => Answered {
            status: error.status,
            request_id: error.request_id.as_deref(),
            error: Some(error.failure.as_str()),
            code: error.code.as_ref().map(ToString::to_string),
        },
    };
    span::answered(span, &answered);
}
