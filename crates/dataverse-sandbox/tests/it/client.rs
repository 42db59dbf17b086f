//! A small client for the tests, and the sandbox it talks to. It shares no code with the sandbox.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Once;

use dataverse_sandbox::{Access, Running, Sandbox, Seed, State};
use reqwest::Method;
use serde_json::{Value, json};

pub const LOOPBACK: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
pub const SID: &str = "AC00000000000000000000000000000001";
pub const SERVICE: &str = "MG00000000000000000000000000000001";
pub const LOOKUPS: &str = "odata.include-annotations=\"Microsoft.Dynamics.CRM.lookuplogicalname\"";

/// One answer: status, body (null if it is not JSON), headers.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
    pub text: String,
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

    /// The rows of a list.
    pub fn rows(&self) -> &[Value] {
        let rows = self.body["value"].as_array();
        rows.unwrap_or_else(|| panic!("no list in {self:?}"))
    }

    /// A column of a list's rows.
    pub fn column(&self, name: &str) -> Vec<&str> {
        let rows = self.rows().iter();
        rows.map(|row| row[name].as_str().unwrap()).collect()
    }

    pub fn next(&self) -> Option<&str> {
        self.body["@odata.nextLink"].as_str()
    }

    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        let value = value.unwrap_or_else(|| panic!("no {name} in {self:?}"));
        value.to_str().unwrap()
    }
}

/// A running sandbox and a token for it.
pub struct Client {
    pub running: Running,
    pub http: reqwest::Client,
    pub access: Access,
    pub token: String,
}

impl Client {
    pub async fn demo() -> Self {
        let providers = format!(
            "providers:\n  - {{ name: Twilio US, account_sid: {SID}, messaging_service_sid: {SERVICE}, numbers: ['+18885550123', '+15017122661'] }}\nkeywords: [JOIN]\n"
        );
        Self::of(&providers).await
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
        client.token = client.fetch_token().await;
        client
    }

    /// The form of a token request that succeeds.
    pub fn form(&self) -> Vec<(&'static str, String)> {
        vec![
            ("grant_type", "client_credentials".to_owned()),
            ("client_id", self.access.client_id.clone()),
            ("client_secret", self.access.client_secret.clone()),
            ("scope", format!("{}/.default", self.running.url())),
        ]
    }

    pub async fn fetch_token(&self) -> String {
        let answer = self.request_token(&self.form()).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.body["access_token"].as_str().unwrap().to_owned()
    }

    pub async fn request_token(&self, form: &[(&str, String)]) -> Answer {
        let tenant = &self.access.tenant_id;
        let url = format!("{}/{tenant}/oauth2/v2.0/token", self.running.url());
        send(self.http.post(url).form(form)).await.unwrap()
    }

    /// A request to the Web API; a path that is a URL is taken as it is.
    pub fn api(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let url = if path.starts_with("http") {
            path.to_owned()
        } else {
            format!("{}/api/data/v9.2/{path}", self.running.url())
        };
        let request = self.http.request(method, url).bearer_auth(&self.token);
        request.header("accept", "application/json")
    }

    pub async fn get(&self, path: &str) -> Answer {
        send(self.api(Method::GET, path)).await.unwrap()
    }

    pub async fn get_with(&self, path: &str, header: &str, value: &str) -> Answer {
        let request = self.api(Method::GET, path).header(header, value);
        send(request).await.unwrap()
    }

    /// A write with these headers.
    pub async fn write(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Answer {
        let mut request = self.api(method, path).json(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
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

    /// Makes a change as somebody else. Returns the id of the row.
    pub async fn mutate(&self, change: Value) -> String {
        let answer = self.admin(Method::POST, "mutate", change).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.body["id"].as_str().unwrap().to_owned()
    }

    pub async fn advance(&self, seconds: i64) {
        let body = json!({"advance_seconds": seconds});
        let answer = self.admin(Method::POST, "clock", body).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }

    /// The names of the keywords.
    pub async fn keywords(&self) -> Vec<String> {
        let answer = self.get("msdynmkt_keywords?$select=msdynmkt_name").await;
        let names = answer.column("msdynmkt_name");
        names.into_iter().map(str::to_owned).collect()
    }

    /// The rules broken so far.
    pub fn rules(&self) -> Vec<String> {
        let violations = self.running.violations();
        violations.into_iter().map(|one| one.rule).collect()
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
        text,
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
