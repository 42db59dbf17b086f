//! App registrations and their federated credentials.

use serde::{Deserialize, Serialize};

/// The audience of an assertion that Entra accepts.
pub const EXCHANGE: &str = "api://AzureADTokenExchange";

/// An app registration.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Registration {
    /// The app's id.
    pub client_id: String,
    /// Its secret.
    pub client_secret: String,
    /// The service principal's id, which logs show as the caller.
    pub object_id: String,
    /// Whose assertions it accepts.
    pub federated: Vec<Federated>,
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
