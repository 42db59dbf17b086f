//! The transport of a client: TLS, timeouts and redirects, and the message about a request
//! without an answer.

use std::error::Error as _;
use std::sync::OnceLock;

use reqwest::ClientBuilder;
use reqwest::header::{HeaderMap, LOCATION};
use reqwest::redirect::Policy;
use url::Url;

use super::limits::Limits;
use super::retry::Reach;
use super::trust;

/// Installs the TLS implementation once per process. An implementation that is already installed
/// stays.
fn install_crypto() {
    static INSTALLED: OnceLock<()> = OnceLock::new();
    INSTALLED.get_or_init(|| {
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}

/// A client's builder: no redirects, the timeouts of `limits`, HTTPS only unless `plain`.
/// `authorities` are trusted in addition to the system's. The error says what is wrong with them.
pub fn builder(
    limits: &Limits,
    plain: bool,
    authorities: Option<&[u8]>,
) -> Result<ClientBuilder, String> {
    install_crypto();
    let builder = reqwest::Client::builder()
        .user_agent(concat!("switchboard/", env!("CARGO_PKG_VERSION")))
        .redirect(Policy::none())
        .connect_timeout(limits.connect)
        .timeout(limits.request)
        .https_only(!plain);
    Ok(if plain {
        // Calls to this machine need no certificates.
        builder.tls_certs_only([])
    } else if let Some(pem) = authorities {
        builder.tls_certs_merge(trust::authorities(pem)?)
    } else {
        builder
    })
}

/// The message about a redirect. Redirects are never followed, so that no other host receives the
/// credentials.
pub fn redirected(from: &Url, headers: &HeaderMap) -> String {
    let location = headers
        .get(LOCATION)
        .and_then(|location| location.to_str().ok());
    let target = location.and_then(|location| from.join(location).ok());
    match target.as_ref().and_then(Url::host_str) {
        Some(host) => format!("refused to follow a redirect to {host}"),
        None => "refused to follow a redirect that names no host".to_owned(),
    }
}

/// A request without an answer.
pub struct Unanswered {
    /// What went wrong, in words. The URL is not part of them.
    pub message: String,
    /// Whether the request was sent at all.
    pub reach: Reach,
    /// Whether another attempt may succeed.
    pub passing: bool,
    /// Whether a proxy requires credentials of its own.
    pub proxy: bool,
}

/// Why no answer came from the host of `url`.
pub fn unanswered(error: reqwest::Error, url: &Url, limits: &Limits) -> Unanswered {
    let error = error.without_url();
    let host = url.host_str().unwrap_or("nowhere");
    let connecting = error.is_connect();
    let distrusted = trust::distrust(&error);
    let message = match (connecting, error.is_timeout()) {
        _ if distrusted.is_some_and(trust::is_an_authoritys) => format!(
            "the certificate of {host} is marked as an authority's (CA:TRUE), which no server's \
             may be, also where SSL_CERT_FILE names it; give the server one with CA:FALSE"
        ),
        _ if distrusted.is_some_and(trust::is_unknown) => format!(
            "no chain leads from the certificate of {host} to a trusted authority; \
             a private one is trusted when SSL_CERT_FILE names a file with its certificate"
        ),
        (true, true) => format!("no connection to {host} within {:?}", limits.connect),
        (true, false) => format!("no connection to {host}: {}", root_cause(&error)),
        (false, true) => format!("no answer from {host} within {:?}", limits.request),
        (false, false) => format!("no answer from {host}: {}", root_cause(&error)),
    };
    // A proxy's 407 to CONNECT has no type of its own here, only these words.
    let proxy = connecting && message.contains("proxy authorization required");
    Unanswered {
        message,
        reach: if connecting {
            Reach::Nowhere
        } else {
            Reach::Lost
        },
        passing: !error.is_builder() && distrusted.is_none() && !proxy,
        proxy,
    }
}

/// The innermost reason of an error: what the operating system or the TLS library said.
pub fn root_cause(error: &reqwest::Error) -> String {
    let mut cause = error.source();
    let mut text = error.to_string();
    while let Some(inner) = cause {
        text = inner.to_string();
        cause = inner.source();
    }
    text
}
