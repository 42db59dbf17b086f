//! Alerts: each call of a webhook that fails makes one, shown to the account it belongs to and kept
//! with the state. Simulated handlers and traffic make them without a server.

use std::path::PathBuf;

use serde_json::{Value, json};
use twilio_sandbox::{Seed, State};

use super::client::Client;

const SEED: &str = r#"
accounts:
  AC00000000000000000000000000000001:
    numbers:
      - { phone_number: "+15017122661", sms_url: "https://new.example/sms#rc=2" }
      - { phone_number: "+15017122662", sms_url: "https://new.example/sms?a=b", sms_method: GET, sms_fallback_url: "https://old.example/" }
      - { phone_number: "+15017122663", sms_url: "https://old.example/sms" }
      - { phone_number: "+15017122664", sms_url: "https://elsewhere.example/sms" }
      - { phone_number: "+15017122665", sms_url: "" }
      - { phone_number: "+15017122666", sms_url: "http://127.0.0.1:1/" }
    messaging_services:
      - { friendly_name: Pool, sid: MG00000000000000000000000000000001, numbers: ["+15017122665"], inbound_request_url: "https://new.example/pool" }
  AC00000000000000000000000000000002:
    numbers: [{ phone_number: "+15017122667", sms_url: "https://new.example/other" }]
