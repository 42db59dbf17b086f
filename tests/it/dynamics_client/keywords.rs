//! The creation of a keyword whose answer arrives.

use serde_json::json;
use switchboard::counterpart::CreatedKeyword;

use super::Dynamics;

pub const ID: &str = "7d0f3c52-8a4e-5f8e-9c55-2f8f6d1b9a10";
const EMPTY: &str = "{\"value\": []}";

/// A keyword that was created, or was there.
pub fn keyword(id: &str, was_there: bool) -> CreatedKeyword {
    CreatedKeyword {
        id: id.to_owned(),
        was_there,
    }
}

#[tokio::test]
async fn a_keyword_is_created_once_under_the_proposed_id() {
    let dynamics = Dynamics::new().await;
    assert_eq!(dynamics.create("NEW", ID).await, Ok(keyword(ID, false)));
    assert!(
        dynamics
            .keywords()
            .await
            .contains(&("NEW".to_owned(), ID.to_owned()))
    );
    let patch = dynamics.calls(&format!("msdynmkt_keywords({ID})"));
    assert_eq!(patch.len(), 1);
    assert_eq!(patch[0].body, Some(json!({"msdynmkt_name": "NEW"})));
    // Token, metadata, list, creation.
    assert_eq!(dynamics.running.calls().len(), 4);
    assert_eq!(dynamics.create("new", ID).await, Ok(keyword(ID, true)));
    assert_eq!(dynamics.sent("PATCH"), 1);
    assert_eq!(dynamics.keywords().await.len(), 3);
}

#[tokio::test]
async fn a_keyword_that_differs_in_case_is_there() {
    let dynamics = Dynamics::new().await;
    let known = dynamics.keywords().await.remove(1);
    assert_eq!(known.0, "stop");
    assert_eq!(
        dynamics.create("STOP", ID).await,
        Ok(keyword(&known.1, true))
    );
    assert_eq!(dynamics.sent("PATCH") + dynamics.sent("POST"), 0);
    // Of two, the one that is spelled the same.
    let exact = dynamics.mutate(json!({"keyword": "STOP"})).await;
    assert_eq!(dynamics.create("STOP", ID).await, Ok(keyword(&exact, true)));
}

#[tokio::test]
async fn a_second_creation_in_one_run_looks_again() {
    let dynamics = Dynamics::new().await;
    let connection = dynamics.opened(&json!({}));
    let word = |text| switchboard::model::Keyword::parse(text).unwrap();
    let first = connection.create_keyword(&word("ONE"), ID).await;
    assert_eq!(first, Ok(keyword(ID, false)));
    let other = dynamics.mutate(json!({"keyword": "Two"})).await;
    let second = connection
        .create_keyword(&word("TWO"), "7d0f3c52-8a4e-5f8e-9c55-2f8f6d1b9a11")
        .await;
    assert_eq!(second, Ok(keyword(&other, true)));
    assert_eq!(dynamics.sent("PATCH"), 1);
}

#[tokio::test]
async fn a_keyword_that_another_run_created_meanwhile_is_adopted() {
    let dynamics = Dynamics::new().await;
    assert_eq!(dynamics.create("NEW", ID).await, Ok(keyword(ID, false)));
    // The list was read before the other run created it.
    dynamics
        .spoil_times(
            "msdynmkt_keywords?",
            1,
            json!({"status": 200, "body": EMPTY}),
        )
        .await;
    assert_eq!(dynamics.create("NEW", ID).await, Ok(keyword(ID, true)));
    assert_eq!(dynamics.sent("PATCH"), 2);
    assert_eq!(dynamics.keywords().await.len(), 3);
}

#[tokio::test]
async fn a_rule_against_duplicates_leads_to_the_keyword_that_exists() {
    let dynamics = Dynamics::new().await;
    dynamics.set(json!({"duplicate_rule": true})).await;
    let known = dynamics.keywords().await.remove(0);
    dynamics
        .spoil_times(
            "msdynmkt_keywords?",
            1,
            json!({"status": 200, "body": EMPTY}),
        )
        .await;
    assert_eq!(
        dynamics.create("join", ID).await,
        Ok(keyword(&known.1, true))
    );
    assert_eq!(dynamics.keywords().await.len(), 2);
}

#[tokio::test]
async fn an_id_that_another_keyword_has_is_not_touched() {
    let dynamics = Dynamics::new().await;
    dynamics.create("NEW", ID).await.unwrap();
    dynamics
        .mutate(json!({"set": {"id": ID, "values": {"msdynmkt_name": "OTHER"}}}))
        .await;
    let error = dynamics.create("NEW", ID).await.unwrap_err();
    assert!(
        !error.unclear && error.why.contains("has another name"),
        "{error:?}"
    );
    assert!(
        dynamics
            .keywords()
            .await
            .contains(&("OTHER".to_owned(), ID.to_owned()))
    );
    let error = dynamics.create("NEW", "x)/y").await.unwrap_err();
    assert!(!error.unclear, "{error:?}");
}

#[tokio::test]
async fn an_environment_that_takes_no_id_gets_one_post_between_two_looks() {
    for (settings, patches) in [
        (json!({"client_ids": false}), 1),
        (json!({"optimistic_concurrency": false}), 0),
    ] {
        let dynamics = Dynamics::new().await;
        dynamics.set(settings.clone()).await;
        let made = dynamics.create("NEW", ID).await.unwrap();
        assert!(!made.was_there && made.id != ID, "{made:?}");
        assert!(
            dynamics
                .keywords()
                .await
                .contains(&("NEW".to_owned(), made.id.clone()))
        );
        assert_eq!(
            (dynamics.sent("PATCH"), dynamics.sent("POST")),
            (patches, 1),
            "{settings}"
        );
        assert_eq!(
            dynamics.calls("msdynmkt_keywords?$select=").len(),
            4,
            "{settings}"
        );
        assert_eq!(
            dynamics.create("NEW", ID).await,
            Ok(keyword(&made.id, true))
        );
        assert_eq!(dynamics.sent("POST"), 1);
    }
}

#[tokio::test]
async fn what_is_refused_was_not_created() {
    for (settings, why) in [
        (
            json!({"create": {"msdynmkt_keyword": "none"}}),
            "prvCreatemsdynmkt_keyword",
        ),
        (
            json!({"write": {"msdynmkt_keyword": "none"}}),
            "prvWritemsdynmkt_keyword",
        ),
        (
            json!({"read": {"msdynmkt_keyword": "none"}}),
            "prvReadmsdynmkt_keyword",
        ),
        (
            json!({"missing_tables": ["msdynmkt_keyword"]}),
            "does not have the table msdynmkt_keyword",
        ),
        (json!({"application_user": false}), "not a user"),
        (json!({"secret": "wrong"}), "AADSTS7000215"),
    ] {
        let dynamics = Dynamics::new().await;
        dynamics.set(settings).await;
        let error = dynamics.create("NEW", ID).await.unwrap_err();
        assert!(!error.unclear && error.why.contains(why), "{error:?}");
        assert_eq!(dynamics.keywords().await.len(), 2, "{why}");
    }
}
