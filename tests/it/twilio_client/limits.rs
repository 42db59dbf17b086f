//! Time, size and number: the limits of what a client accepts.

use std::time::Duration;

use switchboard::model::Level;
use switchboard::provider::{Account as _, Failure, Limits, Managed, ProviderError};

use super::server::{ACCOUNT, Server, account_with, hasty, number, page, reply};

async fn error(server: &Server, limits: Limits) -> ProviderError {
    let mut reading = account_with(&server.url, limits)
        .read(&[Level::Number], &Managed::default())
        .await;
    reading.failed.remove(0).1
}

#[tokio::test]
async fn a_slow_answer_is_given_up_and_tried_again() {
    let mut slow = reply(200, page(&[], None));
    slow.delay = Duration::from_mins(1);
    let server = Server::start(vec![slow; 2]).await;
    let limits = Limits {
        request: Duration::from_millis(60),
        tries: 2,
        ..hasty()
    };
    let error = error(&server, limits).await;
    assert_eq!(error.failure, Failure::Unreachable);
    assert_eq!(error.message, "no answer from 127.0.0.1 within 60ms");
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn a_large_answer_is_refused() {
    let server = Server::start(vec![reply(200, page(&[number(1)], None))]).await;
    let error = error(
        &server,
        Limits {
            body: 100,
            ..hasty()
        },
    )
    .await;
    assert_eq!(error.failure, Failure::Unintelligible);
    assert_eq!(error.message, "the answer is larger than 100 bytes");
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn the_number_of_pages_is_limited() {
    let pages = ["a", "b", "c"].map(|token| {
        let path = format!("/2010-04-01/Accounts/{ACCOUNT}/IncomingPhoneNumbers.json");
        let next = format!("{path}?PageToken={token}");
        reply(200, page(&[], Some(&next)))
    });
    let server = Server::start(pages.into()).await;
    let error = error(
        &server,
        Limits {
            pages: 2,
            ..hasty()
        },
    )
    .await;
    assert_eq!(error.message, "the list has more than 2 pages");
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn no_more_requests_at_once_than_allowed() {
    let mut slow = reply(200, page(&[], None));
    slow.delay = Duration::from_millis(100);
    let server = Server::start(vec![slow; 6]).await;
    let account = account_with(&server.url, hasty());
    let calls: Vec<_> = (0..6)
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
    tokio::time::sleep(Duration::from_millis(60)).await;
    assert_eq!(server.seen().len(), 4);
    for call in calls {
        assert_eq!(call.await.unwrap(), 0);
    }
}
