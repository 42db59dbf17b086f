//! App registrations and GitHub's issuer.

use sandbox_server::entra::Registration;
use serde::{Deserialize, Serialize};

/// The issuer of GitHub's id-tokens.
pub(crate) const GITHUB_ISSUER: &str = "https://token.actions.githubusercontent.com";

/// An app registration.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct App {
    /// The activity log shows its service principal as the caller.
    #[serde(flatten)]
    pub(crate) registration: Registration,
    /// Names of the resources that it may use on the data plane; all if empty.
    pub(crate) resources: Vec<String>,
}

/// What a job on GitHub has.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct GitHub {
    /// `ACTIONS_ID_TOKEN_REQUEST_TOKEN`.
    pub(crate) request_token: String,
    /// The subject of its assertions.
    pub(crate) subject: String,
}
