//! The caller of a request: the account and the credentials that it used.

use serde::{Deserialize, Serialize};

use crate::store::account::ApiKeyKind;

/// Somebody whose credentials are right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Caller {
    /// The account whose credentials these are.
    pub(crate) account: String,
    pub(crate) with: Credential,
    /// The SID of the API key, if it was one.
    #[serde(default)]
    pub(crate) key: Option<String>,
}

/// What was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Credential {
    AuthToken,
    ApiKey(ApiKeyKind),
}
