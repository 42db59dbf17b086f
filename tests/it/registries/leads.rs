//! Stories about which of several watchers leads.

use switchboard::model::RunStatus;
use switchboard::registry::Registry;

use super::sample::{begin, scope};

pub async fn one_leads_until_it_ends(registry: &dyn Registry) {
    let scopes = [scope("prod"), scope("test")];
    let turned = [scope("test"), scope("prod")];
    drop(begin(registry, &scopes[0]).await);
    let mut first = registry.lead(&scopes).await.unwrap().unwrap();
    assert!(first.lasts().await);
    assert!(registry.lead(&scopes).await.unwrap().is_none());
    assert!(registry.lead(&turned).await.unwrap().is_none());
    assert!(first.lasts().await, "others that try take nothing away");
    drop(first);
    // A connection may take a moment to end.
    let mut second = loop {
        if let Some(second) = registry.lead(&turned).await.unwrap() {
            break second;
        }
        tokio::task::yield_now().await;
    };
    assert!(second.lasts().await);
}

pub async fn other_scopes_have_leads_of_their_own(registry: &dyn Registry) {
    drop(begin(registry, &scope("prod")).await);
    let prod = registry.lead(&[scope("prod")]).await.unwrap();
    let test = registry.lead(&[scope("test")]).await.unwrap();
    let both = registry
        .lead(&[scope("prod"), scope("test")])
        .await
        .unwrap();
    assert!(prod.is_some() && test.is_some() && both.is_some());
}

/// An apply runs beside the lead, and what it leaves does not take the lead away.
pub async fn a_leader_does_not_block_an_apply(registry: &dyn Registry) {
    let prod = scope("prod");
    drop(begin(registry, &prod).await);
    let mut lead = registry
        .lead(std::slice::from_ref(&prod))
        .await
        .unwrap()
        .unwrap();
    for _ in 0..2 {
        let mut session = begin(registry, &prod).await;
        session.finish(RunStatus::Succeeded).await.unwrap();
    }
    assert!(lead.lasts().await);
    assert!(registry.holders(&prod).await.unwrap().is_empty());
}

/// Taking the lead does not create a registry.
pub async fn leading_creates_no_registry(registry: &dyn Registry) {
    let prod = [scope("prod")];
    let mut lead = registry.lead(&prod).await.unwrap().unwrap();
    assert!(lead.lasts().await);
    assert!(registry.contents(None).await.unwrap().is_empty());
    assert!(registry.snapshot(&prod[0]).await.unwrap().lineage.is_none());
}
