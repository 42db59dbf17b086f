//! Small servers on loopback with a script, and an account that calls them.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use switchboard::model::{Action, Address, Fields, Level, Secret, SecretReference, Value};
use switchboard::provider::twilio::{Declaration, TwilioAccount, open};
use switchboard::provider::{Account as _, Limits, Managed, Reading, Settings, Vault, Write};

pub const ACCOUNT: &str = "AC00000000000000000000000000000001";
pub const TOKEN: &str = "f00dfacef00dfacef00dfacef00dface";
pub const NUMBER: &str = "+15017122661";

/// One request as a server saw it.
#[derive(Debug, Clone)]
pub struct Seen {
    pub method: String,
    pub target: String,
    pub authorization: Option<String>,
    pub user_agent: Option<String>,
    pub body: String,
}

/// What a server answers to one request.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
    pub delay: Duration,
}

pub fn reply(status: u16, body: impl Into<String>) -> Reply {
    Reply {
        status,
        headers: vec![("Twilio-Request-Id", format!("RQ{status:032}"))],
        body: body.into(),
        delay: Duration::ZERO,
    }
}

impl Reply {
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

type Shared = Arc<(Vec<Reply>, Mutex<Vec<Seen>>, Mutex<Open>)>;

/// Requests that are being answered: how many now, and the maximum so far.
#[derive(Default)]
struct Open {
    now: usize,
    peak: usize,
}

pub struct Server {
    pub url: String,
    shared: Shared,
}

impl Server {
    /// Answers the nth request with the nth reply, and with 418 when they have run out.
    pub async fn start(replies: Vec<Reply>) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shared: Shared = Arc::new((replies, Mutex::default(), Mutex::default()));
        let router = Router::new()
            .fallback(answer)
            .with_state(Arc::clone(&shared));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, shared }
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.shared.1.lock().unwrap().clone()
    }

    /// The most requests that were under way at once.
    pub fn peak(&self) -> usize {
        self.shared.2.lock().unwrap().peak
    }
}

async fn answer(
    State(shared): State<Shared>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let text = |name: &str| Some(headers.get(name)?.to_str().ok()?.to_owned());
    let reply = {
        let mut seen = shared.1.lock().unwrap();
        seen.push(Seen {
            method: method.to_string(),
            target: uri.to_string(),
            authorization: text("authorization"),
            user_agent: text("user-agent"),
            body: String::from_utf8(body.to_vec()).unwrap(),
        });
        shared.0.get(seen.len() - 1).cloned()
    };
    let Some(reply) = reply else {
        return StatusCode::IM_A_TEAPOT.into_response();
    };
    {
        let mut open = shared.2.lock().unwrap();
        open.now += 1;
        open.peak = open.peak.max(open.now);
    }
    tokio::time::sleep(reply.delay).await;
    shared.2.lock().unwrap().now -= 1;
    let mut response = (StatusCode::from_u16(reply.status).unwrap(), reply.body).into_response();
    for (name, value) in reply.headers {
        response.headers_mut().insert(name, value.parse().unwrap());
    }
    response
}

/// A server that writes the nth text unchanged to the nth connection, and hangs up. Returns its URL
/// and a count of the requests.
pub fn raw(texts: Vec<String>) -> (String, Arc<Mutex<usize>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let count = Arc::new(Mutex::new(0));
    let counted = Arc::clone(&count);
    std::thread::spawn(move || {
        for text in texts {
            let Ok((mut stream, _)) = listener.accept() else {
                return;
            };
            let mut request = [0; 4096];
            let _ = stream.read(&mut request);
            *counted.lock().unwrap() += 1;
            let _ = stream.write_all(text.as_bytes());
        }
    });
    (url, count)
}

/// A whole answer for [`raw`].
pub fn whole(body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}")
}

/// An environment with these variables.
#[derive(Default)]
pub struct Variables(pub BTreeMap<&'static str, &'static str>, pub bool);

impl Vault for Variables {
    fn variable(&self, name: &str) -> Option<Secret> {
        self.0.get(name).copied().map(Secret::new)
    }

    fn resolve(&self, reference: &SecretReference) -> Result<Secret, String> {
        match reference {
            SecretReference::Env(name) => self.variable(name).ok_or("not set".to_owned()),
            other => Err(format!("there is no {other}")),
        }
    }

    fn token_of(&self, _: &str) -> Option<Secret> {
        self.1.then(|| Secret::new("master"))
    }
}

pub fn settings(url: &str) -> Settings {
    Settings {
        api_urls: std::collections::BTreeMap::from([("twilio", url.parse().unwrap())]),
        ..Settings::default()
    }
}

/// Limits under which a test is over soon.
pub fn hasty() -> Limits {
    Limits {
        request: Duration::from_secs(2),
        first_delay: Duration::from_millis(1),
        longest_wait: Duration::from_millis(30),
        ..Limits::default()
    }
}

pub fn account_with(url: &str, limits: Limits) -> Arc<TwilioAccount> {
    let variables = [
        ("TWILIO_ACCOUNT_SID", ACCOUNT),
        ("TWILIO_AUTH_TOKEN", TOKEN),
    ];
    let vault = Variables(variables.into(), false);
    let settings = Settings {
        limits,
        ..settings(url)
    };
    open(&Declaration::default(), &vault, &settings).unwrap()
}

pub fn account(url: &str) -> Arc<TwilioAccount> {
    account_with(url, hasty())
}

/// Reads the numbers of the account at a server.
pub async fn read(url: &str) -> Reading {
    account(url)
        .read(&[Level::Number], &Managed::default())
        .await
}

pub fn sid(n: usize) -> String {
    format!("PN{n:032}")
}

/// The nth number as Twilio shows it.
pub fn number(n: usize) -> serde_json::Value {
    serde_json::json!({
        "sid": sid(n),
        "account_sid": ACCOUNT,
        "phone_number": format!("+1501712{n:04}"),
        "friendly_name": "Line",
        "sms_url": "",
        "sms_application_sid": null,
        "capabilities": { "voice": true, "sms": true, "mms": false, "fax": false },
        "voice_url": null
    })
}

pub fn page(numbers: &[serde_json::Value], next: Option<&str>) -> String {
    serde_json::json!({ "incoming_phone_numbers": numbers, "next_page_uri": next, "page": 0 })
        .to_string()
}

/// An update of number 2661 that sets its URL.
pub fn update(url: &str) -> Write {
    Write {
        before: None,
        address: Address::parse("providers.us.numbers.line").unwrap(),
        action: Action::Update,
        id: Some(sid(2661).into()),
        key: Some(NUMBER.into()),
        tried: None,
        fields: Fields::from_iter([
            ("sms_url".into(), Value::text(url)),
            ("sms_application_sid".into(), Value::Blank),
        ]),
        wanted: Fields::new(),
    }
}
