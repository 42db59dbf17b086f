//! A server on loopback that answers everything in one way, and what it was sent. `ECHO` in a body
//! stands for the credential and the body of the request.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use url::Url;

/// One request as the server saw it.
#[derive(Debug, Clone)]
pub struct Seen {
    pub method: String,
    pub headers: HeaderMap,
    pub body: String,
}

impl Seen {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The credential of the request.
    pub fn credential(&self) -> &str {
        let header = self.header("authorization").unwrap();
        let start = ["Signature=", "Bearer "]
            .iter()
            .find_map(|start| header.split_once(start));
        start.unwrap().1
    }

    /// The credential and the body, as they are and as a URL has them, inside a text of JSON.
    fn echo(&self) -> String {
        let parts = [self.credential(), &self.body].map(|part| {
            let encoded: String = url::form_urlencoded::byte_serialize(part.as_bytes()).collect();
            format!("{part} {encoded}")
        });
        let text = serde_json::Value::from(parts.join(" ")).to_string();
        text.trim_matches('"').to_owned()
    }
}

struct Script {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: String,
    seen: Mutex<Vec<Seen>>,
}

pub struct Server {
    pub url: Url,
    script: Arc<Script>,
}

impl Server {
    pub async fn start(status: u16, headers: &[(&'static str, &str)], body: &str) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let owned = headers
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()));
        let script = Arc::new(Script {
            status,
            headers: owned.collect(),
            body: body.to_owned(),
            seen: Mutex::default(),
        });
        let router = Router::new()
            .fallback(answer)
            .with_state(Arc::clone(&script));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            url: url.parse().unwrap(),
            script,
        }
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.script.seen.lock().unwrap().clone()
    }
}

async fn answer(
    State(script): State<Arc<Script>>,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let seen = Seen {
        method: method.to_string(),
        headers,
        body: String::from_utf8(body.to_vec()).unwrap(),
    };
    let echo = seen.echo();
    script.seen.lock().unwrap().push(seen);
    let status = StatusCode::from_u16(script.status).unwrap();
    let mut response = (status, script.body.replace("ECHO", &echo)).into_response();
    for (name, value) in &script.headers {
        response.headers_mut().insert(*name, value.parse().unwrap());
    }
    response
}
