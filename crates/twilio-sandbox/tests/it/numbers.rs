//! Numbers: reading, changing, releasing, and what Twilio refuses.

use serde_json::json;

use super::client::{Client, Form};

const SEED: &str = r#"
accounts:
  AC00000000000000000000000000000001:
    applications:
      - friendly_name: Legacy
        sms_url: https://legacy.example.com/sms
    numbers:
      - phone_number: "+15017122661"
      - phone_number: "+18885550123"
        friendly_name: Support
        sms_url: ""
      - phone_number: "+447700900001"
        sms_application_sid: Legacy
      - phone_number: "+15017122662"
        capabilities: { sms: false, mms: false, voice: true, fax: false }
      - phone_number: "+15017122663"
        origin: hosted
"#;

async fn sid(client: &Client, phone: &str) -> String {
    let phone = phone.replace('+', "%2B");
    let list = client
        .get(&client.account(&format!("/IncomingPhoneNumbers.json?PhoneNumber={phone}")))
        .await;
    let [sid] = &list.each("incoming_phone_numbers", "sid")[..] else {
        panic!("not one: {list:?}")
    };
    sid.clone()
}

async fn path(client: &Client, phone: &str) -> String {
    client.account(&format!(
        "/IncomingPhoneNumbers/{}.json",
        sid(client, phone).await
    ))
}

#[tokio::test]
async fn a_seeded_number_is_as_bought_from_twilio() {
    let client = Client::of(SEED).await;
    let number = client.get(&path(&client, "+15017122661").await).await;
    assert_eq!(number.status, 200);
    let expected = [
        ("phone_number", json!("+15017122661")),
        ("friendly_name", json!("(501) 712-2661")),
        (
            "sms_url",
            json!("https://demo.twilio.com/welcome/sms/reply"),
        ),
        ("sms_method", json!("POST")),
        ("sms_fallback_url", json!("")),
        ("sms_application_sid", json!("")),
        ("voice_url", json!(null)),
        (
            "capabilities",
            json!({"sms": true, "mms": true, "voice": true, "fax": false}),
        ),
        ("type", json!("local")),
        ("date_created", json!("Thu, 01 Jan 2026 00:00:00 +0000")),
        ("account_sid", json!(client.user)),
    ];
    for (field, value) in expected {
        assert_eq!(number.body[field], value, "{field}");
    }
    assert!(
        number.headers["twilio-request-id"]
            .to_str()
            .unwrap()
            .starts_with("RQ")
    );
    assert_eq!(number.headers["twilio-concurrent-requests"], "1");
    assert!(number.headers.contains_key("twilio-request-duration"));
}

#[tokio::test]
async fn identifiers_do_not_change_between_sandboxes() {
    let (one, two) = (Client::of(SEED).await, Client::of(SEED).await);
    assert_eq!(
        sid(&one, "+15017122661").await,
        sid(&two, "+15017122661").await
    );
    assert_eq!(one.password, two.password);
}

#[tokio::test]
async fn lists_can_be_filtered_and_split_by_kind() {
    let client = Client::of(SEED).await;
    let list = async |query: &str| {
        let answer = client
            .get(&client.account(&format!("/IncomingPhoneNumbers{query}")))
            .await;
        let mut phones = answer.each("incoming_phone_numbers", "phone_number");
        phones.sort();
        phones
    };
    assert_eq!(list(".json").await.len(), 5);
    assert_eq!(list(".json?PhoneNumber=%2B1501712266*").await.len(), 3);
    assert_eq!(list(".json?FriendlyName=Support").await, ["+18885550123"]);
    assert!(list(".json?FriendlyName=support").await.is_empty());
    assert_eq!(list(".json?Origin=hosted").await, ["+15017122663"]);
    assert_eq!(list("/TollFree.json").await, ["+18885550123"]);
    assert_eq!(list("/Mobile.json").await, ["+447700900001"]);
    assert_eq!(list("/Local.json").await.len(), 3);
}

#[tokio::test]
async fn an_update_changes_what_it_names_and_nothing_else() {
    let client = Client::of(SEED).await;
    let path = path(&client, "+15017122661").await;
    let before = client.get(&path).await.body;
    let url = "https://u:p@example.com/sms?a=b#rc=2";
    let form = [("SmsUrl", url), ("SmsMethod", "GET"), ("Nonsense", "x")];
    let mut after = client.post(&path, &form).await.body;
    assert_eq!(client.get(&path).await.body, after);
    assert_eq!(
        (after["sms_url"].as_str(), after["sms_method"].as_str()),
        (Some(url), Some("GET"))
    );
    for field in ["sms_url", "sms_method", "date_updated"] {
        after[field] = before[field].clone();
    }
    assert_eq!(before, after);
}

