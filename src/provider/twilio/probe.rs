//! Calls a callback as Twilio would, clearly marked as a probe: once with the right signature,
//! which must be accepted, once with a wrong one, which must be refused.
//!
//! It never sends the account's credentials. It identifies itself only by a signature made with the
//! auth token and, after a 401, by the `user:password` that the URL itself holds, as Twilio does
//! (docs/twilio.md: Webhooks). `judge` interprets the answers, `no_answer` the missing ones, and
//! `certificate` judges the server's certificate.

mod certificate;
mod judge;
mod no_answer;
mod twiml;
mod witness;

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use reqwest::header::{CONTENT_TYPE, LOCATION};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};
use url::Url;

use no_answer::NoAnswer;
use witness::Witness;

use super::signature;
use crate::http::{body, is_loopback, trust};
use crate::model::{HttpsUrl, Secret, mask_userinfo};
use crate::provider::{Callback, Probed};

/// How long Twilio waits for the whole answer (Twilio: 11205).
const PATIENCE: Duration = Duration::from_secs(15);
/// Twilio tries to connect twice, 5 s each time (Twilio: 11200).
const CONNECTING: Duration = Duration::from_secs(10);
/// The largest answer that Twilio accepts (Twilio: 11750).
const LARGEST: usize = 64 * 1024;
/// A sender that Twilio's own test credentials use; it belongs to no one.
const SENDER: &str = "+15005550006";
/// A message that was never sent.
const MESSAGE: &str = "SM00000000000000000000000000000000";
/// A token that makes wrong signatures.
const WRONG: &str = "not the auth token";

/// Calls callbacks as Twilio would.
#[derive(Debug, Clone)]
pub struct Prober {
    /// The SID of the account that the calls name.
    pub account: String,
    /// The auth token that signs.
    pub token: Secret,
    /// Certificates, in PEM, of authorities that are trusted in addition to the system's.
    pub authorities: Option<Arc<[u8]>>,
    /// How long an answer may take, connecting included; Twilio waits 15 s.
    pub patience: Duration,
}

impl Prober {
    /// A prober that waits as long as Twilio.
    pub fn new(account: &str, token: &Secret) -> Self {
        Self {
            account: account.to_owned(),
            token: token.clone(),
            authorities: None,
            patience: PATIENCE,
        }
    }
}

/// An answer of the callback.
struct Answer {
    status: StatusCode,
    kind: String,
    /// Where a redirect leads, without anything that may be secret.
    location: Option<String>,
    /// Whether that target could be declared as it is shown.
    declarable: bool,
    /// The body; `None` if it is larger than Twilio accepts.
    body: Option<Vec<u8>>,
    took: Duration,
}

/// Probes one callback: its certificate, the right signature, a wrong one. Each is reported, even
/// if it was not reached.
pub async fn probe(prober: &Prober, callback: &Callback) -> Vec<Probed> {
    let made = Url::parse(&callback.url)
        .map_err(|error| error.to_string())
        .and_then(|url| {
            let (http, witness) = client(prober, &url)?;
            Ok((http, witness, url))
        });
    let (http, witness, url) = match made {
        Ok(made) => made,
        Err(why) => return vec![judge::uncallable(callback, why)],
    };
    let right = call(&http, &url, prober, &prober.token, callback).await;
    let mut probed = Vec::new();
    if url.scheme() == "https" {
        let host = url.host_str().unwrap_or_default();
        let privately = prober.authorities.is_some();
        let distrust = right.as_ref().err();
        let distrust = distrust.and_then(|error| error.certificate.as_ref());
        let shown = witness.shown().filter(|_| right.is_ok());
        probed.push(match (distrust, shown) {
            (Some(distrust), _) => certificate::refused(callback, host, distrust),
            (None, Some(der)) => certificate::shown(callback, &der, Timestamp::now(), privately),
            (None, None) => certificate::nothing(callback),
        });
    }
    let reached = right.as_ref().map(|answer| answer.status.is_success()).ok();
    probed.push(judge::accepted(callback, right));
    // A callback that cannot be reached refuses nothing.
    probed.push(if let Some(takes_texts) = reached {
        let wrong = call(&http, &url, prober, &Secret::new(WRONG), callback).await;
        judge::refused(callback, takes_texts, wrong)
    } else {
        judge::not_tried(callback)
    });
    probed
}

