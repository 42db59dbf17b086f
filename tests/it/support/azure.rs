//! The stand-in for Azure, and what tests do to it.

use std::time::Duration;

use azure_sandbox::{Access, Call, Running, Sandbox, Seed, State};
use reqwest::Method;
use serde_json::{Value, json};
use switchboard::http::Limits;

/// The resource group of [`SOURCE`] and [`TOPIC`], with its Azure subscription.
pub const SOURCE: &str = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/messaging/providers/Microsoft.Communication/communicationServices/contoso-sms";
/// The system topic of [`SOURCE`].
pub const TOPIC: &str = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/messaging/providers/Microsoft.EventGrid/systemTopics/contoso-sms-events";

/// A running sandbox with one resource.
pub struct Azure {
    pub running: Running,
    pub access: Access,
    http: reqwest::Client,
}

/// A seed with the usual resource, and `more` keys of it.
pub fn seed(more: &str) -> String {
    format!(
        "resources:\n  - resource_id: {SOURCE}\n    numbers: [\"+18885550123\", \"+15017122661\"]\n{more}"
    )
}

impl Azure {
    /// With the usual resource.
    pub async fn demo() -> Self {
        Self::of(&seed("")).await
    }

    pub async fn of(yaml: &str) -> Self {
        let state = State::from_seed(&Seed::from_yaml(yaml).unwrap()).unwrap();
        let address = ([127, 0, 0, 1], 0).into();
        let running = Sandbox::start(state, None, address).await.unwrap();
        Self {
            access: running.access().remove(0),
            running,
            http: client(),
        }
    }

    pub fn url(&self) -> url::Url {
        self.running.url().parse().unwrap()
    }

    /// A request to the sandbox's own paths.
    pub async fn admin(&self, method: Method, what: &str, body: Value) -> Value {
        let url = format!("{}/_sandbox/{what}", self.running.url());
        let request = self.http.request(method, url).json(&body);
        let response = request.send().await.unwrap();
        let status = response.status();
        let text = response.text().await.unwrap();
        assert!(status.is_success(), "{what}: {text}");
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// Adds a fault.
    pub async fn fault(&self, fault: Value) {
        self.admin(Method::POST, "faults", fault).await;
    }

    /// Changes settings.
    pub async fn set(&self, settings: Value) {
        self.admin(Method::PATCH, "settings", settings).await;
    }

    /// An assertion that the app accepts, or one about somebody else.
    pub async fn assertion(&self, about: Value) -> String {
        let issued = self.admin(Method::POST, "assertion", about).await;
        issued["value"].as_str().unwrap().to_owned()
    }

    /// Makes every token that was issued invalid.
    pub async fn revoke(&self) {
        self.admin(Method::POST, "revoke", json!(null)).await;
    }

    /// The calls whose path and query contains `part`.
    pub fn calls(&self, part: &str) -> Vec<Call> {
        let mut calls = self.running.calls();
        calls.retain(|call| call.path.contains(part));
        calls
    }

    /// Checks that no secret of the sandbox is in a text.
    pub fn assert_clean(&self, text: &str) {
        for canary in self.running.canaries() {
            assert!(!text.contains(&canary), "{canary} is in {text}");
        }
    }

    /// Checks that no request broke a rule.
    pub fn assert_proper(&self) {
        let violations = self.running.violations();
        assert!(violations.is_empty(), "{violations:?}");
    }
}

/// A client for plain HTTP to loopback. The program's transport installs the TLS that it needs.
fn client() -> reqwest::Client {
    let builder = switchboard::http::transport::builder(&Limits::default(), true, None);
    builder.unwrap().no_proxy().build().unwrap()
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

/// A URL at which nothing listens.
pub fn nowhere() -> url::Url {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    format!("http://{address}").parse().unwrap()
}
