//! The stand-in for Dynamics 365 of a running sandbox, as tests call it: over plain HTTP.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::http::{self, Answer};

/// The stand-in, and what opens it.
pub struct Dynamics {
    pub url: String,
    pub entra_url: String,
    pub tenant_id: String,
    pub client_id: String,
    pub client_secret: String,
}

impl Dynamics {
    /// The stand-in that a line of the sandbox names, if it names one.
    pub(crate) fn of(line: &Value) -> Option<Self> {
        let text = |key: &str| line[key].as_str().unwrap().to_owned();
        line.get("dynamics_url").map(|_| Self {
            url: text("dynamics_url"),
            entra_url: text("entra_url"),
            tenant_id: text("tenant_id"),
            client_id: text("client_id"),
            client_secret: text("client_secret"),
        })
    }

    /// The variables that a command needs to call it.
    pub fn variables(&self) -> BTreeMap<String, String> {
        let pairs = [
            ("SWITCHBOARD_DYNAMICS_API_URL", &self.url),
            ("SWITCHBOARD_ENTRA_URL", &self.entra_url),
            ("AZURE_TENANT_ID", &self.tenant_id),
            ("AZURE_CLIENT_ID", &self.client_id),
            ("AZURE_CLIENT_SECRET", &self.client_secret),
        ];
        pairs
            .map(|(name, value)| (name.to_owned(), value.clone()))
            .into()
    }

    /// The answer to a request for a token for the environment at `url`.
    pub fn token_for(&self, url: &str) -> Answer {
        let fields = [
            ("grant_type", "client_credentials"),
            ("client_id", &self.client_id),
            ("client_secret", &self.client_secret),
            ("scope", &format!("{url}/.default")),
        ];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let body = http::form(&fields);
        let path = format!("/{}/oauth2/v2.0/token", self.tenant_id);
        let content = ("application/x-www-form-urlencoded", body.as_str());
        http::send(&self.entra_url, "POST", &path, None, Some(content))
    }

    /// Calls the Web API with a fresh token. `body` is JSON.
    #[track_caller]
    pub fn call(&self, method: &str, path: &str, body: Option<&str>) -> Answer {
        let answer = self.token_for(&self.url);
        let token = answer.body["access_token"].as_str();
        let token = token.unwrap_or_else(|| panic!("no token: {answer:?}"));
        let header = format!("Bearer {token}");
        let path = format!("/api/data/v9.2/{path}");
        let content = body.map(|body| ("application/json", body));
        let headers = [("Authorization", header.as_str())];
        http::send_with(&self.url, method, &path, None, content, &headers)
    }

    /// The rows of an entity set, with these columns.
    #[track_caller]
    pub fn rows(&self, set: &str, select: &str) -> Vec<Value> {
        let answer = self.call("GET", &format!("{set}?$select={select}"), None);
        let rows = answer.body["value"].as_array().cloned();
        rows.unwrap_or_else(|| panic!("{set}: {answer:?}"))
    }
}
