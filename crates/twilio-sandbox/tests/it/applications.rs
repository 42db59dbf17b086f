//! `TwiML` applications.

use super::client::Client;

#[tokio::test]
async fn an_application_is_created_changed_and_deleted() {
    let client = Client::demo().await;
    let all = client.account("/Applications.json");
    let form = [
        ("FriendlyName", "Legacy"),
        ("SmsUrl", "https://example.com/sms"),
    ];
    let made = client.post(&all, &form).await;
    assert_eq!(
        (made.status, made.body["sms_url"].as_str()),
        (201, Some("https://example.com/sms"))
    );
    let path = made.body["uri"].as_str().unwrap();
    let second = client.post(&all, &[]).await;
    assert_ne!(second.body["sid"], made.body["sid"]);

    let list = client.get(&format!("{all}?FriendlyName=Legacy")).await;
    assert_eq!(
        list.each("applications", "sid"),
        [made.body["sid"].as_str().unwrap()]
    );
    let changed = client
        .post(path, &[("SmsUrl", ""), ("SmsMethod", "GET")])
        .await
        .body;
    assert!(changed["sms_url"].is_null());
    assert_eq!(
        (
            changed["sms_method"].as_str(),
            changed["friendly_name"].as_str()
        ),
        (Some("GET"), Some("Legacy"))
    );
    assert_eq!(
        client.post(path, &[("SmsUrl", "x")]).await.code(),
        (400, 21402)
    );
    assert_eq!(client.delete(path).await.status, 204);
    assert_eq!(client.get(path).await.code(), (404, 20404));
}
