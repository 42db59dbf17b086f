//! An environment: the stand-in, and how a declaration opens it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use dataverse_sandbox::{Access, Call, Running, Sandbox, Seed, State};
use reqwest::Method;
use serde_json::{Value, json};
use switchboard::counterpart::dynamics::Declaration;
use switchboard::counterpart::{Asked, Connection, CreatedKeyword, Declared as _, NotCreated};
use switchboard::http::Limits;
use switchboard::model::{Keyword, Secret};
use switchboard::provider::{ProviderError, Settings};

use super::Seen;

/// A provider of Twilio's with two numbers, one of another kind, one without an extension, and two
/// keywords.
pub const SEED: &str = "
url: https://contoso.crm4.dynamics.com
providers:
  - name: Twilio US
    account_sid: AC00000000000000000000000000000001
    messaging_service_sid: MG00000000000000000000000000000001
    description: All numbers of the US
    numbers:
      - \"+15017122661\"
      - { contact_point: \"+18885550123\", name: Store line, type: toll_free, active: false, consuming_application: another app }
  - { name: Old, kind: infobip }
  - { name: Broken, extension: false }
keywords: [JOIN, { name: stop, active: false }]
";

/// What the client said before it waited, in all tests.
static SAID: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn waiting(error: &ProviderError, _: Duration) {
    SAID.lock().unwrap().push(error.to_string());
}

/// What a configuration with providers of these kinds needs.
pub fn asked(kinds: &[&'static str]) -> Asked {
    Asked {
        kinds: kinds.iter().copied().collect(),
        everything: false,
    }
}

/// A running stand-in. When it is dropped, no request may have broken a rule, and nothing that was
/// shown may hold a secret.
pub struct Dynamics {
    pub running: Running,
    pub access: Access,
    http: reqwest::Client,
    shown: Mutex<String>,
}

impl Dynamics {
    pub async fn new() -> Self {
        Self::of(SEED).await
    }

    pub async fn of(seed: &str) -> Self {
        let state = State::from_seed(&Seed::from_yaml(seed).unwrap()).unwrap();
        let running = Sandbox::start(state, None, ([127, 0, 0, 1], 0).into());
        let running = running.await.unwrap();
        let builder = switchboard::http::transport::builder(&Limits::default(), true, None);
        Self {
            access: running.access().remove(0),
            running,
            http: builder.unwrap().no_proxy().build().unwrap(),
            shown: Mutex::default(),
        }
    }

    /// The usual declaration, with `more` keys.
    pub fn opened(&self, more: &Value) -> Arc<dyn Connection> {
        let mut declared = json!({
            "url": "https://contoso.crm4.dynamics.com",
            "tenant_id": self.access.tenant_id,
            "client_id": self.access.client_id,
            "client_secret": {"env": "SECRET"},
        });
        let keys = declared.as_object_mut().unwrap();
        for (key, value) in more.as_object().unwrap() {
            keys.insert(key.clone(), value.clone());
        }
        keys.retain(|_, value| !value.is_null());
        let declaration: Declaration = serde_json::from_value(declared).unwrap();
        let mut vault = BTreeMap::new();
        let secret = Secret::new(self.access.client_secret.clone());
        vault.insert("SECRET".to_owned(), secret);
        vault.insert(
            "TOKEN".to_owned(),
            Secret::new("a.token.of.another.program"),
        );
        let url: url::Url = self.running.url().parse().unwrap();
        let settings = Settings {
            api_urls: BTreeMap::from([("dynamics", url.clone())]),
            entra_url: Some(url),
            limits: Limits {
                request: Duration::from_secs(2),
                first_delay: Duration::from_millis(1),
                longest_delay: Duration::from_millis(8),
                budget: Duration::from_secs(3),
                ..Limits::default()
            },
            waiting: Some(waiting),
            ..Settings::default()
        };
        declaration.open(&vault, &settings).unwrap()
    }

    /// Reads with a new connection.
    pub async fn read(&self, asked: &Asked) -> Seen {
        self.read_with(&self.opened(&json!({})), asked).await
    }

    pub async fn read_with(&self, connection: &Arc<dyn Connection>, asked: &Asked) -> Seen {
        let records = connection.read(asked).await;
        let seen = Seen(format!("{records:?}"));
        self.shown.lock().unwrap().push_str(&seen.0);
        seen
    }

    /// Reads what a configuration with Twilio needs.
    pub async fn twilio(&self) -> Seen {
        self.read(&asked(&["twilio"])).await
    }

    /// Creates a keyword with a new connection.
    pub async fn create(&self, word: &str, id: &str) -> Result<CreatedKeyword, NotCreated> {
        let word = Keyword::parse(word).unwrap();
        let connection = self.opened(&json!({}));
        let outcome = connection.create_keyword(&word, id).await;
        self.shown.lock().unwrap().push_str(&format!("{outcome:?}"));
        outcome
    }

    /// A request to the stand-in's own paths.
    pub async fn admin(&self, method: Method, what: &str, body: Value) -> Value {
        let url = format!("{}/_sandbox/{what}", self.running.url());
        let request = self.http.request(method, url).json(&body);
        let response = request.send().await.unwrap();
        let status = response.status();
        let text = response.text().await.unwrap();
        assert!(status.is_success(), "{what}: {text}");
        serde_json::from_str(&text).unwrap_or_default()
    }

    pub async fn set(&self, settings: Value) {
        self.admin(Method::PATCH, "settings", settings).await;
    }

    /// Spoils each request whose path contains a text.
    pub async fn spoil(&self, path: &str, then: Value) {
        self.spoil_times(path, 999, then).await;
    }

    pub async fn spoil_times(&self, path: &str, times: u64, then: Value) {
        let fault = json!({"path": path, "times": times, "then": then});
        self.admin(Method::POST, "faults", fault).await;
    }

    pub async fn mutate(&self, change: Value) -> String {
        let made = self.admin(Method::POST, "mutate", change).await;
        made["id"].as_str().unwrap().to_owned()
    }

    /// The calls whose path contains a text.
    pub fn calls(&self, part: &str) -> Vec<Call> {
        let mut calls = self.running.calls();
        calls.retain(|call| call.path.contains(part));
        calls
    }

    /// The calls with this method.
    pub fn sent(&self, method: &str) -> usize {
        let calls = self.calls("/api/data/");
        calls.iter().filter(|call| call.method == method).count()
    }

    /// The names of the keywords with their ids, in the order of their names.
    pub async fn keywords(&self) -> Vec<(String, String)> {
        let state = self.admin(Method::GET, "state", json!(null)).await;
        let rows = state["rows"].as_object().unwrap().values();
        let keywords = rows.filter(|row| row["table"] == "msdynmkt_keyword");
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let mut named: Vec<(String, String)> = keywords
            .map(|row| (text(&row["values"]["msdynmkt_name"]), text(&row["id"])))
            .collect();
        named.sort();
        named
    }
}

impl Drop for Dynamics {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let violations = self.running.violations();
        assert!(violations.is_empty(), "{violations:#?}");
        let said = SAID.lock().unwrap().join("\n");
        let shown = self.shown.lock().unwrap();
        for canary in self.running.canaries() {
            assert!(!shown.contains(&canary), "{canary} is in {shown}");
            assert!(!said.contains(&canary), "{canary} is in {said}");
        }
    }
}
