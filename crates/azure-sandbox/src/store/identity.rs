//! The Entra side: app registrations, their federated credentials, GitHub's issuer, and issued tokens.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The issuer of GitHub's id-tokens.
pub(crate) const GITHUB_ISSUER: &str = "https://token.actions.githubusercontent.com";
/// The audience of an assertion that Entra accepts.
pub(crate) const EXCHANGE: &str = "api://AzureADTokenExchange";

/// An app registration.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct App {
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    /// The service principal's id, which the activity log shows as the caller.
    pub(crate) object_id: String,
    /// Names of the resources that it may use on the data plane; all if empty.
    pub(crate) resources: Vec<String>,
    pub(crate) federated: Vec<Federated>,
}

/// A federated credential: whose assertions an app accepts in place of its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Federated {
    /// Who signs the assertion.
    pub issuer: String,
    /// Whom it is about.
    pub subject: String,
    /// Whom it is for; Entra's usual audience if left out.
    #[serde(default = "exchange")]
    pub audience: String,
}

fn exchange() -> String {
    EXCHANGE.to_owned()
}

/// What a job on GitHub has.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct GitHub {
    /// `ACTIONS_ID_TOKEN_REQUEST_TOKEN`.
    pub(crate) request_token: String,
    /// The subject of its assertions.
    pub(crate) subject: String,
}

/// An issued access token.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub(crate) audience: String,
    pub(crate) client_id: String,
    pub(crate) expires: Timestamp,
}
