//! What the requests of one account share: pauses, the number at once, and the total wait.

use std::time::{Duration, Instant};

use switchboard::model::{Level, VendorCode};
use switchboard::provider::{Account as _, Failure, Limits, Managed};

use super::server::{Reply, Server, account_with, hasty, page, reply, update};

fn good() -> Reply {
    reply(200, page(&[], None))
}

/// Limits under which nothing is tried twice.
fn once() -> Limits {
    Limits {
        tries: 1,
        ..hasty()
    }
}

#[tokio::test]
async fn one_answer_pauses_the_account() {
    for (status, after, waits) in [
        (503, "3600", true),
        (503, "Fri, 31 Dec 2100 23:59:59 GMT", true),
        (503, "Thu, 01 Jan 1970 00:00:00 GMT", false),
        (400, "3600", false),
    ] {
        let busy = reply(status, "").with("Retry-After", after);
        let server = Server::start(vec![busy, good()]).await;
        let limits = Limits {
            longest_wait: Duration::from_millis(600),
            ..once()
        };
        let account = account_with(&server.url, limits);
        let first = account.write(&update("https://a.example/")).await;
        assert_eq!(first.unwrap_err().status, Some(status));
        let begun = Instant::now();
        assert!(
            account
                .read(&[Level::Number], &Managed::default())
                .await
                .failed
                .is_empty()
        );
        assert_eq!(
            begun.elapsed() >= Duration::from_millis(400),
            waits,
            "{status} {after}"
        );
    }
}

/// A request that is turned away is no try, so it is sent again where nothing is tried
/// twice; all requests of the account wait for the requested time.
#[tokio::test]
async fn a_throttled_request_pauses_the_account_and_is_not_counted_as_a_try() {
    let gateway = "<html><title>429</title></html>";
    let twilio = r#"{"code":20429,"message":"Too Many Requests","status":429}"#;
    for (body, after) in [
        (gateway, "3600"),
        (twilio, "3600"),
        (twilio, "Fri, 31 Dec 2100 23:59:59 GMT"),
    ] {
        let busy = reply(429, body).with("Retry-After", after);
        let server = Server::start([vec![busy; 2], vec![good(); 3]].concat()).await;
        let limits = Limits {
            longest_wait: Duration::from_millis(600),
            ..once()
        };
        let account = account_with(&server.url, limits);
        let begun = Instant::now();
        let reads = (0..2).map(|_| {
            let account = account.clone();
            tokio::spawn(async move { account.read(&[Level::Number], &Managed::default()).await })
        });
        for reading in reads.collect::<Vec<_>>() {
            let reading = reading.await.unwrap();
            assert!(reading.failed.is_empty(), "{:?}", reading.failed);
        }
        assert!(begun.elapsed() >= Duration::from_millis(600));
        assert!(begun.elapsed() < Duration::from_secs(10));
        assert_eq!(server.seen().len(), 4);
    }
}

/// When the budget for waiting is used up by a server that turns everything away, the
/// error says that, and the rest is not sent.
#[tokio::test]
async fn a_server_that_always_throttles_uses_up_the_budget() {
    let twilio = r#"{"code":20429,"message":"Too Many Requests","status":429}"#;
    let server = Server::start(vec![reply(429, twilio); 99]).await;
    let limits = Limits {
        budget: Duration::from_secs(1),
        ..hasty()
    };
    let account = account_with(&server.url, limits);
    let begun = Instant::now();
    let error = account
        .write(&update("https://a.example/"))
        .await
        .unwrap_err();
    assert!(begun.elapsed() < Duration::from_secs(10));
    assert_eq!(
        (error.failure, error.code.clone()),
        (Failure::Throttled, Some(VendorCode::Number(20429)))
    );
    let why =
        "Too Many Requests; not tried again: the 1s that a run waits for one account are used up";
    assert_eq!(error.message, why);
    let tries = usize::try_from(error.tries).unwrap();
    assert!(tries > 2 && tries == server.seen().len(), "{error}");
}

/// The maximum of requests at once after this many answers, which came one after the other.
async fn peak_after(answers: Vec<Reply>) -> usize {
    let before = answers.len();
    // A request that is turned away is sent again, into the answers after.
    let mut slow = good();
    slow.delay = Duration::from_millis(150);
    let server = Server::start([answers, vec![slow; 19]].concat()).await;
    let account = account_with(&server.url, once());
    while server.seen().len() < before {
        account.read(&[Level::Number], &Managed::default()).await;
    }
    let calls: Vec<_> = (0..9)
        .map(|_| {
            let account = account.clone();
            tokio::spawn(async move {
                account
                    .read(&[Level::Number], &Managed::default())
                    .await
                    .failed
                    .len()
            })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap(), 0);
    }
    server.peak()
}

