//! Calls a webhook as Twilio does: signed, within its time limits, the fallback when it fails. Only what is on this
//! machine is called; for every other address it is told what would have been.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use anyhow::Context as _;
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use url::{Host, Url, form_urlencoded};
use uuid::Uuid;

use super::answer;
use super::inbound::{Delivery, Webhook};
use super::signature::{sign, without_fragment};
use super::texts::{Attempt, DecidedBy, Outcome};
use super::webhooks::Method;

/// Twilio waits this long for an answer in all, connecting included (Twilio: 11205).
const PATIENCE: Duration = Duration::from_secs(15);
/// One attempt to connect; there are two (Twilio: 11200).
const CONNECT: Duration = Duration::from_secs(5);
/// How many redirects are followed (Twilio: 11215 above that; the number is not published).
const REDIRECTS: usize = 10;

/// Prefixes of webhook addresses, and the addresses on this machine that stand for them.
pub(super) type Stands = BTreeMap<String, String>;

/// Delivers a text to whoever answers it.
pub(super) async fn deliver(delivery: Delivery, stands: &Stands) -> anyhow::Result<Outcome> {
    let http = client()?;
    let route = &delivery.route;
    let mut params = delivery.params.clone();
    let (mut webhook, mut fallback) = (Attempt::default(), None);
    match &route.webhook {
        None => webhook.error.clone_from(&route.reason),
        Some(configured) => {
            webhook = call(&http, configured, &delivery, &params, stands).await?;
            if let (Some(error), Some(second)) = (&webhook.error, &route.fallback) {
                let code = error.split(':').next().unwrap_or_default();
                params.push(("ErrorCode".to_owned(), code.to_owned()));
                params.push(("ErrorUrl".to_owned(), configured.url.clone()));
                fallback = Some(call(&http, second, &delivery, &params, stands).await?);
            }
        }
    }
    let answers = |attempt: &Attempt| attempt.answers();
    let answered = answers(&webhook) || fallback.as_ref().is_some_and(answers);
    if let Some(second) = &fallback {
        webhook.reply.clone_from(&second.reply);
    }
    Ok(Outcome {
        to: delivery.to,
        from: delivery.from,
        account_sid: delivery.account_sid,
        decided_by: if webhook.url.is_some() {
            route.decided_by
        } else {
            DecidedBy::Nothing
        },
        service_sid: route.service_sid.clone(),
        application_sid: route.application_sid.clone(),
        answered,
        webhook,
        fallback,
        may_be_taken_by: delivery.may_be_taken_by,
        opt_out: delivery.opt_out,
        params: delivery.params.into_iter().collect(),
    })
}

/// A client that leaves this machine under no circumstances: without a proxy, `localhost` being loopback whatever the
/// machine's own tables say, and redirects followed on loopback only.
pub(super) fn client() -> anyhow::Result<Client> {
    // An error means that it is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let redirects = Policy::custom(|attempt| {
        if !is_here(attempt.url()) {
            return attempt.stop();
        }
        if attempt.previous().len() > REDIRECTS {
            return attempt.error("there are too many redirects");
        }
        attempt.follow()
    });
    Client::builder()
        .user_agent("TwilioProxy/1.1")
        .no_proxy()
        .tls_certs_only([])
        .resolve("localhost", SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
        .redirect(redirects)
        .connect_timeout(CONNECT)
        .build()
        .context("the sandbox cannot call webhooks")
}

/// Whether an address is this machine's own.
pub(super) fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

async fn call(
    http: &Client,
    webhook: &Webhook,
    delivery: &Delivery,
    params: &[(String, String)],
    stands: &Stands,
) -> anyhow::Result<Attempt> {
    let mut attempt = Attempt {
        url: Some(masked(&webhook.url)),
        method: Some(webhook.method),
        ..Attempt::default()
    };
    let mut address = without_fragment(&webhook.url).to_owned();
    let form = match webhook.method {
        Method::Post => params,
        Method::Get => {
            let query = form_urlencoded::Serializer::new(String::new())
                .extend_pairs(params)
                .finish();
            address.push(if address.contains('?') { '&' } else { '?' });
            address.push_str(&query);
            &[]
        }
    };
    let Ok(configured) = Url::parse(&address) else {
        attempt.error = Some("11100: this is not a URL".to_owned());
        return Ok(attempt);
    };
    let instead = standing_in(&address, &configured, stands);
    attempt.target = instead.as_ref().map(|url| without_query(url, &webhook.url));
    let target = instead.as_ref().unwrap_or(&configured);
    if !is_here(target) {
        return Ok(attempt);
    }
    attempt.called = true;
    let sending = Sending {
        http,
        target,
        configured: &configured,
        method: webhook.method,
        form,
        signature: sign(&delivery.auth_token, &address, form)?,
        token: Uuid::now_v7().to_string(),
    };
    let answered = tokio::time::timeout(PATIENCE, async {
        let response = sending.send().await?;
        answer::read(response, &mut attempt).await
    })
    .await;
    attempt.error = match answered {
        Ok(Ok(())) => None,
        Ok(Err(error)) => Some(error),
        Err(_) => Some("11205: there was no answer within 15 seconds".to_owned()),
    };
    Ok(attempt)
}

/// The request, which may have to be sent more than once.
struct Sending<'a> {
    http: &'a Client,
    target: &'a Url,
    configured: &'a Url,
    method: Method,
    form: &'a [(String, String)],
    signature: String,
    /// The same for all attempts.
    token: String,
}

