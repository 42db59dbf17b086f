//! Short codes and alphanumeric senders.

use super::client::Client;

const SEED: &str = r#"
accounts:
  AC00000000000000000000000000000001:
    short_codes:
      - { short_code: "74454", sms_url: "https://example.com/votes" }
      - { short_code: "012", friendly_name: Desk }
    messaging_services:
      - { friendly_name: Votes, short_codes: ["74454"], alpha_senders: [Contoso], use_inbound_webhook_on_number: true }
      - friendly_name: Empty
"#;

struct World {
    client: Client,
    votes: String,
    empty: String,
    codes: Vec<String>,
}

async fn world(seed: &str) -> World {
    let client = Client::of(seed).await;
    let mut services = client.get("/v1/Services").await;
    let services = services.body["services"].take();
    let named = |name: &str| {
        let all = services.as_array().unwrap();
        let one = all.iter().find(|one| one["friendly_name"] == name).unwrap();
        format!("/v1/Services/{}", one["sid"].as_str().unwrap())
    };
    let (votes, empty) = (named("Votes"), named("Empty"));
    let mut codes = Vec::new();
    for digits in ["74454", "012"] {
        let query = format!("/SMS/ShortCodes.json?ShortCode={digits}");
        let list = client.get(&client.account(&query)).await;
        codes.extend(list.each("short_codes", "sid"));
    }
    World {
        client,
        votes,
        empty,
        codes,
    }
}

#[tokio::test]
async fn a_short_code_is_changed_but_neither_made_nor_released() {
    let World { client, codes, .. } = world(SEED).await;
    let all = client.account("/SMS/ShortCodes.json");
    assert_eq!(client.get(&all).await.each("short_codes", "sid").len(), 2);
    let path = client.account(&format!("/SMS/ShortCodes/{}.json", codes[1]));
    let before = client.get(&path).await.body;
    assert_eq!(before["friendly_name"], "Desk");
    assert!(before["sms_url"].is_null());
    let form = [("SmsUrl", "https://example.com/"), ("SmsMethod", "GET")];
    let changed = client.post(&path, &form).await.body;
    assert_eq!(changed["sms_url"], "https://example.com/");
    assert_eq!(changed["friendly_name"], "Desk");
    let bad = client.post(&path, &[("SmsUrl", "x")]).await;
    assert_eq!(bad.code(), (400, 21402));
    assert_eq!(client.post(&all, &[]).await.code(), (405, 20004));
    assert_eq!(client.delete(&path).await.code(), (405, 20004));
    assert_eq!(client.get(&path).await.body, changed);
}

#[tokio::test]
async fn a_short_code_is_in_one_service_at_most() {
    let World {
        client,
        votes,
        empty,
        codes,
    } = world(SEED).await;
    let attach = async |service: &str, code: &str| {
        let path = format!("{service}/ShortCodes");
        client.post(&path, &[("ShortCodeSid", code)]).await
    };
    assert_eq!(attach(&votes, &codes[0]).await.code(), (409, 21710));
    assert_eq!(attach(&empty, &codes[0]).await.code(), (409, 21712));
    let unknown = "SC00000000000000000000000000000009";
    assert_eq!(attach(&empty, unknown).await.code(), (400, 21421));
    let added = attach(&empty, &codes[1]).await;
    assert_eq!(added.status, 201);
    assert_eq!(added.body["short_code"], "012");
    let one = format!("{empty}/ShortCodes/{}", codes[1]);
    assert_eq!(client.get(&one).await.body, added.body);
    assert_eq!(client.delete(&one).await.status, 204);
    assert_eq!(client.delete(&one).await.code(), (404, 21711));
    let numbers = client.get(&format!("{votes}/PhoneNumbers")).await;
    assert!(numbers.each("phone_numbers", "sid").is_empty());
}

#[tokio::test]
async fn a_service_has_one_alphanumeric_sender_unless_the_limit_is_raised() {
    let raised = SEED.replace(
        "    short_codes:\n",
        "    alpha_senders_per_service: 2\n    short_codes:\n",
    );
    for (seed, expected) in [(SEED, 400), (&raised, 201)] {
        let World { client, votes, .. } = world(seed).await;
        let path = format!("{votes}/AlphaSenders");
        let add = async |sender: &str| client.post(&path, &[("AlphaSender", sender)]).await;
        assert_eq!(add("Contoso").await.code(), (409, 21710));
        for bad in ["74454", "Contoso Limited", "a.b", ""] {
            assert_eq!(add(bad).await.status, 400, "{bad}");
        }
        assert_eq!(add("Fabrikam").await.status, expected);
        let senders = client.get(&path).await;
        let senders = senders.each("alpha_senders", "alpha_sender");
        assert_eq!(senders.len(), if expected == 201 { 2 } else { 1 });
        assert!(senders.contains(&"Contoso".to_owned()));
    }
}

#[tokio::test]
async fn a_text_to_a_short_code_follows_its_service_and_its_own_webhook() {
    let World { client, votes, .. } = world(SEED).await;
    let text = async || {
        let text = serde_json::json!({ "to": "74454", "body": "STOP" });
        let url = format!("{}/_sandbox/text", client.running.url());
        let sent = client.http.post(url).json(&text).send().await;
        sent.unwrap().json::<serde_json::Value>().await.unwrap()
    };
    let outcome = text().await;
    assert_eq!(outcome["decided_by"], "number");
    assert_eq!(outcome["url"], "https://example.com/votes");
    assert!(outcome["opt_out"].is_null(), "no words by default");
    let form = [("UseInboundWebhookOnNumber", "false")];
    client.post(&votes, &form).await;
    assert_eq!(text().await["decided_by"], "nothing");
}
