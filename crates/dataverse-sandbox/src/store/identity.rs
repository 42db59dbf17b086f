//! App registrations, their application users, their federated credentials, and issued tokens.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The audience of an assertion that Entra accepts.
pub(crate) const EXCHANGE: &str = "api://AzureADTokenExchange";

/// An app registration with its application user.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct App {
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    /// The service principal's id.
    pub(crate) object_id: String,
    /// Id of the application user in the environment.
    pub(crate) user_id: String,
    /// Id of the user's business unit.
    pub(crate) unit_id: String,
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

/// An issued access token.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub(crate) client_id: String,
    pub(crate) expires: Timestamp,
    /// How many requests it is still good for, if that is limited.
    pub(crate) requests_left: Option<u64>,
}

/// The organisation and its environment.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Organization {
    pub(crate) id: String,
    pub(crate) environment_id: String,
    pub(crate) friendly_name: String,
    pub(crate) unique_name: String,
    pub(crate) url_name: String,
    pub(crate) version: String,
    pub(crate) geo: String,
}
