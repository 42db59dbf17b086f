//! One exchange of a proof for a token: a form that the authority answers.

use std::path::PathBuf;
use std::time::Instant;

use tokio::task::spawn_blocking;

use super::answer::Issued;
use super::assertion::{self, GitHub};
use super::cache::Token;
use super::endpoint::{Endpoint, Failed, verdict};
use super::error::{SignInError, SignInFailure};
use crate::model::Secret;

/// The type of an assertion that is a JWT.
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// How the app proves who it is, ready to be sent.
pub(super) enum Prover {
    Secret(Secret),
    TokenFile(PathBuf),
    GitHub(Box<GitHub>),
}

/// What an exchange needs.
pub(super) struct Exchange {
    pub(super) authority: Endpoint,
    pub(super) client_id: String,
    pub(super) prover: Prover,
}

impl Exchange {
    /// Makes one attempt. An assertion is fetched or read again for each.
    pub(super) async fn attempt(&self, scope: &str) -> Result<Token, Failed> {
        let proof = match &self.prover {
            Prover::Secret(secret) => secret.clone(),
            Prover::TokenFile(path) => self.read(path.clone()).await?,
            Prover::GitHub(github) => github.id_token().await?,
        };
        let mut form = vec![
            ("grant_type", "client_credentials"),
            ("client_id", self.client_id.as_str()),
            ("scope", scope),
        ];
        match &self.prover {
            Prover::Secret(_) => form.push(("client_secret", proof.expose())),
            Prover::TokenFile(_) | Prover::GitHub(_) => {
                form.push(("client_assertion_type", JWT_BEARER));
                form.push(("client_assertion", proof.expose()));
            }
        }
        let request = self.authority.http.post(self.authority.url.clone());
        let sent = Instant::now();
        let issued: Issued = {
            let encoded: String =
                url::form_urlencoded::byte_serialize(proof.expose().as_bytes()).collect();
            let secrets = [proof.clone(), Secret::new(encoded)];
            self.authority.send(request.form(&form), &secrets).await?
        };
        // The lifetime counts from a moment before the token was made, never from one after it.
        Ok(Token::new(issued.token, issued.lifetime, sent))
    }

    async fn read(&self, path: PathBuf) -> Result<Secret, Failed> {
        let read = spawn_blocking(move || assertion::from_file(&path)).await;
        let read =
            read.unwrap_or_else(|error| Err(format!("the token file cannot be read: {error}")));
        read.map_err(|why| {
            let host = self.authority.host();
            verdict(SignInError::new(SignInFailure::Unproven, host, why))
        })
    }
}
