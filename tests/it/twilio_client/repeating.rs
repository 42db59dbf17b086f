//! Which requests are tried again, how often, and after how long.

use std::time::{Duration, Instant};

use switchboard::model::Level;
use switchboard::provider::{Account as _, Failure, Limits, Managed};

use super::server::{
    ACCOUNT, Server, TOKEN, Variables, account_with, hasty, number, page, raw, read, reply,
    settings, update, whole,
};
use switchboard::provider::twilio::{Declaration, open};

#[tokio::test]
async fn a_passing_failure_is_retried() {
    for status in [429, 500, 502, 503, 504] {
        let fails = reply(status, "<html>try later</html>");
        let good = reply(200, page(&[number(1)], None));
        let server = Server::start(vec![fails.clone(), fails.clone(), fails, good]).await;
        let reading = read(&server.url).await;
        assert!(reading.failed.is_empty(), "{status}: {:?}", reading.failed);
        assert_eq!((reading.objects.len(), reading.reads), (1, 4));
    }
}

#[tokio::test]
async fn a_request_is_tried_five_times_at_most() {
    let fails = reply(502, "<html><title>502</title></html>");
    let server = Server::start(vec![fails; 9]).await;
    let reading = read(&server.url).await;
    assert_eq!(server.seen().len(), 5);
    assert_eq!(reading.reads, 5);
    let error = &reading.failed[0].1;
    assert_eq!(
        (error.failure, error.status),
        (Failure::Unreachable, Some(502))
    );
    assert_eq!(
        error.message,
        "Bad Gateway: a web page instead of Twilio's answer"
    );
    assert_eq!(error.tries, 5);
}

#[tokio::test]
async fn a_refusal_is_not_retried() {
    for (status, failure) in [
        (400, Failure::Refused),
        (403, Failure::Denied),
        (404, Failure::NotFound),
        (501, Failure::Unreachable),
    ] {
        let server = Server::start(vec![reply(status, ""); 2]).await;
        let reading = read(&server.url).await;
        assert_eq!(server.seen().len(), 1);
        assert_eq!(reading.failed[0].1.failure, failure);
    }
}

#[tokio::test]
async fn a_conflicting_update_passes() {
    let busy = reply(
        409,
        r#"{"code":20162,"message":"concurrent update","status":409}"#,
    );
    let server = Server::start(vec![busy, reply(200, page(&[], None))]).await;
    assert!(read(&server.url).await.failed.is_empty());
}

#[tokio::test]
async fn retry_after_is_kept_to_and_capped() {
    let wait = reply(429, "").with("Retry-After", "3600");
    let server = Server::start(vec![wait, reply(200, page(&[], None))]).await;
    let limits = Limits {
        longest_wait: Duration::from_millis(150),
        ..hasty()
    };
    let started = Instant::now();
    let reading = account_with(&server.url, limits)
        .read(&[Level::Number], &Managed::default())
        .await;
    assert!(reading.failed.is_empty());
    assert!(started.elapsed() >= Duration::from_millis(150));
    assert!(started.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn a_broken_answer_is_retried() {
    let good = whole(&page(&[number(1)], None));
    let cut_by_length = good[..good.len() - 20].to_owned();
    let cut_by_end = "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{\"incoming_phone".to_owned();
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"inc\r\n".to_owned();
    let (url, count) = raw(vec![
        cut_by_length,
        cut_by_end,
        String::new(),
        chunked,
        good,
    ]);
    let reading = read(&url).await;
    assert!(reading.failed.is_empty(), "{:?}", reading.failed);
    assert_eq!((*count.lock().unwrap(), reading.objects.len()), (5, 1));
}

#[tokio::test]
async fn a_closed_port_is_unreachable() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let reading = read(&url).await;
    let error = &reading.failed[0].1;
    assert_eq!(error.failure, Failure::Unreachable);
    assert!(
        error.message.starts_with("no connection to 127.0.0.1: "),
        "{error}"
    );
}

/// A write that is refused for now with a long wait, and a caller that cancels.
#[tokio::test]
async fn a_cancelled_call_does_not_wait() {
    let busy = reply(429, "").with("Retry-After", "3600");
    let server = Server::start(vec![busy; 9]).await;
    let settings = settings(&server.url);
    let variables = [
        ("TWILIO_ACCOUNT_SID", ACCOUNT),
        ("TWILIO_AUTH_TOKEN", TOKEN),
    ];
    let vault = Variables(variables.into(), false);
    let account = open(&Declaration::default(), &vault, &settings).unwrap();
    let writing = tokio::spawn(async move { account.write(&update("https://a.example/")).await });
    while server.seen().is_empty() {
        tokio::task::yield_now().await;
    }
    let cancelled = Instant::now();
    settings.cancel.cancel();
    let error = writing.await.unwrap().unwrap_err();
    assert!(cancelled.elapsed() < Duration::from_secs(2));
    assert_eq!(
        (error.failure, error.status),
        (Failure::Throttled, Some(429))
    );
    assert_eq!(server.seen().len(), 1);
}

#[test]
fn an_outage_of_a_few_seconds_is_retried() {
    let limits = Limits::default();
    assert_eq!(limits.first_delay, Duration::from_millis(500));
    assert_eq!(limits.longest_delay, Duration::from_secs(8));
    assert_eq!(limits.tries, 5);
}