handlers:
  - { url: https://new.example/, status: 502 }
  - { url: https://old.example }
deliver: { "https://new.example": "http://127.0.0.1:1" }
"#;

async fn text(client: &Client, to: &str) -> Value {
    let url = format!("{}/_sandbox/text", client.running.url());
    let text = json!({"to": to, "from": "+12125550100", "body": "JOIN"});
    let answer = client.http.post(url).json(&text).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 200);
    answer.json().await.unwrap()
}

async fn alerts(client: &Client, query: &str) -> Vec<Value> {
    let answer = client.get(&format!("/v1/Alerts?{query}")).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body["alerts"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_failed_call_makes_an_alert() {
    let client = Client::of(SEED).await;
    let outcome = text(&client, "+15017122661").await;
    assert_eq!(
        (
            &outcome["answered"],
            &outcome["simulated"],
            &outcome["status"]
        ),
        (&json!(false), &json!(true), &json!(502))
    );
    let found = alerts(&client, "").await;
    assert_eq!(found.len(), 1, "{found:#?}");
    let alert = &found[0];
    let text_sid = &outcome["params"]["MessageSid"];
    for (field, expected) in [
        ("error_code", "11200"),
        ("log_level", "error"),
        ("request_method", "POST"),
        ("request_url", "https://new.example/sms"),
        ("resource_sid", text_sid.as_str().unwrap()),
        ("more_info", "https://www.twilio.com/docs/errors/11200"),
        (
            "alert_text",
            "Msg=the+handler+answered+502&httpResponse=502&ErrorCode=11200&url=https%3A%2F%2Fnew.example%2Fsms",
        ),
    ] {
        assert_eq!(alert[field], expected, "{field}");
    }
    assert!(alert["service_sid"].is_null() && alert.get("request_variables").is_none());
    let one = format!("/v1/Alerts/{}", alert["sid"].as_str().unwrap());
    let one = client.get(&one).await.body;
    let variables = one["request_variables"].as_str().unwrap();
    assert!(variables.contains("To=%2B15017122661"), "{variables}");
    let nobody = "/v1/Alerts/NO00000000000000000000000000000001";
    assert_eq!(client.get(nobody).await.code(), (404, 20404));
}

#[tokio::test]
async fn every_kind_of_call_and_no_other_makes_one() {
    let client = Client::of(SEED).await;
    for to in ["+15017122663", "+15017122664"] {
        let outcome = text(&client, to).await;
        assert_eq!(outcome["answered"], true, "{outcome:#}");
    }
    assert_eq!(alerts(&client, "").await, [] as [Value; 0]);
    // A GET has its parameters in the URL, and the fallback answers.
    let outcome = text(&client, "+15017122662").await;
    assert_eq!(outcome["answered"], true, "{outcome:#}");
    let found = alerts(&client, "").await;
    let url = found[0]["request_url"].as_str().unwrap();
    assert!(
        url.starts_with("https://new.example/sms?a=b&MessageSid=SM"),
        "{url}"
    );
    assert_eq!(
        (found.len(), &found[0]["request_method"]),
        (1, &json!("GET"))
    );
    // A messaging service that decided is named.
    text(&client, "+15017122665").await;
    let found = alerts(&client, "").await;
    assert_eq!(
        found[0]["service_sid"],
        "MG00000000000000000000000000000001"
    );
    assert_eq!(found[0]["request_url"], "https://new.example/pool");
    // Nothing answers at this port.
    text(&client, "+15017122666").await;
    let found = alerts(&client, "").await;
    assert_eq!((found.len(), &found[0]["error_code"]), (3, &json!("11200")));
    // Another account sees its own.
    text(&client, "+15017122667").await;
    assert_eq!(alerts(&client, "").await.len(), 3);
}

#[tokio::test]
async fn filters_and_pages() {
    let client = Client::of(SEED).await;
    for _ in 0..3 {
        text(&client, "+15017122661").await;
    }
    let all = alerts(&client, "LogLevel=error").await;
    assert_eq!(all.len(), 3);
    assert_eq!(alerts(&client, "LogLevel=warning").await.len(), 0);
    let last = all[0]["date_generated"].as_str().unwrap();
    assert!(
        !alerts(&client, &format!("StartDate={last}"))
            .await
            .is_empty()
    );
    assert_eq!(alerts(&client, &format!("EndDate={last}")).await.len(), 3);
    assert_eq!(alerts(&client, "StartDate=2126-01-01").await.len(), 0);
    assert_eq!(alerts(&client, "EndDate=2026-01-01").await.len(), 0);
    for odd in ["StartDate=soon", "EndDate=2026-13-01"] {
        let answer = client.get(&format!("/v1/Alerts?{odd}")).await;
        assert_eq!(answer.code(), (400, 20001), "{odd}");
    }
    let page = client.get("/v1/Alerts?PageSize=2").await;
    let next = page.body["meta"]["next_page_url"].as_str().unwrap();
    assert_eq!(client.get(next).await.body["alerts"], json!([all[2]]));
    let refused = client.post("/v1/Alerts", &[]).await;
    assert_eq!(refused.code(), (405, 20004));
}

async fn restarted(path: PathBuf) -> Client {
    let mut state = State::load(&path).unwrap();
    state.add_missing(&Seed::from_yaml(SEED).unwrap());
    Client::serving(state, Some(path)).await
}

#[tokio::test]
async fn alerts_are_kept_with_the_state() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let seed = Seed::from_yaml(SEED).unwrap();
    let client = Client::serving(State::from_seed(&seed), Some(path.clone())).await;
    text(&client, "+15017122663").await;
    assert!(!path.exists(), "a text that was answered leaves no trace");
    text(&client, "+15017122661").await;
    let before = alerts(&client, "").await;
    // It is dropped without an orderly end.
    drop(client);
    let client = restarted(path.clone()).await;
    assert_eq!(alerts(&client, "").await[0]["sid"], before[0]["sid"]);
    text(&client, "+15017122661").await;
    client.running.stop().await.unwrap();
    let after = alerts(&restarted(path).await, "").await;
    assert_eq!((after.len(), &after[1]["sid"]), (2, &before[0]["sid"]));
}

/// A large state has a journal, and alerts between writes are repeated with them.
#[tokio::test]
async fn the_journal_keeps_alerts() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let mut seed = super::scale::seed(2_000);
    seed.handlers = vec![twilio_sandbox::SimulatedHandler {
        url: "https://demo.twilio.com".to_owned(),
        status: 503,
        one_in: None,
        seed: 0,
    }];
    let client = Client::serving(State::from_seed(&seed), Some(path.clone())).await;
    let list = client
        .get(&client.account("/IncomingPhoneNumbers.json"))
        .await;
    let (sids, phones) = (
        list.each("incoming_phone_numbers", "sid"),
        list.each("incoming_phone_numbers", "phone_number"),
    );
    for (sid, phone) in sids.iter().zip(&phones).take(3) {
        let number = client.account(&format!("/IncomingPhoneNumbers/{sid}.json"));
        assert_eq!(
            client.post(&number, &[("FriendlyName", "x")]).await.status,
            200
        );
        text(&client, phone).await;
    }
    let before = alerts(&client, "").await;
    drop(client);
    assert!(folder.path().join("state.json.journal").exists());
    let client = Client::serving(State::load(&path).unwrap(), None).await;
    let after = alerts(&client, "").await;
    let sids = |alerts: &[Value]| -> Vec<Value> {
        alerts.iter().map(|alert| alert["sid"].clone()).collect()
    };
    assert_eq!((before.len(), sids(&before)), (3, sids(&after)));
}

#[tokio::test]
async fn traffic_makes_alerts_by_itself() {
    let seed = format!("{SEED}traffic: {{ every: 50ms }}\n");
    let client = Client::of(&seed).await;
    // Each number whose handler fails gets a text in each round; the one on another machine gets none.
    let mut found = Vec::new();
    while found.len() < 8 {
        found = alerts(&client, "").await;
        tokio::task::yield_now().await;
    }
    assert!(found.iter().all(|alert| {
        let url = alert["request_url"].as_str().unwrap();
        url.starts_with("https://new.example/") || url == "http://127.0.0.1:1/"
    }));
    let events = client.get("/v1/Events").await;
    assert_eq!(events.body["events"], json!([]), "a text is no event");
    client.running.stop().await.unwrap();
}
