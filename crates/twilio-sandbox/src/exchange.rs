//! One HTTP exchange from request to response: fault, credentials, route, resource, disk, headers. The only file
//! that knows both the HTTP library and the resources.

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

use super::actor::{self, Actor};
use super::auth;
use super::calls::Call;
use super::error::Refusal;
use super::events;
use super::faults::{Harm, Then};
use super::reply::Reply;
use super::request::{Request, now};
use super::response::response;
use super::routes;
use super::server::World;
use super::spoiling::{instead, spoil};
use super::wire::{Handle, Script};

/// More than any form of Twilio's.
const LARGEST_BODY: usize = 1 << 20;

/// Answers one request to Twilio.
pub(super) async fn answer(
    Shared(world): Shared<Arc<World>>,
    ConnectInfo(wire): ConnectInfo<Handle>,
    request: axum::extract::Request,
) -> Response {
    let begun = Instant::now();
    wire.set(Script::Pass);
    let id = world.requests.fetch_add(1, Ordering::Relaxed) + 1;
    let open = world.open.fetch_add(1, Ordering::Relaxed) + 1;
    let _closing = Closing(Arc::clone(&world));

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
    let call = world.calls().received(Call {
        method: method.clone(),
        path: path.clone(),
        form: form.clone(),
        status: None,
    });

    let struck = world.faults().strike(&method, &path);
    let then = struck.unwrap_or(Then {
        delay: Duration::ZERO,
        late: Duration::ZERO,
        harm: Harm::None,
    });
    if !then.delay.is_zero() {
        tokio::time::sleep(then.delay).await;
    }
    if then.harm == Harm::Hold {
        world.held.wait(&method, &path, false).await;
    }
    let reply = match instead(&then.harm) {
        Some(reply) => {
            if !then.late.is_zero() {
                // Nobody waits for it, as where a gateway gives up before its server does.
                drop(later(&world, parts, form, then.late));
            }
            reply
        }
        None if received.is_err() => {
            Refusal::new(413, 20413, "The request body is too large").reply()
        }
        None if is_crowded(&world, open) => Refusal::new(429, 20429, "Too Many Requests").reply(),
        None if !then.late.is_zero() => {
            let broken = |_| Refusal::internal("the work broke off").reply();
            later(&world, parts, form, then.late)
                .await
                .unwrap_or_else(broken)
        }
        None => done(&world, &parts, form).await,
    };
    if then.harm == Harm::HoldAnswer {
        world.held.wait(&method, &path, true).await;
    }
    if then.harm == Harm::Hang {
        // Until the client goes away, which ends this.
        std::future::pending::<()>().await;
    }
    // What a gateway answers bears none of Twilio's marks.
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
        world.calls().answered(call, reply.status);
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

fn is_crowded(world: &World, open: usize) -> bool {
    world
        .state()
        .concurrent_requests
        .is_some_and(|limit| open > limit)
}

/// Counts the request as open until the answer is made, or its client has gone.
struct Closing(Arc<World>);

impl Drop for Closing {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Does what is asked after a while, in a task of its own: also when the client goes away meanwhile.
fn later(
    world: &Arc<World>,
    parts: Parts,
    form: Vec<(String, String)>,
    late: Duration,
) -> JoinHandle<Reply> {
    let world = Arc::clone(world);
    tokio::spawn(async move {
        tokio::time::sleep(late).await;
        done(&world, &parts, form).await
    })
}

/// Does what is asked, and sees a change to disk before it is told.
async fn done(world: &World, parts: &Parts, form: Vec<(String, String)>) -> Reply {
    let (reply, write) = match perform(world, parts, form) {
        Ok(done) => done,
        Err(refusal) => return refusal.reply(),
    };
    if let (Some(saver), Some(write)) = (&world.saver, write)
        && let Err(error) = saver.save(world, write).await
    {
        return Refusal::internal(format!("the sandbox cannot save its state: {error:#}")).reply();
    }
    reply
}

/// Does what is asked. Gives the number of the write if it was one: every POST and DELETE that succeeds is.
fn perform(
    world: &World,
    parts: &Parts,
    form: Vec<(String, String)>,
) -> Result<(Reply, Option<u64>), Refusal> {
    let mut state = world.state();
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
        actor: Actor::named(header(actor::HEADER))?,
        base: world.base.clone(),
        now: now(),
    };
    let reply = events::perform(&mut state, route, parts.method.as_str(), &request)?;
    if parts.method == "GET" {
        return Ok((reply, None));
    }
    state.writes += 1;
    if let Some(saver) = &world.saver {
        saver.note(state.writes, parts.method.as_str(), &request);
    }
    Ok((reply, Some(state.writes)))
}

/// The fields of a form. Another kind of body has none: Twilio takes no JSON here.
fn form(headers: &HeaderMap, bytes: &[u8]) -> Vec<(String, String)> {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    if kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded")) {
        return form_urlencoded::parse(bytes).into_owned().collect();
    }
    Vec::new()
}
