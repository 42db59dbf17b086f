//! App registrations with their application users, and the organisation.

use sandbox_server::entra::Registration;
use serde::{Deserialize, Serialize};

/// An app registration with its application user.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct App {
    #[serde(flatten)]
    pub(crate) registration: Registration,
    /// Id of the application user in the environment.
    pub(crate) user_id: String,
    /// Id of the user's business unit.
    pub(crate) unit_id: String,
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