impl Sending<'_> {
    /// Once more when there was no connection; and once more with the URL's password when it is asked for.
    async fn send(&self) -> Result<Response, String> {
        let response = match self.once(false).await {
            Err(error) if error.is_connect() => self.once(false).await,
            other => other,
        };
        let response = response.map_err(|error| told(&error))?;
        if response.status().as_u16() == 401 && !self.configured.username().is_empty() {
            return self.once(true).await.map_err(|error| told(&error));
        }
        Ok(response)
    }

    async fn once(&self, with_password: bool) -> reqwest::Result<Response> {
        let mut target = self.target.clone();
        // Neither can fail on an address that has a host.
        let _ = target.set_username("");
        let _ = target.set_password(None);
        let mut request = match self.method {
            Method::Get => self.http.get(target),
            Method::Post => self.http.post(target).form(self.form),
        };
        request = request
            .header("accept", "*/*")
            .header("x-twilio-signature", &self.signature)
            .header("i-twilio-idempotency-token", &self.token);
        if self.target.host() != self.configured.host() {
            // As a tunnel does, so that the handler can tell which URL was signed.
            let host = self.configured.host_str().unwrap_or_default();
            let port = self.configured.port();
            let authority = port.map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
            request = request
                .header("x-forwarded-proto", self.configured.scheme())
                .header("x-forwarded-host", authority);
        }
        if with_password {
            let decoded = |text: &str| percent_decoded(text).unwrap_or_else(|| text.to_owned());
            let password = self.configured.password().map(decoded);
            request = request.basic_auth(decoded(self.configured.username()), password);
        }
        request.send().await
    }
}

/// Percent-encoding taken out of a user's name or password. None if it is no text then.
fn percent_decoded(text: &str) -> Option<String> {
    // A plus is a plus here, other than in a form.
    let form = format!("x={}", text.replace('+', "%2B").replace('&', "%26"));
    let (_, value) = form_urlencoded::parse(form.as_bytes()).next()?;
    Some(value.into_owned())
}

/// Why there is no answer, without the address.
fn told(error: &reqwest::Error) -> String {
    if error.is_redirect() {
        return "11215: there are too many redirects".to_owned();
    }
    if error.is_connect() {
        return "11200: there is no connection".to_owned();
    }
    "11200: the connection broke before there was an answer".to_owned()
}

/// The address on this machine that stands for another one: that of the longest prefix which ends where a part of the
/// address does.
fn standing_in(address: &str, configured: &Url, stands: &Stands) -> Option<Url> {
    let bare = match address.split_once("://") {
        Some((scheme, rest)) if !configured.username().is_empty() => {
            let (_, host) = rest.split_once('@')?;
            format!("{scheme}://{host}")
        }
        _ => address.to_owned(),
    };
    let mut found: Vec<(&str, &str, &str)> = stands
        .iter()
        .filter_map(|(prefix, to)| {
            let prefix = prefix.trim_end_matches('/');
            let rest = bare.strip_prefix(prefix)?;
            let ends = rest.is_empty() || rest.starts_with(['/', '?']);
            ends.then_some((prefix, to.trim_end_matches('/'), rest))
        })
        .collect();
    found.sort_by_key(|(prefix, ..)| prefix.len());
    let (_, to, rest) = found.pop()?;
    Url::parse(&format!("{to}{rest}")).ok()
}

/// A target as it is told: with the query that is configured, not with the parameters of a GET.
fn without_query(target: &Url, configured: &str) -> String {
    let mut told = target.clone();
    let query = without_fragment(configured).split_once('?');
    told.set_query(query.map(|(_, query)| query));
    told.to_string()
}

/// A URL without the password in it.
fn masked(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    match authority
        .rsplit_once('@')
        .and_then(|(who, host)| Some((who.split_once(':')?.0, host)))
    {
        Some((user, host)) => format!("{scheme}://{user}:***@{host}{path}"),
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_prefix_stands_in() {
        let stands = Stands::from([
            (
                "https://a.example".to_owned(),
                "http://127.0.0.1:1".to_owned(),
            ),
            (
                "https://a.example/b/".to_owned(),
                "http://localhost:2/c".to_owned(),
            ),
        ]);
        let cases = [
            ("https://a.example", Some("http://127.0.0.1:1/")),
            ("https://a.example/x?y=1", Some("http://127.0.0.1:1/x?y=1")),
            ("https://u:p@a.example/b", Some("http://localhost:2/c")),
            ("https://a.example/b/d", Some("http://localhost:2/c/d")),
            ("https://a.example/bd", Some("http://127.0.0.1:1/bd")),
            ("https://a.example.org/", None),
            ("https://b.example/", None),
        ];
        for (address, expected) in cases {
            let found = standing_in(address, &Url::parse(address).unwrap(), &stands);
            assert_eq!(found.as_ref().map(Url::as_str), expected, "{address}");
        }
    }

    #[test]
    fn passwords_are_masked() {
        let cases = [
            (
                "https://u:secret@a.example/b#c",
                "https://u:***@a.example/b#c",
            ),
            ("https://a.example/u:p@b", "https://a.example/u:p@b"),
            ("https://u@a.example/", "https://u@a.example/"),
        ];
        for (url, expected) in cases {
            assert_eq!(masked(url), expected);
        }
        assert_eq!(percent_decoded("a%20b+c"), Some("a b+c".to_owned()));
    }

    #[test]
    fn what_is_on_this_machine() {
        let here = |url: &str| is_here(&Url::parse(url).unwrap());
        assert!(here("http://127.9.9.9:1/") && here("http://[::1]/") && here("http://localhost/"));
        assert!(!here("http://127.0.0.1.example/") && !here("http://0.0.0.0/"));
        assert!(!here("http://10.0.0.1/") && !here("http://a.localhost/"));
    }
}
