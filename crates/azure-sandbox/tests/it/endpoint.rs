//! A webhook on this machine, with a configurable answer to the handshake.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// What it does with a handshake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    Echo,
    Silent,
    Status(u16),
    /// The first call fails, the next ones echo.
    SecondTime,
    /// Answers `OPTIONS` as `CloudEvents` asks.
    Options,
    Hang,
}

/// A request that it received.
#[derive(Debug, Clone)]
pub struct Hit {
    pub uri: Uri,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Hit {
    pub fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }
}

#[derive(Clone)]
struct Inner {
    manner: Manner,
    hits: Arc<Mutex<Vec<Hit>>>,
}

pub struct Endpoint {
    pub url: String,
    inner: Inner,
}

impl Endpoint {
    pub async fn start(manner: Manner) -> Self {
        let inner = Inner {
            manner,
            hits: Arc::default(),
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let app = Router::new().fallback(answer).with_state(inner.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, inner }
    }

    pub fn hits(&self) -> Vec<Hit> {
        self.inner.hits.lock().unwrap().clone()
    }
}

async fn answer(
    State(inner): State<Inner>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let count = {
        let mut hits = inner.hits.lock().unwrap();
        hits.push(Hit {
            uri,
            headers: headers.clone(),
            body: body.clone(),
        });
        hits.len()
    };
    let is_notification = headers
        .get("aeg-event-type")
        .is_some_and(|kind| kind == "Notification");
    if is_notification {
        return StatusCode::OK.into_response();
    }
    let code = &body[0]["data"]["validationCode"];
    let echo = axum::Json(json!({"validationResponse": code})).into_response();
    match inner.manner {
        Manner::Echo => echo,
        Manner::SecondTime if count > 1 => echo,
        Manner::SecondTime => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Manner::Silent => StatusCode::OK.into_response(),
        Manner::Status(status) => StatusCode::from_u16(status).unwrap().into_response(),
        Manner::Options => {
            assert_eq!(method, Method::OPTIONS);
            [("webhook-allowed-origin", "eventgrid.azure.net")].into_response()
        }
        Manner::Hang => std::future::pending().await,
    }
}
