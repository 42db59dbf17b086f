//! Calls one webhook as Twilio does: signed and within its time limits. Only webhooks on this machine are called.

use std::time::Duration;

use reqwest::{Client, Response};
use url::{Url, form_urlencoded};
use uuid::Uuid;

use crate::inbound::delivery::Delivery;
use crate::inbound::elsewhere::{Answerer, Elsewhere};
use crate::inbound::failure::Failure;
use crate::inbound::signature::{sign, without_fragment};
use crate::inbound::substitute::without_parameters;
use crate::inbound::text::Attempt;
use crate::inbound::webhook::Webhook;
use crate::inbound::webhook_response;
use crate::store::method::Method;

/// How long Twilio waits for an answer, including the time to connect (Twilio: 11205).
const PATIENCE: Duration = Duration::from_secs(15);

/// Calls `webhook` with the parameters of the text, and returns the attempt, with its failure if it failed. The error is
/// a fault of the sandbox.
pub(crate) async fn call(
    webhook: &Webhook,
    delivery: &Delivery,
    params: &[(String, String)],
    elsewhere: &Elsewhere,
) -> anyhow::Result<(Attempt, Option<Failure>)> {
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
    let attempt = attempt(webhook, &address, form, delivery, elsewhere).await?;
    let failure = Failure::of(&attempt, webhook, &address, delivery, params);
    Ok((attempt, failure))
}

/// Calls `address` with a form, which is empty for a GET.
async fn attempt(
    webhook: &Webhook,
    address: &str,
    form: &[(String, String)],
    delivery: &Delivery,
    elsewhere: &Elsewhere,
) -> anyhow::Result<Attempt> {
    let mut attempt = Attempt {
        url: Some(masked(&webhook.url)),
        method: Some(webhook.method),
        ..Attempt::default()
    };
    let Ok(configured) = Url::parse(address) else {
        attempt.error = Some("11100: this is not a URL".to_owned());
        return Ok(attempt);
    };
    let target = match elsewhere.answerer(address, &configured, delivery.place) {
        Answerer::Simulated(status) => {
            attempt.called = true;
            attempt.simulated = true;
            attempt.status = Some(status);
            attempt.error = webhook_response::failure_of(status);
            return Ok(attempt);
        }
        Answerer::Instead(target) => {
            attempt.target = Some(without_parameters(&target, &webhook.url));
            target
        }
        Answerer::Itself => configured.clone(),
        Answerer::Nobody => return Ok(attempt),
    };
    attempt.called = true;
    let sending = Sending {
        http: elsewhere.http().await?,
        target: &target,
        configured: &configured,
        method: webhook.method,
        form,
        signature: sign(&delivery.auth_token, address, form)?,
        token: Uuid::now_v7().to_string(),
    };
    let answered = tokio::time::timeout(PATIENCE, async {
        let response = sending.send().await?;
        webhook_response::read(response, &mut attempt).await
    })
    .await;
    attempt.error = match answered {
        Ok(Ok(())) => None,
        Ok(Err(error)) => Some(error),
        Err(_) => Some("11205: there was no answer within 15 seconds".to_owned()),
    };
    Ok(attempt)
}

/// The request to a webhook. It may be sent more than once.
struct Sending<'a> {
    http: &'a Client,
    target: &'a Url,
    configured: &'a Url,
    method: Method,
    form: &'a [(String, String)],
    signature: String,
    /// Idempotency token, the same for all attempts.
    token: String,
}

impl Sending<'_> {
    /// Sends the request: again if the connection fails, and again with the URL's password if the handler asks for it.
    async fn send(&self) -> Result<Response, String> {
        let response = match self.once(false).await {
            Err(error) if error.is_connect() => self.once(false).await,
            other => other,
        };
        let response = response.map_err(|error| failure(&error))?;
        if response.status().as_u16() == 401 && !self.configured.username().is_empty() {
            return self.once(true).await.map_err(|error| failure(&error));
        }
        Ok(response)
    }

    async fn once(&self, with_password: bool) -> reqwest::Result<Response> {
        let mut target = self.target.clone();
        // Neither can fail for a URL with a host.
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
            // As a tunnel does, so that the handler knows which URL was signed.
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

/// A percent-decoded user name or password.
fn percent_decoded(text: &str) -> Option<String> {
    // Here a plus means a plus, unlike in a form.
    let form = format!("x={}", text.replace('+', "%2B").replace('&', "%26"));
    let (_, value) = form_urlencoded::parse(form.as_bytes()).next()?;
    Some(value.into_owned())
}

/// Why the webhook did not answer, without its URL.
fn failure(error: &reqwest::Error) -> String {
    if error.is_redirect() {
        return "11215: there are too many redirects".to_owned();
    }
    if error.is_connect() {
        return "11200: there is no connection".to_owned();
    }
    "11200: the connection broke before there was an answer".to_owned()
}

/// A URL with its password masked.
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
}
