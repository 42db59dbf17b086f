//! What the token endpoint must know of a sandbox.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::entra::refusal::Refusal;
use crate::entra::registration::{Federated, Registration};
use crate::entra::tokens::Tokens;
use crate::request::Request;

/// How tokens are issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// Lifetime of a token in seconds.
    pub expires_in: i64,
    /// How many requests a token is good for; any number if None.
    pub requests: Option<u64>,
    /// What the endpoint thinks of a client secret that is right.
    pub secret: Secret,
    /// What separates the description of an error from its ids and its time.
    pub line_break: &'static str,
}

/// What the token endpoint thinks of a client secret that is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Secret {
    /// It is valid.
    Valid,
    /// It is wrong.
    Wrong,
    /// It has expired.
    Expired,
}

/// A sandbox with one tenant.
pub trait Directory {
    /// Id of the tenant.
    fn tenant_id(&self) -> &str;

    /// The sandbox's time.
    fn now(&self) -> Timestamp;

    /// The app registration with this id, in any case.
    fn registration(&self, client_id: &str) -> Option<&Registration>;

    /// Whose assertion is issued if a test names nobody.
    fn usual_assertion(&self) -> Option<Federated>;

    /// How tokens are issued.
    fn terms(&self) -> Terms;

    /// The audience of a token for `scope`.
    ///
    /// # Errors
    /// If no tokens are issued for the scope.
    fn audience(&self, request: &Request, scope: &str) -> Result<String, Refusal>;

    /// The issued tokens.
    fn tokens(&self) -> &Tokens;

    /// The same, for changes.
    fn tokens_mut(&mut self) -> &mut Tokens;
}
