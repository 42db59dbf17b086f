//! Applies a fault to an answer: replaces it, or keeps it from arriving whole.

use crate::api::refusal::Refusal;
use crate::api::response::ApiResponse;
use crate::faults::effect::Harm;
use crate::http::wire::{Handle, Script};

/// The answer of a fault that keeps the request from being handled.
pub(crate) fn instead(harm: &Harm) -> Option<ApiResponse> {
    match harm {
        Harm::Answer {
            status,
            body: Some(body),
            retry_after,
            ..
        } => {
            let reply = ApiResponse::bytes(*status, body.clone().into_bytes());
            let kind = if body.trim_start().starts_with('<') {
                "text/html"
            } else {
                "text/plain"
            };
            Some(retry(reply.with_header("content-type", kind), *retry_after))
        }
        Harm::Answer {
            status,
            code,
            message,
            retry_after,
            ..
        } => {
            let code = code.unwrap_or_else(|| u32::from(*status) + 20_000);
            let message = message
                .clone()
                .unwrap_or_else(|| "A fault of the sandbox".to_owned());
            Some(retry(
                ApiResponse::from(&Refusal::new(*status, code, message)),
                *retry_after,
            ))
        }
        Harm::Redirect(url) => {
            Some(ApiResponse::bytes(307, Vec::new()).with_header("location", url))
        }
        Harm::Reset => Some(ApiResponse::no_content()),
        Harm::None
        | Harm::LoseResponse
        | Harm::Hold
        | Harm::HoldAnswer
        | Harm::Hang
        | Harm::Truncate
        | Harm::Trickle(_)
        | Harm::NextPage(_) => None,
    }
}

fn retry(reply: ApiResponse, seconds: Option<u64>) -> ApiResponse {
    match seconds {
        Some(seconds) => reply.with_header("retry-after", seconds.to_string()),
        None => reply,
    }
}

/// Applies a fault to an answer on its way out.
pub(crate) fn spoil(harm: &Harm, reply: ApiResponse, wire: &Handle) -> ApiResponse {
    match harm {
        Harm::Reset | Harm::LoseResponse => wire.set(Script::Cut),
        Harm::Truncate => wire.set(Script::CutBodyAfter(reply.body.len() / 2)),
        Harm::Trickle(time) => wire.set(Script::Trickle(*time)),
        Harm::NextPage(url) => return next_page(reply, url),
        Harm::None
        | Harm::Hang
        | Harm::Hold
        | Harm::HoldAnswer
        | Harm::Answer { .. }
        | Harm::Redirect(_) => {}
    }
    reply
}

/// Replaces a list's link to the next page.
fn next_page(reply: ApiResponse, url: &str) -> ApiResponse {
    let Ok(mut list) = serde_json::from_slice::<serde_json::Value>(&reply.body) else {
        return reply;
    };
    if let Some(meta) = list.get_mut("meta").and_then(|meta| meta.as_object_mut()) {
        meta.insert("next_page_url".to_owned(), url.into());
    } else if let Some(list) = list.as_object_mut() {
        list.insert("next_page_uri".to_owned(), url.into());
    }
    ApiResponse {
        body: list.to_string().into_bytes(),
        ..reply
    }
}
