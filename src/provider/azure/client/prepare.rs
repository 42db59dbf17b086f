//! Prepares a client: TLS, the hosts that it may call, and what authorises its requests. Sends
//! nothing.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use super::{Client, Wire};
use crate::http::entra::SignIn;
use crate::http::{Cap, Dispatcher, Limits, is_loopback, may_receive_credentials, transport};
use crate::provider::Settings;
use crate::provider::azure::signature::AccessKey;

/// Where requests go, and what authorises them.
#[derive(Clone)]
pub struct Access {
    /// The base URL of the data plane.
    pub numbers: Url,
    /// The base URL of ARM.
    pub management: Url,
    /// Signs requests to the data plane. Without it, they carry a token.
    pub key: Option<AccessKey>,
    /// Provides tokens. Without it, ARM cannot be called.
    pub sign_in: Option<Arc<SignIn>>,
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Access")
            .field("numbers", &self.numbers.as_str())
            .field("management", &self.management.as_str())
            .field("key", &self.key)
            .field("sign_in", &self.sign_in)
            .finish()
    }
}

impl Client {
    /// Prepares a client with at most `settings.parallelism` concurrent requests on each plane.
    /// Nothing is sent. The error says why no client could be made, without credentials.
    pub fn new(access: Access, settings: &Settings) -> Result<Self, String> {
        for (name, url) in [
            ("the URL of the numbers", &access.numbers),
            ("the URL of Azure Resource Manager", &access.management),
        ] {
            may_receive_credentials(url).map_err(|why| format!("{name} {why}"))?;
            if url.query().is_some() {
                return Err(format!("{name} holds a query"));
            }
        }
        let mut limits = settings.limits.clone();
        if is_loopback(&access.management) {
            limits.first_delay = limits.first_delay.min(Duration::from_millis(20));
            limits.unclear = limits.unclear.min(limits.unclear_here);
        }
        Ok(Self {
            numbers: Wire::new(&access.numbers, &limits, settings)?,
            management: Wire::new(&access.management, &limits, settings)?,
            access,
            limits,
            waiting: settings.waiting,
            tally: settings.tally.clone(),
        })
    }

    /// The same client with a cap on its requests per second, of both planes together. Sign-ins do
    /// not count: they go to Entra.
    #[must_use]
    pub fn capped(self, cap: Option<&Cap>) -> Self {
        Self {
            numbers: self.numbers.capped(cap),
            management: self.management.capped(cap),
            ..self
        }
    }
}

impl Wire {
    fn new(base: &Url, limits: &Limits, settings: &Settings) -> Result<Self, String> {
        let authorities = settings.authorities.as_deref();
        let mut builder = transport::builder(limits, base.scheme() == "http", authorities)?;
        if is_loopback(base) {
            builder = builder.no_proxy();
        }
        let http = builder
            .build()
            .map_err(|error| transport::root_cause(&error.without_url()))?;
        Ok(Self {
            http,
            dispatcher: Dispatcher::new(settings.parallelism, limits, settings.cancel.clone()),
        })
    }

    fn capped(self, cap: Option<&Cap>) -> Self {
        Self {
            dispatcher: self.dispatcher.capped(cap.cloned()),
            ..self
        }
    }
}
