//! A reading in which nothing fails.

use serde_json::json;
use switchboard::counterpart::Asked;

use super::{Dynamics, SEED, asked};

/// The token, and six questions about the environment.
const QUESTIONS: usize = 7;

#[tokio::test]
async fn everything_is_read_once_with_as_few_requests_as_documented() {
    let dynamics = Dynamics::new().await;
    let seen = dynamics.twilio().await;
    seen.is_complete();
    assert_eq!(dynamics.running.calls().len(), QUESTIONS + 6);
    assert_eq!(seen.reads(), QUESTIONS + 6);
    let rows = ["ProviderRow", "NumberRow", "KeywordRow"].map(|of| seen.rows(of));
    assert_eq!(rows, [3, 2, 2]);
    seen.has("url: \"https://contoso.crm4.dynamics.com\"");
    seen.has(&format!("id: \"{}\"", dynamics.access.organization_id));
    seen.has(&dynamics.access.environment_id);
    seen.has("token_is_secured: Some(true)");
    let twilio = seen.row("ProviderRow", "Twilio US");
    assert!(twilio.contains("extension: Twilio { account_sid: Read(Some(\"AC00000000000000000000000000000001\")), messaging_service_sid: Read(Some(\"MG00000000000000000000000000000001\")) }, active: true"), "{twilio}");
    assert!(twilio.contains("All numbers of the US"), "{twilio}");
    let old = seen.row("ProviderRow", "Old");
    assert!(
        old.contains("extension: Other(\"msdynmkt_infobipchannelinstanceaccount\")"),
        "{old}"
    );
    let broken = seen.row("ProviderRow", "Broken");
    assert!(broken.contains("extension: None"), "{broken}");
    let store = seen.row("NumberRow", "Store line");
    assert!(
        store.contains("contact_point: Some(\"+18885550123\")"),
        "{store}"
    );
    assert!(store.contains("kind: Read(Some(TollFree))"), "{store}");
    assert!(store.contains("active: false"), "{store}");
    let stop = seen.row("KeywordRow", "stop");
    assert!(stop.contains("active: false"), "{stop}");
    assert!(seen.notes().is_empty(), "{}", seen.notes());
}

#[tokio::test]
async fn only_what_is_asked_for_is_read() {
    let dynamics = Dynamics::new().await;
    let connection = dynamics.opened(&json!({"keywords": "ignore"}));
    let seen = dynamics.read_with(&connection, &asked(&[])).await;
    seen.is_complete();
    seen.has("keywords: None");
    assert_eq!(seen.reads(), QUESTIONS - 1 + 3);
    for part in [
        "twiliochannelinstanceaccounts?",
        "twiliochannelinstances?",
        "msdynmkt_keywords?",
    ] {
        assert!(dynamics.calls(part).is_empty(), "{part}");
    }
    let hidden = "Twilio { account_sid: Hidden, messaging_service_sid: Hidden }";
    assert!(
        seen.row("ProviderRow", "Twilio US").contains(hidden),
        "{}",
        seen.0
    );
    let everything = Asked {
        everything: true,
        ..Asked::default()
    };
    let seen = dynamics.read_with(&connection, &everything).await;
    seen.is_complete();
    assert_eq!(seen.rows("KeywordRow"), 2);
    // The token is the first reading's.
    assert_eq!(seen.reads(), QUESTIONS - 1 + 7);
}

#[tokio::test]
async fn no_more_than_two_requests_are_sent_at_once() {
    let dynamics = Dynamics::new().await;
    dynamics.set(json!({"limits": {"concurrent": 2}})).await;
    dynamics.spoil("/api/data/", json!({"delay_ms": 30})).await;
    dynamics.twilio().await.is_complete();
    let calls = dynamics.running.calls();
    assert!(
        calls.iter().all(|call| call.status == Some(200)),
        "{calls:?}"
    );
}

#[tokio::test]
async fn the_kind_of_a_provider_is_known_without_the_table_of_the_kinds() {
    let dynamics = Dynamics::of(&SEED.replace(
        "{ name: Old, kind: infobip }",
        "{ name: Acs, kind: byoacs }",
    ))
    .await;
    let seen = dynamics.twilio().await;
    let acs = seen.row("ProviderRow", "Acs");
    assert!(acs.contains("extension: Azure"), "{acs}");
    dynamics
        .set(json!({"missing_tables": ["msdyn_channeldefinition"]}))
        .await;
    let seen = dynamics.twilio().await;
    assert_eq!(seen.codes(), ["NoTable"]);
    assert!(
        seen.row("ProviderRow", "Acs").contains("extension: Azure"),
        "{}",
        seen.0
    );
    assert_eq!(seen.extents(), ["Everything"; 3]);
}

#[tokio::test]
async fn a_column_with_credentials_is_never_requested() {
    let dynamics = Dynamics::new().await;
    let asked = Asked {
        everything: true,
        ..asked(&["twilio", "azure"])
    };
    dynamics.read(&asked).await;
    for call in dynamics.calls("/api/data/") {
        assert!(!call.path.contains("authtoken"), "{call:?}");
        assert!(
            !call.path.contains("byoacschannelinstanceaccount"),
            "{call:?}"
        );
        let is_list = call.path.contains("/v9.2/msdyn");
        assert!(!is_list || call.path.contains("?$select="), "{call:?}");
    }
}