#[tokio::test]
async fn throttling_lowers_the_number_of_requests_at_once() {
    let busy = || reply(429, "").with("Retry-After", "0");
    assert_eq!(peak_after(vec![good()]).await, 4);
    assert_eq!(peak_after(vec![busy()]).await, 2);
    assert_eq!(peak_after(vec![busy(), busy(), busy(), busy()]).await, 1);
    // A server that fails does not report too many requests.
    assert_eq!(peak_after(vec![reply(503, "")]).await, 4);
    let recovered = vec![good(); 10];
    assert_eq!(
        peak_after([vec![busy()], recovered.clone()].concat()).await,
        3
    );
    let crowd = |reply: Reply| reply.with("Twilio-Concurrent-Requests", "70");
    let crowded = recovered.into_iter().map(crowd).collect();
    assert_eq!(peak_after([vec![busy()], crowded].concat()).await, 2);
}

#[tokio::test]
async fn waits_are_limited_by_the_budget() {
    let server = Server::start(vec![reply(503, ""); 99]).await;
    let limits = Limits {
        first_delay: Duration::from_millis(10),
        budget: Duration::from_millis(30),
        ..hasty()
    };
    let account = account_with(&server.url, limits);
    // At least 10 ms and 20 ms for the second and third try; then there is nothing left.
    let mut all = 0;
    for _ in 0..4 {
        let error = account
            .read(&[Level::Number], &Managed::default())
            .await
            .failed
            .remove(0)
            .1;
        all += usize::try_from(error.tries).unwrap();
        assert_eq!(error.status, Some(503));
        let why = "Service Unavailable; not tried again: the 30ms that a run waits for one account are used up";
        assert_eq!(error.message, why);
    }
    assert_eq!(all, server.seen().len());
    assert!(all <= 4 + 2, "{all} tries");
}

#[tokio::test]
async fn nothing_is_sent_during_a_pause_that_exceeds_the_budget() {
    let busy = reply(429, "").with("Retry-After", "3600");
    let server = Server::start(vec![busy, good()]).await;
    let limits = Limits {
        longest_wait: Duration::from_mins(1),
        budget: Duration::from_secs(59),
        ..hasty()
    };
    let account = account_with(&server.url, limits);
    let first = account
        .read(&[Level::Number], &Managed::default())
        .await
        .failed
        .remove(0)
        .1;
    assert_eq!((first.failure, first.tries), (Failure::Throttled, 1));
    let second = account
        .read(&[Level::Number], &Managed::default())
        .await
        .failed
        .remove(0)
        .1;
    assert_eq!((second.failure, second.tries), (Failure::Throttled, 0));
    assert!(
        second
            .to_string()
            .ends_with("not sent: Twilio asked us to back off, and the 59s that a run waits for one account are used up"),
        "{second}"
    );
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn an_error_counts_its_attempts() {
    let body = r#"{"code":20429,"message":"Too Many Requests","status":429}"#;
    let busy = reply(429, body).with("Retry-After", "1");
    let fails = reply(502, "<html>Authorization: Basic c2VjcmV0</html>");
    let server = Server::start(vec![busy, fails]).await;
    let limits = Limits {
        tries: 1,
        longest_wait: Duration::from_secs(1),
        ..hasty()
    };
    let account = account_with(&server.url, limits);
    let error = account
        .write(&update("https://a.example/"))
        .await
        .unwrap_err();
    let reported = "updating +15017122661 in AC00000000000000000000000000000001: Bad Gateway: a web page instead of Twilio's answer (HTTP 502, request RQ00000000000000000000000000000502, 2 tries, 1 s waited)";
    assert_eq!(error.to_string(), reported);
}

#[tokio::test]
async fn a_web_page_with_status_200_is_not_an_answer() {
    let page = reply(200, "<!DOCTYPE html><title>Sign in</title>f00dfacef00dface");
    let server = Server::start(vec![page]).await;
    let error = account_with(&server.url, hasty())
        .read(&[Level::Number], &Managed::default())
        .await
        .failed
        .remove(0)
        .1;
    assert_eq!(error.failure, Failure::Unintelligible);
    assert_eq!(
        error.message,
        "the answer is a web page instead of Twilio's answer"
    );
}
