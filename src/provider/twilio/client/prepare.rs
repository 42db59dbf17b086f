//! Prepares a client: TLS, the hosts that it may call, and the credentials in the form in which
//! they are sent. Sends nothing.

use std::time::Duration;

use reqwest::header::AUTHORIZATION;

use super::Client;
use crate::http::{Cap, Dispatcher, is_loopback, transport};
use crate::model::Secret;
use crate::provider::Settings;
use crate::provider::twilio::hosts::Hosts;

/// The credentials of an account: its SID and token, or the SID and secret of an API key.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The SID of the account or of the key.
    pub user: Secret,
    /// The token or secret that belongs to it.
    pub password: Secret,
}

impl Client {
    /// Prepares a client with at most `settings.parallelism` concurrent requests. Nothing is sent.
    /// The error says why no client could be made, without credentials.
    pub fn new(
        hosts: Hosts,
        credentials: &Credentials,
        settings: &Settings,
    ) -> Result<Self, String> {
        let mut limits = settings.limits.clone();
        let authorities = settings.authorities.as_deref();
        let mut builder = transport::builder(&limits, hosts.is_plain(), authorities)?;
        if is_loopback(&hosts.api) {
            builder = builder.no_proxy();
            limits.first_delay = limits.first_delay.min(Duration::from_millis(20));
            limits.unclear = limits.unclear.min(limits.unclear_here);
        }
        let broken = |error: reqwest::Error| transport::root_cause(&error.without_url());
        let http = builder.build().map_err(broken)?;
        let (user, password) = (credentials.user.expose(), credentials.password.expose());
        let request = http.get(hosts.api.clone()).basic_auth(user, Some(password));
        let mut authorization = request
            .build()
            .map_err(broken)?
            .headers_mut()
            .remove(AUTHORIZATION)
            .ok_or("the credentials cannot be sent")?;
        authorization.set_sensitive(true);
        let sent = authorization.to_str().unwrap_or_default();
        let encoded = sent.strip_prefix("Basic ").unwrap_or(sent);
        let secrets = vec![credentials.password.clone(), Secret::new(encoded)];
        Ok(Self {
            http,
            authorization,
            secrets,
            dispatcher: Dispatcher::new(settings.parallelism, &limits, settings.cancel.clone()),
            limits,
            waiting: settings.waiting,
            tally: settings.tally.clone(),
            hosts,
            user: credentials.user.clone(),
        })
    }

    /// The same client with a cap on its requests per second.
    #[must_use]
    pub fn capped(self, cap: Option<Cap>) -> Self {
        Self {
            dispatcher: self.dispatcher.capped(cap),
            ..self
        }
    }
}
