//! An account in a sandbox, a registry in a folder, and the library that must bring them to the
//! declared state.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{Ipv4Addr, SocketAddr};

use serde_json::{Value, json};
use switchboard::model::{Secret, SecretReference};
use switchboard::provider::{Limits, Settings, Vault};
use switchboard::sandbox::{Call, Running, Sandbox, Seed, State};

use crate::support::http;
use crate::support::library::Library;
pub use crate::support::library::Ran;

pub const TOKEN: &str = "5ec4e75ec4e75ec4e75ec4e75ec4e75e";

const SEED: &str = r#"
accounts:
  AC00000000000000000000000000000001:
    auth_token: "5ec4e75ec4e75ec4e75ec4e75ec4e75e"
    numbers:
      - { phone_number: "+15017122661" }
      - { phone_number: "+15017122662" }
      - { phone_number: "+15017122663", sms_application_sid: Old bot }
      - { phone_number: "+15017122664" }
    short_codes: [{ short_code: "74454" }, { short_code: "99990" }]
    applications:
      - { friendly_name: Old bot, sms_url: "https://bot.example/sms" }
      - { friendly_name: Other bot, sms_url: "https://bot.example/sms" }
    messaging_services:
      - { friendly_name: Alpha, sid: MG00000000000000000000000000000001 }
      - { friendly_name: Beta, sid: MG00000000000000000000000000000002 }
"#;

const CONFIGURATION: &str = r#"
version: 1
project: faults
providers:
  us:
    type: twilio
    account_sid: AC00000000000000000000000000000001
    callback_url: https://hooks.contoso.example/sms
    numbers:
      store: { phone_number: "+15017122661" }
      orders: { phone_number: "+15017122662" }
      legacy: { phone_number: "+15017122663" }
      votes: { short_code: "74454" }
      desk: { short_code: "99990" }
      polled: { phone_number: "+15017122664", incoming: { application: poll } }
      first: { phone_number: "+15015550100", purchase: true }
      second: { phone_number: "+15015550101", purchase: true }
    applications:
      old: { friendly_name: Old bot, url: "https://bot.example/new" }
      other: { friendly_name: Other bot, url: "https://bot.example/new" }
      poll: { friendly_name: Poll, url: "https://poll.example/sms" }
      survey: { friendly_name: Survey, url: "https://survey.example/sms" }
    messaging_services:
      alpha: { friendly_name: Alpha, inbound: webhook, alpha_senders: [Contoso] }
      beta: { friendly_name: Beta, inbound: webhook, alpha_senders: [Fabrikam] }
      gamma: { friendly_name: Gamma, inbound: webhook, numbers: [store, votes] }
      delta: { friendly_name: Delta, inbound: webhook, numbers: [orders, legacy, desk] }
"#;

/// The token of every account.
struct Tokens;

impl Vault for Tokens {
    fn variable(&self, _: &str) -> Option<Secret> {
        None
    }

    fn resolve(&self, _: &SecretReference) -> Result<Secret, String> {
        Err("there is none".to_owned())
    }

    fn token_of(&self, _: &str) -> Option<Secret> {
        Some(Secret::new(TOKEN))
    }
}

/// The world of one case.
pub struct World {
    pub sandbox: Running,
    _folder: tempfile::TempDir,
    library: Library,
}

impl World {
    pub async fn new() -> Self {
        Self::of(SEED, CONFIGURATION).await
    }

