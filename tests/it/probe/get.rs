//! Callbacks that are called with GET: all data is in the query, and the signature covers the URL.

use axum::http::{Method, StatusCode};
use axum::response::IntoResponse as _;
use switchboard::model::Verdict;

use super::tried::{called, verdicts};
use crate::support::callback::{EMPTY, XML, validating};

#[tokio::test]
async fn the_query_holds_the_parameters() {
    for (rest, first) in [
        ("", "ApiVersion="),
        ("?tenant=a%20b", "tenant=a%20b&ApiVersion="),
    ] {
        let (results, requests) = called("GET", "", rest, validating).await;
        assert_eq!(
            verdicts(&results),
            [Verdict::Passed, Verdict::Passed],
            "{results:?}"
        );
        assert_eq!(requests.len(), 2);
        for request in &requests {
            assert_eq!((&request.method, request.body.as_str()), (&Method::GET, ""));
            let query = request.uri.query().unwrap();
            // The rest of the query is as it is declared, byte for byte.
            assert!(query.starts_with(first), "{query}");
            assert!(
                query.contains("&Body=switchboard+probe&")
                    && query.contains("&From=%2B15005550006"),
                "{query}"
            );
        }
    }
}

#[tokio::test]
async fn a_fragment_is_neither_signed_nor_sent() {
    for method in ["GET", "POST"] {
        let (results, _) = called(method, "", "?a=b#rc=2", validating).await;
        // The server signs without a fragment too; `sign` is held to published vectors elsewhere.
        assert_eq!(
            verdicts(&results),
            [Verdict::Passed, Verdict::Passed],
            "{method}: {results:?}"
        );
    }
}

#[tokio::test]
async fn a_get_callback_without_a_signature_check_fails() {
    let (results, _) = called("GET", "", "", |_, _| (XML, EMPTY).into_response()).await;
    assert_eq!(
        verdicts(&results),
        [Verdict::Passed, Verdict::Failed],
        "{results:?}"
    );
    assert!(results[1].advice.contains("X-Twilio-Signature"));
}

#[tokio::test]
async fn a_redirect_is_reported_without_its_query() {
    let (results, _) = called("GET", "", "", |_, _| {
        (
            StatusCode::MOVED_PERMANENTLY,
            [("location", "/sms/?Body=x")],
        )
            .into_response()
    })
    .await;
    let detail = &results[0].detail;
    assert!(
        detail.contains("redirects to http://127.0.0.1:") && detail.contains("/sms/ (HTTP 301"),
        "{detail}"
    );
}
