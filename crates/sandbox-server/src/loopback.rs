//! HTTP requests that never leave this machine.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use anyhow::Context as _;
use reqwest::Client;
use reqwest::redirect::Policy;
use url::{Host, Url};

/// How long one attempt to connect may take.
const CONNECT: Duration = Duration::from_secs(5);
/// How many redirects are followed.
const REDIRECTS: usize = 10;

/// An HTTP client that reaches loopback only: it uses no proxy, resolves `localhost` to 127.0.0.1 whatever the
/// system says, and follows redirects to loopback only.
///
/// # Errors
/// If the client cannot be made.
pub fn client(user_agent: &str) -> anyhow::Result<Client> {
    // An error means that a provider is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let redirects = Policy::custom(|attempt| {
        if !is_loopback(attempt.url()) {
            return attempt.stop();
        }
        if attempt.previous().len() > REDIRECTS {
            return attempt.error("there are too many redirects");
        }
        attempt.follow()
    });
    Client::builder()
        .user_agent(user_agent)
        .no_proxy()
        .tls_certs_only([])
        .resolve("localhost", SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
        .redirect(redirects)
        .connect_timeout(CONNECT)
        .build()
        .context("the sandbox cannot call webhooks")
}

/// True if the host of `url` is this machine.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_on_this_machine() {
        let here = |url: &str| is_loopback(&Url::parse(url).unwrap());
        assert!(here("http://127.9.9.9:1/") && here("http://[::1]/") && here("http://localhost/"));
        assert!(!here("http://127.0.0.1.example/") && !here("http://0.0.0.0/"));
        assert!(!here("http://10.0.0.1/") && !here("http://a.localhost/"));
    }
}
