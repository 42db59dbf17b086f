//! A small HTTP client for the tests, and the sandbox it talks to.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Once;

use serde_json::Value;
use twilio_sandbox::{Running, Sandbox, Seed, State};

pub const MAIN: &str = "AC00000000000000000000000000000001";

/// Form fields.
pub type Form<'a> = &'a [(&'a str, &'a str)];

/// One answer: status, body (null when it is not JSON), headers.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
    pub headers: reqwest::header::HeaderMap,
}

impl Answer {
    /// Twilio's code, checked to come with its status, and a link that names it.
    pub fn code(&self) -> (u16, u64) {
        let code = self.body["code"]
            .as_u64()
            .unwrap_or_else(|| panic!("no code in {self:?}"));
        assert_eq!(self.body["status"], self.status);
        assert_eq!(
            self.body["more_info"],
            format!("https://www.twilio.com/docs/errors/{code}")
        );
        (self.status, code)
    }

    /// The one named field of every item in a list.
    pub fn each(&self, list: &str, field: &str) -> Vec<String> {
        let items = self.body[list]
            .as_array()
            .unwrap_or_else(|| panic!("no {list} in {self:?}"));
        items
            .iter()
            .map(|item| item[field].as_str().unwrap().to_owned())
            .collect()
    }
}

/// A running sandbox and the credentials to use it with.
pub struct Client {
    pub running: Running,
    pub http: reqwest::Client,
    pub user: String,
    pub password: String,
}

pub const LOOPBACK: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 0);

impl Client {
    /// A sandbox that holds what this `sandbox.yaml` says.
    pub async fn of(yaml: &str) -> Self {
        Self::serving(State::from_seed(&Seed::from_yaml(yaml).unwrap()), None).await
    }

    pub async fn demo() -> Self {
        Self::serving(State::from_seed(&Seed::demo()), None).await
    }

    pub async fn serving(state: State, persist: Option<PathBuf>) -> Self {
        let running = Sandbox::start(state, persist, LOOPBACK).await.unwrap();
        let (user, password) = running.credentials()[0].clone();
        Self {
            running,
            http: http(),
            user,
            password,
        }
    }

    pub fn account(&self, path: &str) -> String {
        format!("/2010-04-01/Accounts/{}{path}", self.user)
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(reqwest::Method::GET, path, &[]).await.unwrap()
    }

    pub async fn post(&self, path: &str, form: Form<'_>) -> Answer {
        self.send(reqwest::Method::POST, path, form).await.unwrap()
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(reqwest::Method::DELETE, path, &[]).await.unwrap()
    }

    pub async fn send(
        &self,
        method: reqwest::Method,
        path: &str,
        form: Form<'_>,
    ) -> reqwest::Result<Answer> {
        let url = if path.starts_with('/') {
            format!("{}{path}", self.running.url())
        } else {
            path.to_owned()
        };
        let mut request = self.http.request(method.clone(), url);
        request = request.basic_auth(&self.user, Some(&self.password));
        if method == reqwest::Method::POST {
            request = request.form(form);
        }
        let response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await?;
        let body = serde_json::from_str(&text).unwrap_or_default();
        Ok(Answer {
            status,
            body,
            headers,
        })
    }
}

/// A client for plain HTTP to loopback. It sets up TLS all the same, which needs a provider.
pub fn http() -> reqwest::Client {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| {
        // A provider that another caller installed would do as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
    let no_redirects = reqwest::redirect::Policy::none();
    reqwest::Client::builder()
        .no_proxy()
        .redirect(no_redirects)
        .build()
        .unwrap()
}
