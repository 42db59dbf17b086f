//! A callback on loopback that checks the signature, and keeps the requests that came.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, OnceLock};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use switchboard::model::Secret;
use switchboard::provider::twilio::sign;

pub const XML: [(&str, &str); 1] = [("content-type", "text/xml")];
pub const EMPTY: &str = "<?xml version=\"1.0\"?><Response/>";

/// How a callback answers, given whether the signature is right.
pub type Answering = fn(bool, &HeaderMap) -> Response;

/// The answer of a correct callback.
pub fn validating(right: bool, _: &HeaderMap) -> Response {
    if right {
        (XML, EMPTY).into_response()
    } else {
        StatusCode::FORBIDDEN.into_response()
    }
}

#[derive(Debug, Clone)]
pub struct Request {
    pub method: Method,
    pub uri: Uri,
    pub headers: HeaderMap,
    pub body: String,
}

/// A running callback.
pub struct Server {
    pub address: SocketAddr,
    /// The URL that it is called by, which a signature is over.
    pub url: Arc<OnceLock<String>>,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// Starts a callback that validates with this token.
    pub async fn start(token: &str, answer: Answering) -> Self {
        let token = Secret::new(token);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            address: listener.local_addr().unwrap(),
            url: Arc::default(),
            requests: Arc::default(),
        };
        let (url, seen) = (server.url.clone(), server.requests.clone());
        let handler = move |method: Method, uri: Uri, headers: HeaderMap, body: Bytes| {
            let signed = &headers["x-twilio-signature"];
            let expected = expected(&token, url.get().unwrap(), &method, &uri, &body);
            let answered = answer(signed == expected.as_str(), &headers);
            seen.lock().unwrap().push(Request {
                method,
                uri,
                headers,
                body: String::from_utf8(body.to_vec()).unwrap(),
            });
            async move { answered }
        };
        let app = Router::new().fallback(handler);
        tokio::spawn(async move { axum::serve(listener, app).await });
        server
    }

    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }
}

/// The signature that a request should have: over the form, or for a GET over the URL alone.
fn expected(token: &Secret, url: &str, method: &Method, uri: &Uri, body: &[u8]) -> String {
    if *method == Method::GET {
        let base = url.split('?').next().unwrap();
        return sign(token, &format!("{base}?{}", uri.query().unwrap()), &[]);
    }
    let form: BTreeMap<String, String> = url::form_urlencoded::parse(body).into_owned().collect();
    let pairs: Vec<(&str, &str)> = form.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    sign(token, url, &pairs)
}
