//! How long a token is used, and how many exchanges there are.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;

use super::{ARM, DATA, exchanges, with_secret};
use crate::support::azure::Azure;

#[tokio::test]
async fn a_token_is_fetched_once_for_each_scope() {
    let azure = Azure::demo().await;
    let sign_in = Arc::new(with_secret(&azure));
    azure
        .fault(json!({"path": "oauth2", "then": {"delay_ms": 20}}))
        .await;
    let asked = (0..20).map(|_| {
        let sign_in = Arc::clone(&sign_in);
        tokio::spawn(async move { sign_in.token(ARM).await.unwrap().expose().to_owned() })
    });
    let asked: Vec<_> = asked.collect();
    let mut tokens = Vec::new();
    for one in asked {
        tokens.push(one.await.unwrap());
    }
    tokens.dedup();
    assert_eq!((tokens.len(), exchanges(&azure)), (1, 1));
    let other = sign_in.token(DATA).await.unwrap();
    assert_ne!(other.expose(), tokens[0]);
    assert_eq!(exchanges(&azure), 2);
    azure.assert_proper();
}

#[tokio::test]
async fn a_token_that_expired_is_replaced() {
    let azure = Azure::demo().await;
    azure.set(json!({"expires_in": 1})).await;
    let sign_in = with_secret(&azure);
    let first = sign_in.token(ARM).await.unwrap();
    let begun = Instant::now();
    loop {
        let token = sign_in.token(ARM).await.unwrap();
        if token.expose() != first.expose() {
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(20));
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(exchanges(&azure), 2);
}

/// A token that is about to expire is renewed at most every 30 seconds.
#[tokio::test]
async fn a_token_that_is_still_valid_is_used() {
    let azure = Azure::demo().await;
    azure.set(json!({"expires_in": 200})).await;
    let sign_in = with_secret(&azure);
    let first = sign_in.token(ARM).await.unwrap();
    let again = sign_in.token(ARM).await.unwrap();
    assert_eq!((first.expose(), exchanges(&azure)), (again.expose(), 1));
}

#[tokio::test]
async fn a_token_that_was_refused_is_replaced_once() {
    let azure = Azure::demo().await;
    let sign_in = with_secret(&azure);
    let first = sign_in.token(ARM).await.unwrap();
    sign_in.refuse(DATA, &first).await;
    assert_eq!(sign_in.token(ARM).await.unwrap().expose(), first.expose());
    sign_in.refuse(ARM, &first).await;
    let second = sign_in.token(ARM).await.unwrap();
    assert_ne!(second.expose(), first.expose());
    // Another request, which was refused with the first token too, comes later.
    sign_in.refuse(ARM, &first).await;
    assert_eq!(sign_in.token(ARM).await.unwrap().expose(), second.expose());
    assert_eq!(exchanges(&azure), 2);
}
