//! The endpoints. They only report: they answer GET and HEAD, and no request changes anything.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::{ALLOW, CONNECTION, CONTENT_TYPE, HeaderValue};
use axum::http::{HeaderName, Method, StatusCode};
use axum::response::Response;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::cli::commands::watch::connection::Gate;
use crate::cli::commands::watch::hosts::{Names, named};
use crate::cli::commands::watch::status::Board;
use crate::report::watch::metrics;

/// How long open connections get to finish when the watch stops.
const GRACE: Duration = Duration::from_secs(2);
/// The longest and the shortest time after which the page reloads, in seconds.
const REFRESH: (u64, u64) = (60, 2);

const TEXT: &str = "text/plain; charset=utf-8";
const JSON: &str = "application/json";
const HTML: &str = "text/html; charset=utf-8";

/// Headers of every answer that restrict its use. The page contains everything it needs and loads
/// nothing from elsewhere. Its own policy narrows which of its scripts and styles run.
const MANNERS: [(&str, &str); 7] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cache-control", "no-store"),
];

struct Site {
    board: Arc<Board>,
    names: Names,
    refresh: u64,
}

/// The running server of the endpoints.
pub(super) struct Serving {
    stop: CancellationToken,
    task: JoinHandle<std::io::Result<()>>,
}

/// Serves the state on the board.
pub(super) fn serve(
    listener: TcpListener,
    board: Arc<Board>,
    names: Names,
    interval: Duration,
) -> Serving {
    let (most, least) = REFRESH;
    let site = Arc::new(Site {
        board,
        names,
        refresh: interval.as_secs().clamp(least, most),
    });
    let app = Router::new().fallback(answer).with_state(site);
    let stop = CancellationToken::new();
    let stopped = stop.clone().cancelled_owned();
    let task = tokio::spawn(async move {
        axum::serve(Gate::new(listener), app)
            .with_graceful_shutdown(stopped)
            .await
    });
    Serving { stop, task }
}

impl Serving {
    /// Accepts no more connections, and gives the open ones a short time to finish.
    pub(super) async fn stop(mut self) {
        self.stop.cancel();
        if tokio::time::timeout(GRACE, &mut self.task).await.is_err() {
            self.task.abort();
        }
    }
}

async fn answer(State(site): State<Arc<Site>>, request: Request) -> Response {
    let (status, kind, body) = content(&site, &request);
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    for (name, value) in MANNERS {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    // One request for each connection, so that no connection stays open without need.
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    if status == StatusCode::METHOD_NOT_ALLOWED {
        headers.insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
    }
    if request.uri().path() == "/" && kind == HTML {
        headers.insert("refresh", HeaderValue::from(site.refresh));
    }
    response
}

type Content = (StatusCode, &'static str, Bytes);

fn content(site: &Site, request: &Request) -> Content {
    let said = |status, text: &str| (status, TEXT, Bytes::from(format!("{text}\n")));
    if let Err((status, text)) = named(&site.names, request.headers()) {
        return said(status, text);
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return said(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD");
    }
    match request.uri().path() {
        "/" => report(site, HTML),
        "/drift.json" => report(site, JSON),
        "/metrics" => {
            let text = metrics::render(&site.board.live().metrics);
            (StatusCode::OK, metrics::CONTENT_TYPE, Bytes::from(text))
        }
        "/healthz" => said(StatusCode::OK, "alive"),
        "/readyz" => match site.board.readiness() {
            Ok(text) => said(StatusCode::OK, &text),
            Err(text) => said(
                StatusCode::SERVICE_UNAVAILABLE,
                &format!("not ready: {text}"),
            ),
        },
        _ => said(
            StatusCode::NOT_FOUND,
            "not found; the endpoints are /, /drift.json, /metrics, /healthz and /readyz",
        ),
    }
}

/// The latest report, or the reason why there is none.
fn report(site: &Site, kind: &'static str) -> Content {
    let live = site.board.live();
    let missing = match (&live.published, live.followed) {
        (Some(report), _) if kind == JSON => return (StatusCode::OK, kind, report.json.clone()),
        (Some(report), _) => return (StatusCode::OK, kind, report.page.clone()),
        (None, Some(_)) => "another replica leads and has the report",
        (None, None) => "the first round has not finished",
    };
    let text = if kind == JSON {
        format!("{}\n", serde_json::json!({ "error": missing }))
    } else {
        format!("<!doctype html>\n<title>Switchboard drift</title>\n<p>{missing}</p>\n")
    };
    (StatusCode::SERVICE_UNAVAILABLE, kind, Bytes::from(text))
}
