//! One HTTP exchange, from request to response: record, fault, stand-in, headers.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use axum::body;
use axum::extract::{ConnectInfo, State as Shared};
use axum::response::Response;
use tokio::task::JoinHandle;

use crate::faults::effect::{Harm, Then};
use crate::host::Host;
use crate::http_response::response;
use crate::reply::Reply;
use crate::spoil::{instead, spoil};
use crate::stand_in::{Arrival, Received, StandIn};
use crate::wire::{Handle, Script};

/// The largest accepted body, in bytes.
const LARGEST_BODY: usize = 1 << 20;

/// Answers one request to the service that the stand-in plays.
pub(crate) async fn answer<S: StandIn>(
    Shared(host): Shared<Arc<Host<S>>>,
    ConnectInfo(wire): ConnectInfo<Handle>,
    request: axum::extract::Request,
) -> Response {
    let at = Instant::now();
    wire.set(Script::Pass);
    let arrival = Arrival {
        number: host.requests.fetch_add(1, Ordering::Relaxed) + 1,
        open: host.open.fetch_add(1, Ordering::Relaxed) + 1,
        at,
    };
    let _closing = Closing(Arc::clone(&host));

    let (parts, content) = request.into_parts();
    let body = body::to_bytes(content, LARGEST_BODY).await;
    let is_too_large = body.is_err();
    let received = Received {
        parts,
        body: body.unwrap_or_default(),
        arrival,
    };
    let method = received.parts.method.as_str().to_owned();
    let path = received.path().to_owned();
    let call = host.calls().received(host.stand_in.call(&received));

    let then = host.faults().strike(&method, &path).unwrap_or(Then {
        delay: Duration::ZERO,
        late: Duration::ZERO,
        harm: Harm::None,
    });
    if !then.delay.is_zero() {
        tokio::time::sleep(then.delay).await;
    }
    if then.harm == Harm::Hold {
        host.holds.wait(&method, &path, false).await;
    }
    let stand_in = &host.stand_in;
    let reply = if let Some(reply) = instead(&then.harm, &**stand_in) {
        if !then.late.is_zero() {
            // The task is not awaited: here a gateway gives up before its server does.
            drop(handle_later(stand_in, received, then.late));
        }
        reply
    } else if is_too_large {
        stand_in.error(413, None, Some("The request body is too large"))
    } else if let Some(reply) = stand_in.turn_away(&arrival) {
        reply
    } else if then.late.is_zero() {
        stand_in.handle(received).await
    } else {
        let failed = |_| stand_in.error(500, None, Some("the task of the request failed"));
        handle_later(stand_in, received, then.late)
            .await
            .unwrap_or_else(failed)
    };
    if then.harm == Harm::HoldAnswer {
        host.holds.wait(&method, &path, true).await;
    }
    if then.harm == Harm::Hang {
        // Ends when the client closes the connection.
        std::future::pending::<()>().await;
    }
    // A gateway's answer has none of the service's headers.
    let foreign = matches!(
        then.harm,
        Harm::Answer {
            body: Some(_),
            status: 400..,
            ..
        }
    );
    let reply = spoil(&then.harm, reply, &wire, &**stand_in);
    if !matches!(then.harm, Harm::Reset | Harm::LoseResponse) {
        host.calls().answered(call, reply.status);
    }
    if foreign {
        return response(reply);
    }
    response(stand_in.finish(reply, &arrival))
}

/// Counts the request as open until it is dropped: when it is answered, or when the client disconnects.
struct Closing<S>(Arc<Host<S>>);

impl<S> Drop for Closing<S> {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Handles the request after a delay, in a task of its own, so that it is handled even if the client disconnects.
fn handle_later<S: StandIn>(
    stand_in: &Arc<S>,
    received: Received,
    late: Duration,
) -> JoinHandle<Reply> {
    let stand_in = Arc::clone(stand_in);
    tokio::spawn(async move {
        tokio::time::sleep(late).await;
        stand_in.handle(received).await
    })
}
