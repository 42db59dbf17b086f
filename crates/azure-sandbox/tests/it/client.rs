//! A small client for the tests, and the sandbox it talks to. It signs and fetches tokens itself, so that it shares no
//! code with the sandbox.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Once;

use azure_sandbox::{Access, Running, Sandbox, Seed, State};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

pub const GROUP: &str =
    "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/messaging/providers";
pub const URL: &str = "https://public-usa.mkt.dynamics.com/api/v1.1/orgs/3f2c/sms/incoming";
pub const LOOPBACK: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
const GRID: &str = "api-version=2025-02-15";

/// One answer: status, body (null if it is not JSON), headers.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
    pub headers: reqwest::header::HeaderMap,
}

impl Answer {
    /// Status and code of an error.
    pub fn code(&self) -> (u16, &str) {
        let code = self.body["error"]["code"].as_str();
        (
            self.status,
            code.unwrap_or_else(|| panic!("no code in {self:?}")),
        )
    }

    /// The message of an error.
    pub fn message(&self) -> &str {
        self.body["error"]["message"].as_str().unwrap()
    }

    /// The names of a list's items.
    pub fn names(&self) -> Vec<&str> {
        let items = self.body["value"]
            .as_array()
            .unwrap_or_else(|| panic!("no list in {self:?}"));
        items
            .iter()
            .map(|item| item["name"].as_str().unwrap())
            .collect()
    }

    pub fn header(&self, name: &str) -> &str {
        let value = self
            .headers
            .get(name)
            .unwrap_or_else(|| panic!("no {name} in {self:?}"));
        value.to_str().unwrap()
    }
}

/// A running sandbox, a token for ARM, and the access to its first resource.
pub struct Client {
    pub running: Running,
    pub http: reqwest::Client,
    pub access: Access,
    pub token: String,
}

pub fn source() -> String {
    format!("{GROUP}/Microsoft.Communication/communicationServices/contoso-sms")
}

pub fn topic() -> String {
    format!("{GROUP}/Microsoft.EventGrid/systemTopics/contoso-sms-events")
}

/// The id of a child of the topic.
pub fn child(name: &str) -> String {
    format!("{}/eventSubscriptions/{name}", topic())
}

/// The id of a subscription at the source itself.
pub fn extension(name: &str) -> String {
    format!(
        "{}/providers/Microsoft.EventGrid/eventSubscriptions/{name}",
        source()
    )
}

/// The smallest body of a webhook subscription for incoming texts.
pub fn webhook(url: &str) -> Value {
    json!({"properties": {
        "destination": {"endpointType": "WebHook", "properties": {"endpointUrl": url}},
        "filter": {"includedEventTypes": ["Microsoft.Communication.SMSReceived"]},
    }})
}

/// A seed with the usual resource, and `more` keys of it.
pub fn seed(more: &str) -> String {
    format!(
        "resources:\n  - resource_id: {}\n    numbers: [\"+18885550123\", \"+15017122661\"]\n{more}",
        source()
    )
}

impl Client {
    pub async fn demo() -> Self {
        Self::of(&seed("")).await
    }

    /// With a topic.
    pub async fn with_topic() -> Self {
        Self::of(&seed("    topic: {}\n")).await
    }

    pub async fn of(yaml: &str) -> Self {
        let state = State::from_seed(&Seed::from_yaml(yaml).unwrap()).unwrap();
        Self::serving(state, None).await
    }

    pub async fn serving(state: State, persist: Option<PathBuf>) -> Self {
        let running = Sandbox::start(state, persist, LOOPBACK).await.unwrap();
        let mut client = Self {
            access: running.access().remove(0),
            running,
            http: http(),
            token: String::new(),
        };
        client.token = client
            .fetch_token("https://management.azure.com/.default")
            .await;
        client
    }

