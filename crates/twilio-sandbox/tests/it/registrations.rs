//! Toll-free verifications and A2P campaigns, which are seeded and read.

use serde_json::json;

use super::client::Client;

const SEED: &str = r#"
accounts:
  AC00000000000000000000000000000001:
    numbers:
      - { phone_number: "+18885550123", verification: { status: TWILIO_REJECTED, error_code: 30445, edit_allowed: true } }
      - { phone_number: "+18885550124", verification: {} }
      - { phone_number: "+18885550125" }
    messaging_services:
      - { friendly_name: Registered, campaign: {} }
      - { friendly_name: Pending, campaign: { status: IN_PROGRESS } }
      - { friendly_name: Bare }
"#;

#[tokio::test]
async fn verifications_are_found_by_number_and_status() {
    let client = Client::of(SEED).await;
    let all = client.get("/v1/Tollfree/Verifications").await;
    assert_eq!(all.body["meta"]["key"], "verifications");
    assert_eq!(all.each("verifications", "sid").len(), 2);
    let rejected = client
        .get("/v1/Tollfree/Verifications?Status=TWILIO_REJECTED")
        .await;
    let [one] = &rejected.body["verifications"].as_array().unwrap()[..] else {
        panic!("{rejected:?}")
    };
    assert_eq!(
        (&one["tollfree_phone_number"], &one["error_code"]),
        (&json!("+18885550123"), &json!(30445))
    );
    let number = one["tollfree_phone_number_sid"].as_str().unwrap();
    let found = client
        .get(&format!(
            "/v1/Tollfree/Verifications?TollfreePhoneNumberSid={number}"
        ))
        .await;
    assert_eq!(
        found.each("verifications", "sid"),
        [one["sid"].as_str().unwrap()]
    );
    let path = format!(
        "/v1/Tollfree/Verifications/{}",
        one["sid"].as_str().unwrap()
    );
    assert_eq!(client.get(&path).await.body, *one);
    assert_eq!(
        client
            .get("/v1/Tollfree/Verifications?Status=x")
            .await
            .code(),
        (400, 20001)
    );
}

#[tokio::test]
async fn campaigns_belong_to_their_service() {
    let client = Client::of(SEED).await;
    let services = client.get("/v1/Services").await;
    for service in services.body["services"].as_array().unwrap() {
        let path = format!(
            "/v1/Services/{}/Compliance/Usa2p",
            service["sid"].as_str().unwrap()
        );
        let statuses = client
            .get(&path)
            .await
            .each("compliance", "campaign_status");
        let (expected, registered): (&[&str], bool) =
            match service["friendly_name"].as_str().unwrap() {
                "Registered" => (&["VERIFIED"], true),
                "Pending" => (&["IN_PROGRESS"], false),
                _ => (&[], false),
            };
        assert_eq!(statuses, expected);
        assert_eq!(service["us_app_to_person_registered"], registered);
    }
}
