//! One HTTP exchange, from request to response: fault, credentials, route, handler, disk, headers. The only file that
//! knows both the HTTP library and the handlers.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use axum::body;
use axum::extract::{ConnectInfo, State as Shared};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use tokio::task::JoinHandle;
use url::form_urlencoded;

use crate::api::event_log;
use crate::api::refusal::Refusal;
use crate::api::replay;
use crate::api::request::{Request, now};
use crate::api::response::ApiResponse;
use crate::api::routes;
use crate::faults::effect::{Harm, Then};
use crate::http::actor;
use crate::http::auth;
use crate::http::calls::Call;
use crate::http::http_response::response;
use crate::http::instance::Instance;
use crate::http::spoil::{instead, spoil};
use crate::http::wire::{Handle, Script};

/// The largest accepted body, in bytes; more than any form of Twilio's.
const LARGEST_BODY: usize = 1 << 20;

/// Answers one request to Twilio's API.
pub(crate) async fn answer(
    Shared(instance): Shared<Arc<Instance>>,
    ConnectInfo(wire): ConnectInfo<Handle>,
    request: axum::extract::Request,
) -> Response {
    let begun = Instant::now();
    wire.set(Script::Pass);
    let id = instance.requests.fetch_add(1, Ordering::Relaxed) + 1;
    let open = instance.open.fetch_add(1, Ordering::Relaxed) + 1;
    let _closing = Closing(Arc::clone(&instance));

    let (parts, content) = request.into_parts();
    let received = body::to_bytes(content, LARGEST_BODY).await;
    let form = received
        .as_ref()
        .map_or_else(|_| Vec::new(), |bytes| form(&parts.headers, bytes));
    let path = parts
        .uri
        .path_and_query()
        .map_or("/", |path| path.as_str())
        .to_owned();
    let method = parts.method.as_str().to_owned();
    let call = instance.calls().received(Call {
        method: method.clone(),
        path: path.clone(),
        form: form.clone(),
        status: None,
    });

    let then = instance.faults().strike(&method, &path).unwrap_or(Then {
        delay: Duration::ZERO,
        late: Duration::ZERO,
        harm: Harm::None,
    });
    if !then.delay.is_zero() {
        tokio::time::sleep(then.delay).await;
    }
    if then.harm == Harm::Hold {
        instance.holds.wait(&method, &path, false).await;
    }
    let reply = match instead(&then.harm) {
        Some(reply) => {
            if !then.late.is_zero() {
                // The task is not awaited: here a gateway gives up before its server does.
                drop(handle_later(&instance, parts, form, then.late));
            }
            reply
        }
        None if received.is_err() => {
            ApiResponse::from(&Refusal::new(413, 20413, "The request body is too large"))
        }
        None if is_crowded(&instance, open) => {
            ApiResponse::from(&Refusal::new(429, 20429, "Too Many Requests"))
        }
        None if !then.late.is_zero() => {
            let failed =
                |_| ApiResponse::from(&Refusal::internal("the task of the request failed"));
            handle_later(&instance, parts, form, then.late)
                .await
                .unwrap_or_else(failed)
        }
        None => handle(&instance, &parts, form).await,
    };
    if then.harm == Harm::HoldAnswer {
        instance.holds.wait(&method, &path, true).await;
    }
    if then.harm == Harm::Hang {
        // Ends when the client closes the connection.
        std::future::pending::<()>().await;
    }
    // A gateway's answer has none of Twilio's headers.
    let foreign = matches!(
        then.harm,
        Harm::Answer {
            body: Some(_),
            status: 400..,
            ..
        }
    );
    let reply = spoil(&then.harm, reply, &wire);
    if !matches!(then.harm, Harm::Reset | Harm::LoseResponse) {
        instance.calls().answered(call, reply.status);
    }
    if foreign {
        return response(reply).0;
    }
    response(reply)
        .with("twilio-request-id", &format!("RQ{id:032x}"))
        .with("twilio-concurrent-requests", &open.to_string())
        .with(
            "twilio-request-duration",
            &format!("{:.3}", begun.elapsed().as_secs_f64()),
        )
        .0
}

fn is_crowded(instance: &Instance, open: usize) -> bool {
    instance
        .state()
        .concurrent_requests
        .is_some_and(|limit| open > limit)
}

/// Counts the request as open until it is dropped: when it is answered, or when the client disconnects.
struct Closing(Arc<Instance>);

impl Drop for Closing {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Handles the request after a delay, in a task of its own, so that it is handled even if the client disconnects.
fn handle_later(
    instance: &Arc<Instance>,
    parts: Parts,
    form: Vec<(String, String)>,
    late: Duration,
) -> JoinHandle<ApiResponse> {
    let instance = Arc::clone(instance);
    tokio::spawn(async move {
        tokio::time::sleep(late).await;
        handle(&instance, &parts, form).await
    })
}

/// Handles the request. A write is saved before it is answered.
async fn handle(instance: &Instance, parts: &Parts, form: Vec<(String, String)>) -> ApiResponse {
    let (reply, write) = match perform(instance, parts, form) {
        Ok(performed) => performed,
        Err(refusal) => return (&refusal).into(),
    };
    if let (Some(saver), Some(write)) = (&instance.saver, write)
        && let Err(error) = saver.save(&instance.state, write).await
    {
        return ApiResponse::from(&Refusal::internal(format!(
            "the sandbox cannot save its state: {error:#}"
        )));
    }
    reply
}

/// Performs the request on the state. The number is that of the write: each POST or DELETE that succeeds is one.
fn perform(
    instance: &Instance,
    parts: &Parts,
    form: Vec<(String, String)>,
) -> Result<(ApiResponse, Option<u64>), Refusal> {
    let mut state = instance.state();
    let header = |name| {
        parts
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let caller = auth::identify(&state, header(header::AUTHORIZATION.as_str()))?;
    let path = parts.uri.path();
    let (route, params) = routes::find(parts.method.as_str(), path)?;
    let account = params.get("account").unwrap_or(&caller.account).clone();
    auth::authorise(&state, &caller, &account)?;
    let query = parts.uri.query().unwrap_or_default();
    let request = Request {
        path: path.to_owned(),
        query: form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect(),
        form,
        params,
        account,
        caller,
        actor: actor::parse(header(actor::HEADER))?,
        base: instance.base.clone(),
        now: now(),
    };
    let reply = event_log::perform(&mut state, route, parts.method.as_str(), &request)?;
    if parts.method == "GET" {
        return Ok((reply, None));
    }
    state.writes += 1;
    if let Some(saver) = &instance.saver {
        saver.note(&replay::entry(
            state.writes,
            parts.method.as_str(),
            &request,
        ));
    }
    Ok((reply, Some(state.writes)))
}

/// The fields of a form. A body of another type has none: Twilio accepts no JSON here.
fn form(headers: &HeaderMap, bytes: &[u8]) -> Vec<(String, String)> {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    if kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded")) {
        return form_urlencoded::parse(bytes).into_owned().collect();
    }
    Vec::new()
}
