//! Calls a callback as Twilio would, clearly marked as a probe: once with the right signature,
//! which must be accepted, once with a wrong one, which must be refused.
//!
//! It never sends the account's credentials: only a signature made with the auth token, and the
//! `user:password` that the URL itself holds, after a 401, as Twilio does (twilio-api.md 5.4).

use std::error::Error as _;
use std::time::{Duration, Instant};

use quick_xml::Reader;
use quick_xml::events::Event;
use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};
use url::Url;

use super::signature;
use crate::model::Secret;
use crate::provider::{Callback, Probed};

/// Twilio waits so long for the whole answer (Twilio: 11205).
const PATIENCE: Duration = Duration::from_secs(15);
/// Twilio takes no larger answer (Twilio: 11750).
const LARGEST: usize = 64 * 1024;
/// A sender that Twilio's own test credentials use; nobody has it.
const SENDER: &str = "+15005550006";
/// A message that was never sent.
const MESSAGE: &str = "SM00000000000000000000000000000000";
/// A token that signs nothing right.
const WRONG: &str = "not the auth token";

/// What came back.
struct Answer {
    status: StatusCode,
    kind: String,
    body: Option<Vec<u8>>,
    took: Duration,
}

/// Probes one callback of an account.
pub async fn probe(account: &str, token: &Secret, callback: &Callback) -> Vec<Probed> {
    super::client::prepare::install_crypto();
    let http = Client::builder()
        .user_agent(concat!(
            "switchboard/",
            env!("CARGO_PKG_VERSION"),
            " (probe)"
        ))
        .redirect(Policy::none())
        .timeout(PATIENCE)
        .build();
    let (http, url) = match (http, Url::parse(&callback.url)) {
        (Ok(http), Ok(url)) => (http, url),
        (Err(error), _) => return vec![failed("callback", cause(&error), "")],
        (_, Err(error)) => return vec![failed("callback", error.to_string(), "")],
    };
    let right = call(&http, &url, account, token, callback).await;
    let reached = right.is_ok();
    let mut probed = vec![accepted(right)];
    // What cannot be reached refuses nothing.
    if reached {
        let wrong = call(&http, &url, account, &Secret::new(WRONG), callback).await;
        probed.push(refused(wrong));
    }
    probed
}

async fn call(
    http: &Client,
    url: &Url,
    account: &str,
    token: &Secret,
    callback: &Callback,
) -> Result<Answer, String> {
    let form = [
        ("ApiVersion", "2010-04-01"),
        ("AccountSid", account),
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
    // Only URLs without a host refuse these, and those are not declared.
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
        // The URL as it is written, which a parser may have spelt otherwise.
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
    let mut response = send(false).await.map_err(|error| cause(&error))?;
    if response.status() == StatusCode::UNAUTHORIZED && !user.is_empty() {
        response = send(true).await.map_err(|error| cause(&error))?;
    }
    let status = response.status();
    let kind = response
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let kind = kind.unwrap_or_default().to_ascii_lowercase();
    let body = read(response).await.map_err(|error| cause(&error))?;
    Ok(Answer {
        status,
        kind,
        body,
        took: started.elapsed(),
    })
}

/// The body, or `None` where it is larger than Twilio takes.
async fn read(mut response: Response) -> Result<Option<Vec<u8>>, reqwest::Error> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > LARGEST {
            return Ok(None);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Some(body))
}

/// Judges the answer to the right signature.
fn accepted(answer: Result<Answer, String>) -> Probed {
    let id = "callback-accepts";
    let answer = match answer {
        Ok(answer) => answer,
        Err(why) => {
            return failed(
                id,
                format!("no answer: {why}"),
                "check the URL, the certificate and that it is reachable from the internet within 15 s",
            );
        }
    };
    let (status, milliseconds) = (answer.status, answer.took.as_millis());
    if status.is_redirection() {
        return failed(
            id,
            format!("it redirects (HTTP {status}): the text is lost on the way"),
            "declare the URL that it redirects to",
        );
    }
    if !status.is_success() {
        return failed(
            id,
            format!("it refused a correctly signed text (HTTP {status})"),
            "check that it validates with this account's auth token and with exactly the declared URL",
        );
    }
    let Some(body) = answer.body else {
        return failed(
            id,
            "its answer is larger than 64 kB (Twilio: 11750)".to_owned(),
            "answer with short TwiML",
        );
    };
    if !body.is_empty() {
        if !answer.kind.contains("xml") {
            return failed(
                id,
                format!(
                    "its answer has the content type `{}`, which is not XML (Twilio: 12300)",
                    answer.kind
                ),
                "answer with TwiML as text/xml, or with 204 and nothing",
            );
        }
        if let Err(why) = twiml(&body) {
            return failed(
                id,
                format!("its answer is not TwiML: {why}"),
                "answer with a <Response> element",
            );
        }
    }
    Probed {
        id,
        passed: true,
        detail: format!("accepted a correctly signed text in {milliseconds} ms (HTTP {status})"),
        advice: String::new(),
    }
}

/// Judges the answer to the wrong signature.
fn refused(answer: Result<Answer, String>) -> Probed {
    let id = "callback-refuses";
    match answer {
        Ok(answer) if answer.status.is_client_error() => Probed {
            id,
            passed: true,
            detail: format!("refused a wrongly signed text (HTTP {})", answer.status),
            advice: String::new(),
        },
        Ok(answer) => failed(
            id,
            format!(
                "did not refuse a wrongly signed text (HTTP {})",
                answer.status
            ),
            "validate X-Twilio-Signature, or anybody can send texts in your customers' names",
        ),
        Err(why) => failed(
            id,
            format!("no answer to a wrongly signed text: {why}"),
            "refuse it with 403",
        ),
    }
}

fn failed(id: &'static str, detail: String, advice: &str) -> Probed {
    Probed {
        id,
        passed: false,
        detail,
        advice: advice.to_owned(),
    }
}

/// Whether a body is well-formed XML with `Response` as its root.
fn twiml(body: &[u8]) -> Result<(), String> {
    let mut reader = Reader::from_reader(body);
    let (mut depth, mut roots) = (0_usize, 0_usize);
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => {
                if depth == 0 {
                    roots += 1;
                    root(element.name().as_ref())?;
                }
                depth += 1;
            }
            Ok(Event::Empty(element)) if depth == 0 => {
                roots += 1;
                root(element.name().as_ref())?;
            }
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            Ok(Event::Eof) if depth == 0 && roots == 1 => return Ok(()),
            Ok(Event::Eof) => return Err("it is not one whole element".to_owned()),
            Ok(_) => {}
            Err(error) => return Err(error.to_string()),
        }
    }
}

fn root(name: &[u8]) -> Result<(), String> {
    if name == b"Response" {
        Ok(())
    } else {
        Err(format!("its root is <{}>", String::from_utf8_lossy(name)))
    }
}

/// The innermost reason of an error, without the URL, which may hold a password.
fn cause(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return format!("nothing within {PATIENCE:?} (Twilio: 11205)");
    }
    let mut text = "it could not be called".to_owned();
    let mut inner = error.source();
    while let Some(reason) = inner {
        text = reason.to_string();
        inner = reason.source();
    }
    text
}
