//! A client made ready: TLS, the host it may call, and the credentials in the one form in which
//! they are sent. Nothing is sent here.

use std::sync::OnceLock;
use std::time::Duration;

use reqwest::header::AUTHORIZATION;
use reqwest::redirect::Policy;

use super::Client;
use super::attempt::root_cause;
use super::lane::Lane;
use super::{retry, trust};
use crate::model::Secret;
use crate::provider::Settings;
use crate::provider::twilio::hosts::{self, Hosts};

/// What opens an account: its SID and token, or the SID and secret of an API key.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The SID of the account or of the key.
    pub user: Secret,
    /// The token or secret that belongs to it.
    pub password: Secret,
}

/// Installs the TLS implementation, once per process. That one is installed already is fine.
fn install_crypto() {
    static INSTALLED: OnceLock<()> = OnceLock::new();
    INSTALLED.get_or_init(|| {
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}

impl Client {
    /// Prepares a client that has at most `settings.parallelism` requests under way. Nothing is
    /// sent. The error says why there is none, without credentials.
    pub fn new(
        hosts: Hosts,
        credentials: &Credentials,
        settings: &Settings,
    ) -> Result<Self, String> {
        install_crypto();
        let mut limits = settings.limits.clone();
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("switchboard/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            .connect_timeout(limits.connect)
            .timeout(limits.request)
            .https_only(!hosts.is_plain());
        if hosts.is_plain() {
            // A machine that talks to itself needs nobody's certificates.
            builder = builder.tls_certs_only([]);
        } else if let Some(pem) = &settings.authorities {
            builder = builder.tls_certs_merge(trust::authorities(pem)?);
        }
        if hosts::is_loopback(&hosts.api) {
            builder = builder.no_proxy();
            limits.first_delay = limits.first_delay.min(Duration::from_millis(20));
            limits.unclear = limits.unclear.min(limits.unclear_here);
        }
        let broken = |error: reqwest::Error| root_cause(&error.without_url());
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
            lane: Lane::new(settings.parallelism, &limits, settings.cancel.clone()),
            policy: retry::Policy::new(&limits),
            limits,
            waiting: settings.waiting,
            tally: settings.tally.clone(),
            hosts,
            user: credentials.user.clone(),
        })
    }
}