fn client(prober: &Prober, url: &Url) -> Result<(Client, Arc<Witness>), String> {
    let authorities = match &prober.authorities {
        Some(pem) => trust::certificates(pem)?,
        None => Vec::new(),
    };
    let (witness, tls) = Witness::new(authorities).map_err(|error| error.to_string())?;
    let mut builder = Client::builder()
        .user_agent(concat!(
            "switchboard/",
            env!("CARGO_PKG_VERSION"),
            " (probe)"
        ))
        .redirect(Policy::none())
        .tls_backend_preconfigured(tls)
        .connect_timeout(prober.patience.min(CONNECTING))
        .timeout(prober.patience);
    if is_loopback(url) {
        builder = builder.no_proxy();
    }
    let http = builder
        .build()
        .map_err(|error| no_answer::innermost(&error))?;
    Ok((http, witness))
}

async fn call(
    http: &Client,
    url: &Url,
    prober: &Prober,
    token: &Secret,
    callback: &Callback,
) -> Result<Answer, NoAnswer> {
    let form = [
        ("ApiVersion", "2010-04-01"),
        ("AccountSid", prober.account.as_str()),
        ("MessageSid", MESSAGE),
        ("SmsSid", MESSAGE),
        ("SmsMessageSid", MESSAGE),
        ("From", SENDER),
        ("To", callback.number.as_str()),
        ("Body", "switchboard probe"),
        ("NumMedia", "0"),
        ("NumSegments", "1"),
    ];
    let mut bare = url.clone();
    let (user, password) = (url.username(), url.password());
    // Only URLs without a host refuse these calls, and such URLs are not declared.
    let _ = bare.set_username("");
    let _ = bare.set_password(None);
    bare.set_fragment(None);
    let get = callback.method == "GET";
    let signed = if get {
        bare.query_pairs_mut().extend_pairs(form);
        let mut full = url.clone();
        full.query_pairs_mut().extend_pairs(form);
        signature::sign(token, full.as_str(), &[])
    } else {
        // The URL as it is written; a parser may have changed its spelling.
        signature::sign(token, &callback.url, &form)
    };
    let started = Instant::now();
    let send = |login: bool| {
        let mut request = if get {
            http.get(bare.clone())
        } else {
            http.post(bare.clone()).form(&form)
        };
        request = request
            .header(signature::HEADER, &signed)
            .header("X-Switchboard-Probe", "1");
        if login {
            request = request.basic_auth(user, password);
        }
        request.send()
    };
    let no_answer = |error: reqwest::Error| {
        NoAnswer::of(
            &error,
            error.is_connect(),
            error.is_timeout(),
            prober.patience,
        )
    };
    let mut sent = send(false).await;
    let asked = |response: &Response| response.status() == StatusCode::UNAUTHORIZED;
    if !user.is_empty() && sent.as_ref().is_ok_and(asked) {
        sent = send(true).await;
    }
    let response = sent.map_err(no_answer)?;
    let status = response.status();
    let text = |name| response.headers().get(name)?.to_str().ok();
    let kind = text(CONTENT_TYPE).unwrap_or_default().to_ascii_lowercase();
    let location = text(LOCATION).and_then(|location| bare.join(location).ok());
    let whole = location.as_ref().map(ToString::to_string);
    let location = location.map(shown);
    let declarable =
        whole == location && (whole.as_deref()).is_some_and(|url| HttpsUrl::parse(url).is_ok());
    let body = body::read(response, LARGEST).await.map_err(no_answer)?;
    Ok(Answer {
        status,
        kind,
        location,
        declarable,
        body,
        took: started.elapsed(),
    })
}

/// The target of a redirect, without its query, which repeats ours, and without a password.
fn shown(mut to: Url) -> String {
    to.set_query(None);
    mask_userinfo(to.as_str()).into_owned()
}
