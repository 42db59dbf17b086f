//! The requests to one environment.

use url::Url;

use super::rows::Environment;
use crate::counterpart::{Asked, CreatedKeyword, NotCreated};
use crate::http::entra::SignIn;
use crate::model::{Keyword, Secret};
use crate::provider::Settings;

/// How requests are authorised.
pub(super) enum Access {
    /// With tokens of the authority for this scope.
    SignIn { sign_in: SignIn, scope: String },
    /// With a token that is not renewed.
    Token(Secret),
}

/// Where an environment is.
pub(super) struct Place {
    /// Scheme and host as declared.
    pub url: Url,
    /// What is called: the same, or an override.
    pub api: Url,
}

/// The client of one environment.
pub(super) struct Client;

impl Client {
    /// Prepares a client. Sends nothing.
    pub(super) fn new(_: Place, _: Access, _: &Settings) -> Result<Self, String> {
        Ok(Self)
    }

    /// Reads the environment.
    pub(super) async fn read(&self, _: &Asked, _: bool) -> Environment {
        std::future::pending().await
    }

    /// Creates a keyword.
    pub(super) async fn create_keyword(
        &self,
        _: &Keyword,
        _: &str,
    ) -> Result<CreatedKeyword, NotCreated> {
        std::future::pending().await
    }
}
