//! Callbacks probed over plain HTTP on loopback: a good one, and each way to be a bad one.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use switchboard::model::Secret;
use switchboard::provider::twilio::{probe, sign};
use switchboard::provider::{Callback, Probed};

const ACCOUNT: &str = "AC00000000000000000000000000000001";
const XML: [(&str, &str); 1] = [("content-type", "text/xml")];
const EMPTY: &str = "<?xml version=\"1.0\"?><Response/>";

type Answering = fn(bool, &HeaderMap) -> Response;
type Requests = Arc<Mutex<Vec<(HeaderMap, String)>>>;

/// Probes a server that answers by `answer`, which is told whether the signature is right.
async fn probed(userinfo: &str, answer: Answering) -> (Vec<Probed>, Vec<(HeaderMap, String)>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!(
        "http://{userinfo}{}/sms?tenant=a",
        listener.local_addr().unwrap()
    );
    let token = Secret::new("12345");
    let requests = Requests::default();
    let (seen, expected, key) = (requests.clone(), url.clone(), token.clone());
    let handler = move |headers: HeaderMap, body: Bytes| {
        let form: BTreeMap<String, String> =
            url::form_urlencoded::parse(&body).into_owned().collect();
        let pairs: Vec<(&str, &str)> = form.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        let right = headers["x-twilio-signature"] == sign(&key, &expected, &pairs).as_str();
        let text = String::from_utf8(body.to_vec()).unwrap();
        let answered = answer(right, &headers);
        seen.lock().unwrap().push((headers, text));
        async move { answered }
    };
    let app = Router::new().fallback(handler);
    let server = tokio::spawn(async move { axum::serve(listener, app).await });
    let callback = Callback {
        url,
        method: "POST".to_owned(),
        number: "+15017122661".to_owned(),
    };
    let results = probe(ACCOUNT, &token, &callback).await;
    server.abort();
    let requests = requests.lock().unwrap().clone();
    (results, requests)
}

fn verdicts(results: &[Probed]) -> Vec<bool> {
    results.iter().map(|one| one.passed).collect()
}

#[tokio::test]
async fn a_callback_that_validates_passes_both() {
    let (results, requests) = probed("", |right, _| {
        if right {
            (XML, EMPTY).into_response()
        } else {
            StatusCode::FORBIDDEN.into_response()
        }
    })
    .await;
    assert_eq!(verdicts(&results), [true, true], "{results:?}");
    assert_eq!(requests.len(), 2);
    for (headers, body) in &requests {
        assert_eq!(headers["x-switchboard-probe"], "1");
        assert!(!headers.contains_key("authorization"));
        assert!(
            body.contains("Body=switchboard+probe") && body.contains(&"0".repeat(32)),
            "{body}"
        );
    }
}

#[tokio::test]
async fn nothing_said_is_an_answer() {
    let (results, _) = probed("", |right, _| {
        if right {
            StatusCode::NO_CONTENT
        } else {
            StatusCode::UNAUTHORIZED
        }
        .into_response()
    })
    .await;
    assert_eq!(verdicts(&results), [true, true], "{results:?}");
}

#[tokio::test]
async fn one_that_takes_everything_is_open_to_all() {
    let (results, _) = probed("", |_, _| (XML, EMPTY).into_response()).await;
    assert_eq!(verdicts(&results), [true, false], "{results:?}");
    assert!(results[1].detail.contains("did not refuse"));
}

#[tokio::test]
async fn bad_answers_are_told_apart() {
    let bad: [(Answering, &str); 5] = [
        (
            |_, _| StatusCode::INTERNAL_SERVER_ERROR.into_response(),
            "refused a correctly signed",
        ),
        (
            |_, _| (StatusCode::FOUND, [("location", "/x")]).into_response(),
            "redirects",
        ),
        (|_, _| "OK".into_response(), "not XML"),
        (
            |_, _| (XML, "<Response><a></Response>").into_response(),
            "not TwiML",
        ),
        (
            |_, _| (XML, "<html/>").into_response(),
            "its root is <html>",
        ),
    ];
    for (answer, why) in bad {
        let (results, _) = probed("", answer).await;
        assert!(
            !results[0].passed && results[0].detail.contains(why),
            "{why}: {results:?}"
        );
    }
}

#[tokio::test]
async fn a_password_in_the_url_is_sent_when_asked_for() {
    let (results, requests) = probed("u:p@", |right, headers| {
        match (headers.get("authorization"), right) {
            (None, _) => StatusCode::UNAUTHORIZED.into_response(),
            (Some(login), true) if login == "Basic dTpw" => (XML, EMPTY).into_response(),
            _ => StatusCode::FORBIDDEN.into_response(),
        }
    })
    .await;
    assert_eq!(verdicts(&results), [true, true], "{results:?}");
    assert_eq!(requests.len(), 4);
}

#[tokio::test]
async fn nobody_there_is_one_failure() {
    let callback = Callback {
        url: "http://u:hush@127.0.0.1:1/sms".to_owned(),
        method: "POST".to_owned(),
        number: "+15017122661".to_owned(),
    };
    let results = probe(ACCOUNT, &Secret::new("12345"), &callback).await;
    assert_eq!(verdicts(&results), [false]);
    assert!(!format!("{results:?}").contains("hush"));
}