    pub async fn fetch_token(&self, scope: &str) -> String {
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", &self.access.client_id),
            ("client_secret", &self.access.client_secret),
            ("scope", scope),
        ];
        let answer = self.request_token(&form).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.body["access_token"].as_str().unwrap().to_owned()
    }

    pub async fn request_token(&self, form: &[(&str, &str)]) -> Answer {
        let path = format!("/{}/oauth2/v2.0/token", self.access.tenant_id);
        let request = self.http.post(self.url(&path)).form(form);
        send(request).await.unwrap()
    }

    /// An absolute URL.
    pub fn url(&self, path: &str) -> String {
        if path.starts_with('/') {
            format!("{}{path}", self.running.url())
        } else {
            path.to_owned()
        }
    }

    /// A request to ARM, with the api-version of Event Grid unless the path has one.
    pub async fn arm(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let mut url = self.url(path);
        if !url.contains("api-version") {
            url = format!("{url}{}{GRID}", if url.contains('?') { "&" } else { "?" });
        }
        let mut request = self.http.request(method, url).bearer_auth(&self.token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        send(request).await.unwrap()
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.arm(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str) -> Answer {
        self.arm(Method::POST, path, None).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.arm(Method::PUT, path, Some(body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.arm(Method::PATCH, path, Some(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.arm(Method::DELETE, path, None).await
    }

    /// Polls the operation of a write until it ends, and returns its status document.
    pub async fn finish(&self, answer: &Answer) -> Value {
        let link = answer.header("azure-asyncoperation").to_owned();
        for _ in 0..50 {
            let status = self.get(&link).await;
            if status.body["status"] != "InProgress" {
                return status.body;
            }
        }
        panic!("the operation {link} does not end");
    }

    /// Writes a subscription, waits, and returns how the operation ended.
    pub async fn create(&self, id: &str, body: Value) -> Value {
        let answer = self.put(id, body).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        self.finish(&answer).await
    }

    /// The state of a subscription or topic.
    pub async fn state_of(&self, id: &str) -> String {
        let answer = self.get(id).await;
        let state = answer.body["properties"]["provisioningState"].as_str();
        state
            .unwrap_or_else(|| panic!("no state in {answer:?}"))
            .to_owned()
    }

    /// The full URL of a subscription.
    pub async fn full_url(&self, id: &str) -> String {
        let answer = self.post(&format!("{id}/getFullUrl")).await;
        answer.body["endpointUrl"].as_str().unwrap().to_owned()
    }

    /// A signed request to the data plane.
    pub async fn signed(&self, method: Method, target: &str, body: &str) -> Answer {
        self.signed_with(method, target, body, |_, value| value)
            .await
    }

    /// The same; `change` can change each header.
    pub async fn signed_with(
        &self,
        method: Method,
        target: &str,
        body: &str,
        change: impl Fn(&str, String) -> String,
    ) -> Answer {
        let key = self
            .access
            .connection_string
            .split_once(";accesskey=")
            .unwrap()
            .1;
        let date = jiff::Timestamp::now()
            .strftime("%a, %d %b %Y %H:%M:%S GMT")
            .to_string();
        let date = change("x-ms-date", date);
        let host = self.running.url().replace("http://", "");
        let hash = change("x-ms-content-sha256", STANDARD.encode(Sha256::digest(body)));
        let text = format!("{method}\n{target}\n{date};{host};{hash}");
        let mut mac = Hmac::<Sha256>::new_from_slice(&STANDARD.decode(key).unwrap()).unwrap();
        mac.update(text.as_bytes());
        let signature = STANDARD.encode(mac.finalize().into_bytes());
        let authorization = format!(
            "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={signature}"
        );
        let mut request = self
            .http
            .request(method, self.url(target))
            .header("x-ms-date", date)
            .header("x-ms-content-sha256", hash)
            .header("authorization", change("authorization", authorization));
        if !body.is_empty() {
            request = request
                .header("content-type", "application/merge-patch+json")
                .body(body.to_owned());
        }
        send(request).await.unwrap()
    }

    /// A request to the sandbox's own paths.
    pub async fn admin(&self, method: Method, what: &str, body: Value) -> Answer {
        let url = format!("{}/_sandbox/{what}", self.running.url());
        let mut request = self.http.request(method, url);
        if !body.is_null() {
            request = request.json(&body);
        }
        send(request).await.unwrap()
    }

    pub async fn set(&self, settings: Value) {
        let answer = self.admin(Method::PATCH, "settings", settings).await;
        assert_eq!(answer.status, 204, "{answer:?}");
    }

    pub async fn mutate(&self, change: Value) -> Answer {
        let body = json!({"caller": "anna@contoso.com", "change": change});
        let answer = self.admin(Method::POST, "mutate", body).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer
    }

    pub async fn text(&self, to: &str) -> Value {
        let body = json!({"to": to, "body": "JOIN"});
        let answer = self.admin(Method::POST, "text", body).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.body
    }

    /// The rules broken so far.
    pub fn rules(&self) -> Vec<String> {
        self.running
            .violations()
            .into_iter()
            .map(|one| one.rule)
            .collect()
    }
}

/// Sends a request.
pub async fn send(request: reqwest::RequestBuilder) -> reqwest::Result<Answer> {
    let response = request.send().await?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let text = response.text().await?;
    Ok(Answer {
        status,
        body: serde_json::from_str(&text).unwrap_or_default(),
        headers,
    })
}

/// A client for plain HTTP to loopback. It sets up TLS all the same, which needs a provider.
pub fn http() -> reqwest::Client {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| {
        // A provider that another caller installed would do as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}
