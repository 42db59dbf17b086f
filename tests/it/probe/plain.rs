//! Over plain HTTP: what is sent, and which answers pass.

use std::time::{Duration, Instant};

use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use switchboard::model::{Secret, Verdict};
use switchboard::provider::Callback;
use switchboard::provider::twilio::{Prober, probe};

use super::tried::{ACCOUNT, NUMBER, TOKEN, probed, verdicts};
use crate::support::callback::{Answering, EMPTY, XML, validating};

#[tokio::test]
async fn a_callback_that_validates_passes_both() {
    let (results, requests) = probed("", validating).await;
    assert_eq!(
        verdicts(&results),
        [Verdict::Passed, Verdict::Passed],
        "{results:?}"
    );
    assert_eq!(requests.len(), 2);
    for request in &requests {
        assert_eq!(request.headers["x-switchboard-probe"], "1");
        assert!(!request.headers.contains_key("authorization"));
        let body = &request.body;
        assert!(
            body.contains("Body=switchboard+probe") && body.contains(&"0".repeat(32)),
            "{body}"
        );
    }
}

#[tokio::test]
async fn no_content_is_a_valid_answer() {
    let (results, _) = probed("", |right, _| {
        if right {
            StatusCode::NO_CONTENT
        } else {
            StatusCode::UNAUTHORIZED
        }
        .into_response()
    })
    .await;
    assert_eq!(
        verdicts(&results),
        [Verdict::Passed, Verdict::Passed],
        "{results:?}"
    );
}

#[tokio::test]
async fn a_callback_that_accepts_a_wrong_signature_fails() {
    let (results, _) = probed("", |_, _| (XML, EMPTY).into_response()).await;
    assert_eq!(
        verdicts(&results),
        [Verdict::Passed, Verdict::Failed],
        "{results:?}"
    );
    assert!(results[1].detail.contains("did not refuse"));
}

#[tokio::test]
async fn each_bad_answer_has_its_own_finding() {
    let bad: [(Answering, &str); 7] = [
        (
            |_, _| StatusCode::INTERNAL_SERVER_ERROR.into_response(),
            "failed on a correctly signed",
        ),
        (
            |_, _| {
                (
                    StatusCode::FOUND,
                    [("location", "https://u:hush@example.com/x?a=b")],
                )
                    .into_response()
            },
            "redirects to https://u:***@example.com/x (HTTP 302",
        ),
        (
            |_, _| StatusCode::TEMPORARY_REDIRECT.into_response(),
            "redirects (HTTP 307",
        ),
        (
            |_, _| axum::body::Body::from(EMPTY).into_response(),
            "no content type (Twilio: 12300)",
        ),
        (
            |_, _| {
                (
                    XML,
                    format!("<Response>{}</Response>", " ".repeat(65 * 1024)),
                )
                    .into_response()
            },
            "Twilio: 11750",
        ),
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
            results[0].outcome == Verdict::Failed && results[0].detail.contains(why),
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
    assert_eq!(
        verdicts(&results),
        [Verdict::Passed, Verdict::Passed],
        "{results:?}"
    );
    assert_eq!(requests.len(), 4);
}

/// A redirect of a wrong signature is not a refusal, but it does not accept the text either.
#[tokio::test]
async fn only_a_client_error_is_a_refusal() {
    let (results, _) = probed("", |right, _| {
        if right {
            (XML, EMPTY).into_response()
        } else {
            (StatusCode::SEE_OTHER, [("location", "/login")]).into_response()
        }
    })
    .await;
    assert_eq!(
        verdicts(&results),
        [Verdict::Passed, Verdict::Warning],
        "{results:?}"
    );
}

/// A callback that fails or redirects every request accepts no text, so it is not open.
#[tokio::test]
async fn a_callback_that_accepts_no_text_is_not_reported_as_open() {
    let answers: [(Answering, &str, &str); 3] = [
        (
            |_, _| StatusCode::INTERNAL_SERVER_ERROR.into_response(),
            "HTTP 500",
            "the log of the program",
        ),
        (
            |_, _| (StatusCode::FOUND, [("location", "http://127.0.0.1:9/")]).into_response(),
            "HTTP 302",
            "the declared URL itself answer",
        ),
        (
            |_, _| {
                let to = [("location", "https://hooks.contoso.example/v2")];
                (StatusCode::PERMANENT_REDIRECT, to).into_response()
            },
            "HTTP 308",
            "declare https://hooks.contoso.example/v2",
        ),
    ];
    for (answer, status, advice) in answers {
        let (results, _) = probed("", answer).await;
        assert_eq!(
            verdicts(&results),
            [Verdict::Failed, Verdict::Skipped],
            "{results:?}"
        );
        assert!(results.iter().all(|one| one.detail.contains(status)));
        assert!(results[0].advice.contains(advice), "{results:?}");
        let reported = format!("{results:?}");
        assert!(!reported.contains("anyone") && !reported.contains("refused a correctly"));
    }
}

/// Twilio sends plain text back as the reply (docs/twilio.md: Webhooks).
#[tokio::test]
async fn a_plain_text_answer_is_a_warning() {
    let (results, _) = probed("", |right, _| {
        if right {
            "OK".into_response()
        } else {
            StatusCode::FORBIDDEN.into_response()
        }
    })
    .await;
    assert_eq!(
        verdicts(&results),
        [Verdict::Warning, Verdict::Passed],
        "{results:?}"
    );
    assert!(results[0].detail.contains("plain text"), "{results:?}");
}

#[tokio::test]
async fn a_slow_callback_is_reported_as_slow() {
    // It takes connections and never answers.
    let server = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let callback = Callback {
        url: format!("http://{}/sms", server.local_addr().unwrap()),
        method: "POST".to_owned(),
        number: NUMBER.into(),
    };
    let prober = Prober {
        patience: Duration::from_millis(50),
        ..Prober::new(ACCOUNT, &Secret::new(TOKEN))
    };
    let begun = Instant::now();
    let results = probe(&prober, &callback).await;
    assert!(begun.elapsed() < Duration::from_secs(10));
    assert_eq!(
        verdicts(&results),
        [Verdict::Failed, Verdict::Skipped],
        "{results:?}"
    );
    assert!(
        results[0]
            .detail
            .contains("nothing within 50ms (Twilio: 11205)"),
        "{results:?}"
    );
    assert!(results[0].advice.contains("within 15 s"), "{results:?}");
}

#[tokio::test]
async fn a_closed_port_is_one_failure() {
    // No resolver has to be asked about a name that is too long for one.
    let unknown = format!("http://u:hush@{}.example/sms", "a".repeat(64));
    let cases = [
        ("http://u:hush@127.0.0.1:1/sms", "refused (Twilio: 11202)"),
        (unknown.as_str(), "Twilio: 11210"),
    ];
    for (url, why) in cases {
        let callback = Callback {
            url: url.to_owned(),
            method: "POST".to_owned(),
            number: NUMBER.into(),
        };
        let results = probe(&Prober::new(ACCOUNT, &Secret::new(TOKEN)), &callback).await;
        assert_eq!(
            verdicts(&results),
            [Verdict::Failed, Verdict::Skipped],
            "{results:?}"
        );
        assert!(results[0].detail.contains(why), "{results:?}");
        assert!(!format!("{results:?}").contains("hush"));
    }
}