    /// A world of this account and this configuration.
    pub async fn of(seed: &str, configuration: &str) -> Self {
        let state = State::from_seed(&Seed::from_yaml(seed).unwrap());
        let loopback = SocketAddr::new(Ipv4Addr::LOCALHOST.into(), 0);
        let sandbox = Sandbox::start(state, None, loopback).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("registry.db").display());
        Self {
            sandbox,
            _folder: folder,
            library: Library::new(configuration, "faults", &url),
        }
    }

    /// An answer of one of the sandbox's own paths, requested on a thread that may wait.
    async fn admin(&self, method: &'static str, what: &str, body: Option<String>) -> Value {
        let (url, path) = (self.sandbox.url(), format!("/_sandbox/{what}"));
        let asked = tokio::task::spawn_blocking(move || {
            let content = body.as_deref().map(|body| ("application/json", body));
            http::send(&url, method, &path, None, content)
        });
        let answer = asked.await.unwrap();
        assert!(answer.status < 300, "{answer:?}");
        answer.body
    }

    /// Adds a fault. Lists come in small pages, so that each is requested more than once.
    pub async fn spoil(&self, fault: &Value) {
        let api = "/2010-04-01/Accounts/AC00000000000000000000000000000001";
        let services = format!("{}/v1/Services?PageSize=1", self.sandbox.url());
        let paged = |path: &str, next: String| {
            let times = 10_000;
            json!({"method": "GET", "path": path, "times": times, "then": {"next_page": next}})
        };
        let faults = json!([
            fault,
            paged(
                "/IncomingPhoneNumbers.json?PageSize=1000$",
                format!("{api}/IncomingPhoneNumbers.json?PageSize=2")
            ),
            paged(
                "/Applications.json?PageSize=1000$",
                format!("{api}/Applications.json?PageSize=1")
            ),
            paged(
                "/SMS/ShortCodes.json?PageSize=1000$",
                format!("{api}/SMS/ShortCodes.json?PageSize=1")
            ),
            paged("/v1/Services?PageSize=1000$", services),
        ]);
        self.admin("POST", "faults", Some(faults.to_string())).await;
    }

    /// Removes all faults.
    pub async fn heal(&self) {
        self.admin("DELETE", "faults", None).await;
    }

    pub fn calls(&self) -> Vec<Call> {
        self.sandbox.calls()
    }

    /// How many services and applications of each name there are.
    pub async fn named(&self) -> BTreeMap<String, usize> {
        let state = self.admin("GET", "state", None).await;
        let mut names = BTreeMap::new();
        for account in state["accounts"].as_object().unwrap().values() {
            for list in ["services", "applications"] {
                for object in account[list].as_object().unwrap().values() {
                    let name = object["friendly_name"].as_str().unwrap().to_owned();
                    *names.entry(name).or_default() += 1;
                }
            }
        }
        names
    }

    /// The numbers in each service, by its name.
    pub async fn members(&self) -> BTreeMap<String, BTreeSet<String>> {
        let state = self.admin("GET", "state", None).await;
        let mut members = BTreeMap::new();
        for account in state["accounts"].as_object().unwrap().values() {
            let number = |sid: &String| account["numbers"][sid]["phone_number"].clone();
            for service in account["services"].as_object().unwrap().values() {
                let name = service["friendly_name"].as_str().unwrap().to_owned();
                let sids = service["senders"].as_object().unwrap().keys();
                let phones = sids.map(|sid| number(sid).as_str().unwrap().to_owned());
                members.insert(name, phones.collect());
            }
        }
        members
    }

    /// The numbers that are recorded in each service, by the service's name.
    pub async fn recorded(&self) -> BTreeMap<String, BTreeSet<String>> {
        let snapshot = self
            .library
            .registry
            .snapshot(&self.library.scope)
            .await
            .unwrap();
        let resources = snapshot.state.resources.into_iter();
        let services = resources.filter(|(address, _)| address.kind().is_group());
        services
            .map(|(_, one)| {
                let members = one.fields.get("senders").members().cloned();
                (one.key.unwrap().into(), members.unwrap_or_default())
            })
            .collect()
    }

    fn settings(&self, limits: Limits) -> Settings {
        Settings {
            api_urls: std::collections::BTreeMap::from([(
                "twilio",
                self.sandbox.url().parse().unwrap(),
            )]),
            limits,
            ..Settings::default()
        }
    }

    /// Plans and applies, as the command does.
    pub async fn run(&self, limits: Limits) -> Ran {
        self.library.run(&Tokens, &self.settings(limits)).await
    }
}
