//! The requests of one reading, or of the creation of one keyword: each with a token, counted, and
//! none after it is certain that every request is refused.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::de::DeserializeOwned;

use super::attempt::Call;
use super::{Access, Client};
use crate::counterpart::dynamics::trouble::Trouble;
use crate::http::{Barred, Ended};
use crate::model::{CounterpartCode, Secret};
use crate::provider::{Failure, ProviderError};

/// Requests that belong together.
pub(in super::super) struct Run<'a> {
    pub(super) client: &'a Client,
    requests: AtomicU64,
    /// Why nothing more is sent.
    stopped: OnceLock<Trouble>,
}

impl<'a> Run<'a> {
    pub(in super::super) fn new(client: &'a Client) -> Self {
        Self {
            client,
            requests: AtomicU64::new(0),
            stopped: OnceLock::new(),
        }
    }

    /// The number of requests so far, those for tokens included.
    pub(in super::super) fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// The environment's host, for messages.
    pub(in super::super) fn host(&self) -> &str {
        self.client.named().host
    }

    /// Sends a request, with retries. A token that is not accepted is replaced once.
    pub(super) async fn send<T: DeserializeOwned>(&self, call: &Call<'_>) -> Result<T, Trouble> {
        let mut renewed = false;
        loop {
            if let Some(trouble) = self.stopped.get() {
                return Err(trouble.clone());
            }
            let token = self.token(call).await?;
            let trouble = match self.dispatch(call, &token).await {
                Ok(value) => return Ok(value),
                Err(trouble) => trouble,
            };
            if trouble.code == CounterpartCode::SignInFailed
                && !renewed
                && let Access::SignIn { sign_in, scope } = &self.client.access
            {
                sign_in.refuse(scope, &token).await;
                renewed = true;
                continue;
            }
            if trouble.code == CounterpartCode::NotAUser {
                self.stop(&trouble);
            }
            return Err(trouble);
        }
    }

    fn stop(&self, trouble: &Trouble) {
        // The first reason stays.
        let _ = self.stopped.set(trouble.clone());
    }

    /// A token for a request. Each exchange counts as a request.
    async fn token(&self, call: &Call<'_>) -> Result<Secret, Trouble> {
        let (sign_in, scope) = match &self.client.access {
            Access::Token(token) => return Ok(token.clone()),
            Access::SignIn { sign_in, scope } => (sign_in, scope),
        };
        match sign_in.token(scope).await {
            Ok(token) => {
                if self.client.is_new(&token) {
                    self.requests.fetch_add(1, Ordering::Relaxed);
                }
                Ok(token)
            }
            Err(error) => {
                let trouble = Trouble::of_sign_in(&error, call.doing, self.client.named());
                if self.stopped.get().is_none() {
                    self.requests
                        .fetch_add(error.tries.into(), Ordering::Relaxed);
                }
                self.stop(&trouble);
                Err(trouble)
            }
        }
    }

    async fn dispatch<T: DeserializeOwned>(
        &self,
        call: &Call<'_>,
        token: &Secret,
    ) -> Result<T, Trouble> {
        let client = self.client;
        let attempt = |nth| {
            self.requests.fetch_add(1, Ordering::Relaxed);
            client.attempt(call, token, nth)
        };
        let sent = client
            .dispatcher
            .send(call.repeat, attempt, client.waiting)
            .await;
        sent.map_err(|ended| self.ended(call, ended))
    }

    /// The failure of a request that is not sent again.
    fn ended(&self, call: &Call<'_>, ended: Ended<ProviderError>) -> Trouble {
        let named = self.client.named();
        let unclear = ended.is_unclear(call.repeat, true);
        let spent = || {
            let patience = self.client.dispatcher.patience();
            format!("the {patience:?} that a run waits for one system are used up")
        };
        let (error, why) = match (ended.last, ended.barred) {
            (Some(last), Some(Barred::Spent)) => {
                let asked = last.wait.map_or_else(String::new, |wait| {
                    format!("it asks for a wait of {wait:?}, and ")
                });
                (last.error, Some(format!("{asked}{}", spent())))
            }
            (Some(last), _) => (last.error, None),
            (None, barred) => {
                let why = match barred {
                    Some(Barred::Spent) => spent(),
                    Some(Barred::Cancelled) | None => "the run was cancelled".to_owned(),
                };
                let error = ProviderError::new(Failure::Throttled, call.doing, "not sent");
                (error, Some(why))
            }
        };
        let message = match why {
            Some(why) => format!("{}; {why}", error.message),
            None => error.message.clone(),
        };
        Trouble::of_request(ProviderError { message, ..error }, named, unclear)
    }
}
