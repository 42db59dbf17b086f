//! The caller of a request: the account and the credentials that it used.

use serde::{Deserialize, Serialize};

use crate::store::account::ApiKeyKind;

/// A caller with valid credentials.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Caller {
    /// The account whose credentials these are.
    pub(crate) account: String,
    pub(crate) with: Credential,
    /// The SID of the API key, if the caller used one.
    #[serde(default)]
    pub(crate) key: Option<String>,
}

/// The kind of the credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Credential {
    AuthToken,
    ApiKey(ApiKeyKind),
}
