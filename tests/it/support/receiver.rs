//! A receiver of notifications: it keeps what came, and answers with the status that a test sets.

use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, Uri};
use hmac::{Hmac, KeyInit, Mac};
use jsonschema::Validator;
use serde_json::Value;
use sha2::Sha256;
use switchboard::report::notification::body::notification_schema;

use super::loopback::serve;

/// In place of a status: no answer.
pub const HOLD: u16 = 0;

/// A notification, as it came.
#[derive(Debug, Clone)]
pub struct Received {
    /// The path with its query.
    pub path: String,
    pub headers: HeaderMap,
    pub body: String,
    /// The status of the answer.
    pub status: u16,
}

impl Received {
    /// The body. A notification is as its schema says.
    #[track_caller]
    pub fn json(&self) -> Value {
        let json: Value = serde_json::from_str(&self.body).unwrap();
        let kind = json["kind"].as_str().unwrap_or_default();
        if kind.ends_with("-notification") {
            accepted(&json);
        }
        json
    }

    /// Its changes: what changed and where.
    pub fn changes(&self) -> Vec<(String, String)> {
        let json = self.json();
        let environments = json["environments"].as_array().unwrap().iter();
        let changes = environments.flat_map(|one| one["changes"].as_array().unwrap().clone());
        changes
            .map(|one| {
                let text = |key: &str| one[key].as_str().unwrap_or_default().to_owned();
                (text("change"), text("address"))
            })
            .collect()
    }

    /// Asserts that it was signed with this secret.
    #[track_caller]
    pub fn is_signed_with(&self, secret: &str) {
        let header = |name: &str| self.headers[name].to_str().unwrap();
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        mac.update(header("x-switchboard-timestamp").as_bytes());
        mac.update(b".");
        mac.update(self.body.as_bytes());
        let digest = mac.finalize().into_bytes();
        let hex = switchboard::model::hex(&digest);
        assert_eq!(header("x-switchboard-signature"), format!("sha256={hex}"));
        let at: i64 = header("x-switchboard-timestamp").parse().unwrap();
        assert!((jiff::Timestamp::now().as_second() - at).abs() < 300);
    }
}

/// Asserts that the schema of notifications accepts a document.
#[track_caller]
pub fn accepted(document: &Value) {
    let errors = schema().iter_errors(document);
    let wrong: Vec<String> = errors
        .map(|error| format!("{error} at {}", error.instance_path()))
        .collect();
    assert!(wrong.is_empty(), "{document:#}\n{}", wrong.join("\n"));
}

/// The schema of notifications.
pub fn schema() -> &'static Validator {
    static SCHEMA: OnceLock<Validator> = OnceLock::new();
    SCHEMA.get_or_init(|| jsonschema::draft7::new(&notification_schema()).unwrap())
}

/// A receiver on loopback.
pub struct Receiver {
    pub url: String,
    answers: Arc<AtomicU16>,
    received: Arc<Mutex<Vec<Received>>>,
    _runtime: tokio::runtime::Runtime,
}

impl Receiver {
    pub fn start() -> Self {
        let answers = Arc::new(AtomicU16::new(204));
        let received: Arc<Mutex<Vec<Received>>> = Arc::default();
        let (answering, kept) = (Arc::clone(&answers), Arc::clone(&received));
        let router = Router::new().fallback(
            move |uri: Uri, headers: HeaderMap, body: Bytes| async move {
                let status = answering.load(Ordering::SeqCst);
                kept.lock().unwrap().push(Received {
                    path: uri.to_string(),
                    headers,
                    body: String::from_utf8(body.to_vec()).unwrap(),
                    status,
                });
                if status == HOLD {
                    std::future::pending::<()>().await;
                }
                StatusCode::from_u16(status).unwrap()
            },
        );
        let (url, runtime) = serve(router);
        Self {
            url: format!("{url}/hook/in-its-path"),
            answers,
            received,
            _runtime: runtime,
        }
    }

    /// Answers with this status from now on.
    pub fn answer(&self, status: u16) {
        self.answers.store(status, Ordering::SeqCst);
    }

    /// Everything that came.
    pub fn all(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// The notifications that came and were accepted.
    pub fn taken(&self) -> Vec<Received> {
        let all = self.all().into_iter();
        all.filter(|one| one.status < 300).collect()
    }
}
