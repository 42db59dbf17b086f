//! The stand-in: a process that answers with prepared pages after a fixed delay, and counts.
//!
//! It runs on one thread, so that it leaves the other cores to the program that is measured. What an
//! update sends is in its answer and nowhere else: every run finds the same account.

use std::collections::HashMap;
use std::io::{Write as _, stdout};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::serve::ListenerExt as _;
use serde::{Deserialize, Serialize};
use url::form_urlencoded;

use crate::pages::{self, Pages};
use crate::scenario::Scenario;

/// The most bytes that are read of a request.
const LARGEST_BODY: usize = 64 * 1024;

/// What was asked since the last time that this was fetched.
#[derive(Debug, Default, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Calls {
    pub(crate) reads: u64,
    pub(crate) writes: u64,
    /// Requests that have no answer here: the program reads something that the stand-in lacks.
    pub(crate) unknown: u64,
    /// The most requests at once.
    pub(crate) at_once: u64,
}

struct StandIn {
    pages: Pages,
    delay_ms: AtomicU64,
    reads: AtomicU64,
    writes: AtomicU64,
    unknown: AtomicU64,
    now: AtomicU64,
    at_once: AtomicU64,
}

/// Prints the address and serves until standard input ends, as it does when the process that started
/// this one is gone.
pub(crate) fn serve(scenario: Scenario) -> anyhow::Result<()> {
    let stand_in = Arc::new(StandIn {
        pages: Pages::prepare(scenario),
        delay_ms: AtomicU64::new(0),
        reads: AtomicU64::new(0),
        writes: AtomicU64::new(0),
        unknown: AtomicU64::new(0),
        now: AtomicU64::new(0),
        at_once: AtomicU64::new(0),
    });
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    std::thread::spawn(|| {
        drop(std::io::copy(&mut std::io::stdin(), &mut std::io::sink()));
        std::process::exit(0)
    });
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
        println!("{}", listener.local_addr()?);
        stdout().flush()?;
        let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
        let router = Router::new().fallback(answer).with_state(stand_in);
        axum::serve(listener, router).await?;
        Ok(())
    })
}

async fn answer(State(stand_in): State<Arc<StandIn>>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    if let Some(asked) = path.strip_prefix("/bench/") {
        return stand_in.control(asked);
    }
    let now = stand_in.now.fetch_add(1, Relaxed) + 1;
    stand_in.at_once.fetch_max(now, Relaxed);
    let found = if *request.method() == Method::GET {
        stand_in.reads.fetch_add(1, Relaxed);
        stand_in.read(&path, request.uri().query().unwrap_or_default())
    } else {
        stand_in.writes.fetch_add(1, Relaxed);
        let form = to_bytes(request.into_body(), LARGEST_BODY).await;
        stand_in.write(&path, &form.unwrap_or_default())
    };
    let delay = stand_in.delay_ms.load(Relaxed);
    if delay > 0 {
        tokio::time::sleep(Duration::from_millis(delay)).await;
    }
    stand_in.now.fetch_sub(1, Relaxed);
    if let Some(body) = found {
        return json(StatusCode::OK, Body::from(body));
    }
    stand_in.unknown.fetch_add(1, Relaxed);
    json(StatusCode::NOT_FOUND, Body::from(pages::nothing()))
}

impl StandIn {
    fn read(&self, path: &str, query: &str) -> Option<Bytes> {
        if path == "/v1/Services" {
            return Some(Bytes::from_static(pages::no_services().as_bytes()));
        }
        let account = path.strip_prefix("/2010-04-01/Accounts/")?;
        let account = account.strip_suffix(".json")?;
        match account.split_once('/') {
            None => Some(pages::account(account).into()),
            Some((account, "IncomingPhoneNumbers")) => {
                let page = form_urlencoded::parse(query.as_bytes())
                    .find(|(name, _)| name == "Page")
                    .map_or(Ok(0), |(_, page)| page.parse());
                self.pages.of_numbers(account, page.ok()?)
            }
            Some(_) => None,
        }
    }

    fn write(&self, path: &str, form: &[u8]) -> Option<Bytes> {
        let path = path.strip_prefix("/2010-04-01/Accounts/")?;
        let (_, path) = path.split_once('/')?;
        let sid = path.strip_prefix("IncomingPhoneNumbers/")?;
        let form: HashMap<String, String> = form_urlencoded::parse(form).into_owned().collect();
        let updated = self.pages.updated(sid.strip_suffix(".json")?, &form)?;
        Some(updated.into())
    }

    /// Carries out what the measurements ask: `delay/MS`, or `calls`, which are counted from then on.
    fn control(&self, asked: &str) -> Response {
        if let Some(delay) = asked.strip_prefix("delay/") {
            let Ok(delay) = delay.parse() else {
                return StatusCode::BAD_REQUEST.into_response();
            };
            self.delay_ms.store(delay, Relaxed);
        }
        let calls = Calls {
            reads: self.reads.swap(0, Relaxed),
            writes: self.writes.swap(0, Relaxed),
            unknown: self.unknown.swap(0, Relaxed),
            at_once: self.at_once.swap(0, Relaxed),
        };
        axum::Json(calls).into_response()
    }
}

fn json(status: StatusCode, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    let kind = header::HeaderValue::from_static("application/json;charset=utf-8");
    headers.insert(header::CONTENT_TYPE, kind);
    response
}
