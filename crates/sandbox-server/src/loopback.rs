//! HTTP requests that never leave this machine.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use reqwest::Client;
use reqwest::redirect::Policy;
use serde::Serialize;
use serde_json::Value;
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

/// Posts `body` to the path under `/_sandbox` of the sandbox that runs at `base`, and returns the answer.
///
/// # Errors
/// If `base` is not a URL of this machine, no sandbox answers there, or the sandbox refuses the request.
pub async fn post_to(
    base: &str,
    path: &str,
    patience: Duration,
    body: &impl Serialize,
) -> anyhow::Result<Value> {
    let url = own_url(base, path)?;
    let no_answer = || format!("no sandbox answers at {base}");
    let request = client("sandbox")?.post(url).timeout(patience).json(body);
    let response = request.send().await.map_err(reqwest::Error::without_url);
    let response = response.with_context(no_answer)?;
    let is_refused = !response.status().is_success();
    let body = response.json().await.map_err(reqwest::Error::without_url);
    let body: Value = body.with_context(no_answer)?;
    if is_refused {
        let message = body.get("message").and_then(Value::as_str);
        bail!("{}", message.unwrap_or("the sandbox refused it"));
    }
    Ok(body)
}

/// True if the sandbox that runs at `base` has this path under `/_sandbox`.
///
/// # Errors
/// If `base` is not a URL of this machine, or no sandbox answers there.
pub async fn is_served(base: &str, path: &str, patience: Duration) -> anyhow::Result<bool> {
    let request = client("sandbox")?.get(own_url(base, path)?);
    let response = request.timeout(patience).send().await;
    let response = response.map_err(reqwest::Error::without_url);
    let response = response.with_context(|| format!("no sandbox answers at {base}"))?;
    Ok(response.status().is_success())
}

fn own_url(base: &str, path: &str) -> anyhow::Result<Url> {
    let url = format!("{}/_sandbox/{path}", base.trim_end_matches('/'));
    let url = Url::parse(&url).with_context(|| format!("{base} is not a URL"))?;
    ensure!(
        is_loopback(&url),
        "{base} is not on this machine; a sandbox is at http://127.0.0.1:PORT"
    );
    Ok(url)
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