#[tokio::test]
async fn blank_clears_a_setting_but_not_a_name() {
    let client = Client::of(SEED).await;
    let path = path(&client, "+18885550123").await;
    client
        .post(&path, &[("SmsUrl", "https://example.com/")])
        .await;
    let form = [("SmsUrl", ""), ("FriendlyName", "")];
    let answer = client.post(&path, &form).await.body;
    assert_eq!(
        (&answer["sms_url"], &answer["friendly_name"]),
        (&json!(""), &json!("Support"))
    );
}

#[tokio::test]
async fn one_request_clears_the_application_and_sets_the_url() {
    let client = Client::of(SEED).await;
    let path = path(&client, "+447700900001").await;
    assert!(
        client.get(&path).await.body["sms_application_sid"]
            .as_str()
            .unwrap()
            .starts_with("AP")
    );
    let url = client
        .post(&path, &[("SmsUrl", "https://example.com/")])
        .await
        .body;
    assert!(
        url["sms_application_sid"]
            .as_str()
            .unwrap()
            .starts_with("AP"),
        "only ignored, not cleared"
    );
    let both = [
        ("SmsUrl", "https://example.com/"),
        ("SmsApplicationSid", ""),
    ];
    assert_eq!(
        client.post(&path, &both).await.body["sms_application_sid"],
        ""
    );
}

#[tokio::test]
async fn what_twilio_refuses_changes_nothing() {
    let client = Client::of(SEED).await;
    let long = "x".repeat(65);
    let cases: [(&str, Form<'_>, u64); 9] = [
        (
            "+15017122661",
            &[("FriendlyName", "New"), ("SmsUrl", "nowhere")],
            21402,
        ),
        (
            "+15017122661",
            &[("FriendlyName", "New"), ("SmsUrl", "http://localhost/")],
            21402,
        ),
        (
            "+15017122661",
            &[("FriendlyName", "New"), ("SmsMethod", "PUT")],
            21403,
        ),
        (
            "+15017122661",
            &[("FriendlyName", "New"), ("SmsMethod", "")],
            21403,
        ),
        (
            "+18885550123",
            &[
                ("FriendlyName", "New"),
                ("SmsFallbackUrl", "https://example.com/"),
            ],
            21406,
        ),
        (
            "+15017122662",
            &[("FriendlyName", "New"), ("SmsUrl", "https://example.com/")],
            21407,
        ),
        (
            "+15017122661",
            &[("SmsApplicationSid", "AP00000000000000000000000000000009")],
            21420,
        ),
        ("+15017122661", &[("FriendlyName", &long)], 20001),
        ("+15017122661", &[("AccountSid", "AC1")], 21470),
    ];
    for (phone, form, code) in cases {
        let path = path(&client, phone).await;
        let before = client.get(&path).await.body;
        assert_eq!(
            client.post(&path, form).await.code(),
            (400, code),
            "{form:?}"
        );
        assert_eq!(client.get(&path).await.body, before, "{form:?}");
    }
}

#[tokio::test]
async fn clearing_the_url_needs_the_fallback_cleared_with_it() {
    let client = Client::of(SEED).await;
    let path = path(&client, "+15017122661").await;
    let url = ("SmsFallbackUrl", "https://example.com/fallback");
    assert_eq!(client.post(&path, &[url]).await.status, 200);
    assert_eq!(
        client.post(&path, &[("SmsUrl", "")]).await.code(),
        (400, 21406)
    );
    let both = [("SmsUrl", ""), ("SmsFallbackUrl", "")];
    assert_eq!(client.post(&path, &both).await.status, 200);
}

#[tokio::test]
async fn a_released_number_is_gone() {
    let client = Client::of(SEED).await;
    let path = path(&client, "+15017122661").await;
    assert_eq!(client.delete(&path).await.status, 204);
    assert_eq!(client.get(&path).await.code(), (404, 20404));
    assert_eq!(client.delete(&path).await.code(), (404, 20404));
    assert_eq!(client.post(&path, &[]).await.code(), (404, 20404));
}
