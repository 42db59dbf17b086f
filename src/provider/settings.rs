//! Settings for the calls to an account.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::{Limits, ProviderError, Tally};
use crate::http::Caps;
use crate::model::Scope;

/// Settings for the calls to an account.
#[derive(Debug, Clone)]
pub struct Settings {
    /// By kind of provider: one base URL for all of its APIs, instead of its own hosts.
    pub api_urls: BTreeMap<&'static str, url::Url>,
    /// One base URL for sign-ins to Entra, instead of its own host.
    pub entra_url: Option<url::Url>,
    /// The project and environment of the run, for labels that help people find what it creates;
    /// nothing depends on them.
    pub scope: Option<Scope>,
    /// Certificates, in PEM, of authorities to trust in addition to the system's.
    pub authorities: Option<Arc<[u8]>>,
    /// The most concurrent requests per account; fewer while the account answers that they are too
    /// many.
    pub parallelism: usize,
    /// The most requests per second, of the accounts for which a declaration sets a number.
    pub caps: Caps,
    /// Time limits and retries.
    pub limits: Limits,
    /// Cancelled when the run must not wait any longer. A request that would wait before a retry
    /// then fails with its last error. A request under way continues.
    pub cancel: CancellationToken,
    /// Called before each wait for a retry, with the error (what was being done and why it failed)
    /// and the delay.
    pub waiting: Option<fn(&ProviderError, Duration)>,
    /// Counts the numbers that were read, if the caller wants to know.
    pub tally: Option<Tally>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            api_urls: BTreeMap::new(),
            entra_url: None,
            scope: None,
            authorities: None,
            parallelism: 4,
            caps: Caps::default(),
            limits: Limits::default(),
            cancel: CancellationToken::new(),
            waiting: None,
            tally: None,
        }
    }
}
