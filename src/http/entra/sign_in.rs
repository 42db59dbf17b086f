//! The tokens of one app at one authority.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex as BlockingMutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;
use url::Url;

use super::answer::Speaker;
use super::application::{Application, Proof};
use super::assertion::GitHub;
use super::cache::{Due, Held, Token};
use super::endpoint::Endpoint;
use super::error::{SignInError, SignInFailure};
use super::exchange::{Exchange, Prover};
use super::span;
use crate::http::{Barred, Dispatcher, Ended, Limits, Repeat, is_loopback};
use crate::model::Secret;

/// The tokens of one app at one authority, by scope.
pub struct SignIn {
    exchange: Exchange,
    tenant: String,
    limits: Limits,
    cancel: CancellationToken,
    /// The inner lock is held during an exchange, so that a scope has one at most.
    scopes: BlockingMutex<BTreeMap<String, Arc<Mutex<Held>>>>,
}

impl fmt::Debug for SignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignIn")
            .field("host", &self.host())
            .field("tenant", &self.tenant)
            .field("client_id", &self.exchange.client_id)
            .finish_non_exhaustive()
    }
}

impl SignIn {
    /// Prepares the sign-in of an app at an authority, such as `https://login.microsoftonline.com`.
    /// `authorities` are certificates, in PEM, to trust in addition to the system's. Nothing is
    /// sent and no file is read. The error says what is wrong, without a secret.
    pub fn new(
        authority: Url,
        application: Application,
        limits: &Limits,
        authorities: Option<&[u8]>,
        cancel: CancellationToken,
    ) -> Result<Self, String> {
        let Application {
            tenant,
            client_id,
            proof,
        } = application;
        let mut limits = limits.clone();
        if is_loopback(&authority) {
            limits.first_delay = limits.first_delay.min(Duration::from_millis(20));
        }
        let url = token_url(authority, &tenant)?;
        let authority = Endpoint::new(url, Speaker::Authority, &limits, authorities)
            .map_err(|why| format!("the URL of the sign-in {why}"))?;
        let prover = match proof {
            Proof::Secret(secret) => Prover::Secret(secret),
            Proof::TokenFile(path) => Prover::TokenFile(path),
            Proof::GitHub { url, token } => {
                let github = GitHub::new(url, &token, &limits, authorities)?;
                Prover::GitHub(Box::new(github))
            }
        };
        Ok(Self {
            exchange: Exchange {
                authority,
                client_id,
                prover,
            },
            tenant,
            limits,
            cancel,
            scopes: BlockingMutex::default(),
        })
    }

    /// The authority's host.
    pub fn host(&self) -> &str {
        self.exchange.authority.host()
    }

    /// A valid token for a scope. It is fetched once and renewed five minutes before it expires;
    /// while a fetch is under way, further calls for the same scope wait for it. A renewal that
    /// fails leaves the old token in use while it is valid, and is tried again after 30 seconds.
    pub async fn token(&self, scope: &str) -> Result<Secret, SignInError> {
        let held = self.held(scope);
        let mut held = held.lock().await;
        match held.due(Instant::now()) {
            Due::Nothing(token) => Ok(token),
            Due::Failure(error) => Err(error),
            Due::Exchange => {
                let fetched = self.fetch(scope).await;
                if let Err(error) = &fetched {
                    tracing::debug!(target: "switchboard::http", %error, scope, "no token");
                }
                held.end(fetched, Instant::now())
            }
        }
    }

    /// Forgets a token that an API did not accept, so that the next call fetches a new one. Does
    /// nothing if another token has taken its place.
    pub async fn refuse(&self, scope: &str, token: &Secret) {
        self.held(scope).lock().await.refuse(token);
    }

    fn held(&self, scope: &str) -> Arc<Mutex<Held>> {
        // Nothing panics while holding it.
        let mut scopes = self.scopes.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(scopes.entry(scope.to_owned()).or_default())
    }

    /// Exchanges the proof, with retries. Exchanges are rare, so each has a waiting budget of its
    /// own.
    async fn fetch(&self, scope: &str) -> Result<Token, SignInError> {
        let dispatcher = Dispatcher::new(1, &self.limits, self.cancel.clone());
        let attempts = AtomicU32::new(0);
        let attempt = |nth| {
            attempts.store(nth, Ordering::Relaxed);
            async {
                let token = self.exchange.attempt(scope).await?;
                Ok((token, None))
            }
        };
        let span = span::sign_in();
        let sent = dispatcher.send(Repeat::Reads, attempt, None);
        let sent = sent.instrument(span.clone()).await;
        let fetched = sent.map_err(|ended| self.ended(ended));
        let attempts = attempts.into_inner();
        span::ended(&span, self.host(), attempts, fetched.as_ref().err());
        fetched
    }

    fn ended(&self, ended: Ended<SignInError>) -> SignInError {
        let Ended {
            last,
            barred,
            tries,
            waited,
            ..
        } = ended;
        let error = match (last, barred) {
            (Some(last), _) => last.error,
            (None, Some(Barred::Cancelled) | None) => self.unsent("the run was cancelled"),
            (None, Some(Barred::Spent)) => self.unsent("the time that it may wait is used up"),
        };
        SignInError {
            tries,
            waited,
            ..error
        }
    }

    fn unsent(&self, why: &str) -> SignInError {
        let message = format!("not sent: {why}");
        SignInError::new(SignInFailure::Unreachable, self.host(), message)
    }
}

/// The URL at an authority where an app of a tenant gets its tokens.
fn token_url(authority: Url, tenant: &str) -> Result<Url, String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    if tenant.trim_matches('.').is_empty() || !tenant.chars().all(plain) {
        return Err("the tenant is neither an id nor a domain".to_owned());
    }
    if authority.query().is_some() {
        return Err("the URL of the sign-in holds a query".to_owned());
    }
    let mut url = authority;
    url.path_segments_mut()
        .map_err(|()| "the URL of the sign-in has no host".to_owned())?
        .pop_if_empty()
        .extend([tenant, "oauth2", "v2.0", "token"]);
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::token_url;

    #[test]
    fn a_tenant_is_one_part_of_the_path() {
        let url = |base: &str, tenant| token_url(base.parse().unwrap(), tenant);
        assert_eq!(
            url("https://login.example.com", "contoso.example")
                .unwrap()
                .as_str(),
            "https://login.example.com/contoso.example/oauth2/v2.0/token"
        );
        assert_eq!(
            url("http://127.0.0.1:9/entra/", "1-a").unwrap().as_str(),
            "http://127.0.0.1:9/entra/1-a/oauth2/v2.0/token"
        );
        for tenant in ["", ".", "..", "a/b", "a?b", "a b", "a%2Fb"] {
            assert!(
                url("https://login.example.com", tenant).is_err(),
                "{tenant}"
            );
        }
        assert!(url("https://login.example.com/?a=b", "t").is_err());
        assert!(url("mailto:a@b", "t").is_err());
    }
}
