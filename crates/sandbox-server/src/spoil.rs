//! Applies a fault to an answer: replaces it, or keeps it from arriving whole.

use crate::faults::effect::Harm;
use crate::reply::Reply;
use crate::stand_in::StandIn;
use crate::wire::{Handle, Script};

/// The answer of a fault that keeps the request from being handled.
pub(crate) fn instead(harm: &Harm, stand_in: &impl StandIn) -> Option<Reply> {
    match harm {
        Harm::Answer {
            status,
            body: Some(body),
            retry_after,
            ..
        } => {
            let reply = Reply::bytes(*status, body.clone().into_bytes());
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
            let message = message.as_deref().unwrap_or("A fault of the sandbox");
            let reply = stand_in.error(*status, code.as_ref(), Some(message));
            Some(retry(reply, *retry_after))
        }
        Harm::Redirect(url) => Some(Reply::bytes(307, Vec::new()).with_header("location", url)),
        Harm::Reset => Some(Reply::no_content()),
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

fn retry(reply: Reply, seconds: Option<u64>) -> Reply {
    match seconds {
        Some(seconds) => reply.with_header("retry-after", seconds.to_string()),
        None => reply,
    }
}

/// Applies a fault to an answer on its way out.
pub(crate) fn spoil(
    harm: &Harm,
    mut reply: Reply,
    wire: &Handle,
    stand_in: &impl StandIn,
) -> Reply {
    match harm {
        Harm::Reset | Harm::LoseResponse => wire.set(Script::Cut),
        Harm::Truncate => wire.set(Script::CutBodyAfter(reply.body.len() / 2)),
        Harm::Trickle(time) => wire.set(Script::Trickle(*time)),
        Harm::NextPage(url) => {
            if let Some(body) = stand_in.with_next_page(&reply.body, url) {
                reply.body = body;
            }
        }
        Harm::None
        | Harm::Hang
        | Harm::Hold
        | Harm::HoldAnswer
        | Harm::Answer { .. }
        | Harm::Redirect(_) => {}
    }
    reply
}
