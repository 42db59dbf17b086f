//! Messaging services and their numbers.

use serde_json::json;

use super::client::{Client, MAIN};

const SEED: &str = r#"
accounts:
  AC00000000000000000000000000000001:
    numbers:
      - phone_number: "+15017122661"
      - phone_number: "+15017122662"
      - { phone_number: "+15017122663", capabilities: { sms: false, mms: false } }
    messaging_services:
      - friendly_name: Campaigns
        numbers: ["+15017122661"]
        inbound_request_url: https://example.com/campaigns
      - friendly_name: Empty
        use_inbound_webhook_on_number: true
  AC00000000000000000000000000000002:
    owner_account_sid: AC00000000000000000000000000000001
    messaging_services: [{ friendly_name: Child }]
"#;

struct World {
    client: Client,
    campaigns: String,
    empty: String,
    numbers: Vec<String>,
}

async fn world() -> World {
    let client = Client::of(SEED).await;
    let list = client.get("/v1/Services").await;
    let named = |name: &str| {
        let names = list.each("services", "friendly_name");
        list.each("services", "sid")
            .remove(names.iter().position(|n| n == name).unwrap())
    };
    let (campaigns, empty) = (named("Campaigns"), named("Empty"));
    let mut numbers = Vec::new();
    for n in 1..=3 {
        let list = client
            .get(&client.account(&format!(
                "/IncomingPhoneNumbers.json?PhoneNumber=1501712266{n}"
            )))
            .await;
        numbers.extend(list.each("incoming_phone_numbers", "sid"));
    }
    World {
        client,
        campaigns,
        empty,
        numbers,
    }
}

#[tokio::test]
async fn a_service_is_created_changed_and_deleted() {
    let client = Client::demo().await;
    assert_eq!(client.post("/v1/Services", &[]).await.code(), (400, 20001));
    let form = [
        ("FriendlyName", "New"),
        ("UseInboundWebhookOnNumber", "true"),
        ("InboundRequestUrl", "https://example.com/"),
    ];
    let made = client.post("/v1/Services", &form).await;
    assert_eq!(made.status, 201);
    let path = format!("/v1/Services/{}", made.body["sid"].as_str().unwrap());
    assert_eq!(client.get(&path).await.body, made.body);
    let expected = [
        ("use_inbound_webhook_on_number", json!(true)),
        ("inbound_request_url", json!("https://example.com/")),
        ("fallback_url", json!(null)),
        ("validity_period", json!(36000)),
        ("url", json!(format!("{}{path}", client.running.url()))),
    ];
    for (field, value) in expected {
        assert_eq!(made.body[field], value, "{field}");
    }
    let form = [
        ("InboundRequestUrl", ""),
        ("UseInboundWebhookOnNumber", "false"),
    ];
    let changed = client.post(&path, &form).await.body;
    assert!(changed["inbound_request_url"].is_null());
    assert_eq!(
        (
            &changed["use_inbound_webhook_on_number"],
            &changed["friendly_name"]
        ),
        (&json!(false), &json!("New"))
    );
    let cases = [
        ("Usecase", "spam", 21713),
        ("InboundRequestUrl", "x", 21402),
        ("InboundMethod", "PUT", 21403),
        ("ValidityPeriod", "0", 20001),
        ("StickySender", "yes", 20001),
    ];
    for (name, value, code) in cases {
        assert_eq!(
            client.post(&path, &[(name, value)]).await.code(),
            (400, code),
            "{name}"
        );
    }
    assert_eq!(client.get(&path).await.body, changed);
    assert_eq!(client.delete(&path).await.status, 204);
    assert_eq!(client.get(&path).await.code(), (404, 20404));
}

#[tokio::test]
async fn services_come_in_pages_with_absolute_links() {
    let client = Client::demo().await;
    for n in 0..5 {
        client
            .post("/v1/Services", &[("FriendlyName", &format!("S{n}"))])
            .await;
    }
    let mut next = Some("/v1/Services?PageSize=2".to_owned());
    let mut names = Vec::new();
    while let Some(url) = next {
        let page = client.get(&url).await;
        assert_eq!(page.body["meta"]["key"], "services");
        names.extend(page.each("services", "friendly_name"));
        next = page.body["meta"]["next_page_url"]
            .as_str()
            .map(str::to_owned);
        assert!(
            next.as_ref()
                .is_none_or(|url| url.starts_with(&client.running.url())),
            "{next:?}"
        );
    }
    names.sort();
    assert_eq!(names, ["S0", "S1", "S2", "S3", "S4"]);
}

#[tokio::test]
async fn a_number_is_in_one_service_at_most() {
    let World {
        client,
        campaigns,
        empty,
        numbers,
    } = world().await;
    let members = |service: &str| format!("/v1/Services/{service}/PhoneNumbers");
    let attach = async |service: &str, number: &str| {
        client
            .post(&members(service), &[("PhoneNumberSid", number)])
            .await
    };
    assert_eq!(attach(&campaigns, &numbers[0]).await.code(), (409, 21710));
    assert_eq!(attach(&empty, &numbers[0]).await.code(), (409, 21712));
    assert_eq!(attach(&empty, &numbers[2]).await.code(), (400, 21715));
    assert_eq!(
        attach(&empty, "PN00000000000000000000000000000009")
            .await
            .code(),
        (400, 21421)
    );
    assert_eq!(
        attach("MG00000000000000000000000000000009", &numbers[1])
            .await
            .code(),
        (404, 21701)
    );

    let added = attach(&empty, &numbers[1]).await;
    assert_eq!(added.status, 201);
    assert_eq!(added.body["sid"], numbers[1]);
    assert_eq!(added.body["service_sid"], empty);
    assert_eq!(
        (&added.body["phone_number"], &added.body["country_code"]),
        (&json!("+15017122662"), &json!("US"))
    );
    assert_eq!(added.body["capabilities"], json!(["SMS", "MMS", "Voice"]));
    let one = format!("{}/{}", members(&empty), numbers[1]);
    assert_eq!(client.get(&one).await.body, added.body);
    assert_eq!(
        client
            .get(&members(&empty))
            .await
            .each("phone_numbers", "sid"),
        [numbers[1].clone()]
    );

    assert_eq!(client.delete(&one).await.status, 204);
    assert_eq!(client.delete(&one).await.code(), (404, 21711));
    assert_eq!(client.get(&one).await.code(), (404, 20404));
    let number = client.account(&format!("/IncomingPhoneNumbers/{}.json", numbers[1]));
    assert_eq!(
        client.get(&number).await.status,
        200,
        "taken out, not released"
    );
}

#[tokio::test]
async fn a_number_that_leaves_the_account_leaves_its_service() {
    let World {
        client,
        campaigns,
        numbers,
        ..
    } = world().await;
    client
        .delete(&client.account(&format!("/IncomingPhoneNumbers/{}.json", numbers[0])))
        .await;
    let members = client
        .get(&format!("/v1/Services/{campaigns}/PhoneNumbers"))
        .await;
    assert!(members.each("phone_numbers", "sid").is_empty());
}

#[tokio::test]
async fn a_service_is_full_at_400() {
    let numbers: Vec<String> = (0..401)
        .map(|n| format!("{{ phone_number: '+1501{:07}' }}", 2_000_000 + n))
        .collect();
    let seed = format!(
        "accounts:\n  {MAIN}: {{ numbers: [{}], messaging_services: [{{ friendly_name: S }}] }}",
        numbers.join(", ")
    );
    let client = Client::of(&seed).await;
    let service = client
        .get("/v1/Services")
        .await
        .each("services", "sid")
        .remove(0);
    let list = client
        .get(&client.account("/IncomingPhoneNumbers.json?PageSize=1000"))
        .await;
    let path = format!("/v1/Services/{service}/PhoneNumbers");
    let mut statuses = Vec::new();
    for sid in list.each("incoming_phone_numbers", "sid") {
        statuses.push(client.post(&path, &[("PhoneNumberSid", &sid)]).await);
    }
    assert_eq!(statuses.pop().unwrap().code(), (412, 21714));
    assert!(statuses.iter().all(|answer| answer.status == 201));
}

/// Twilio: "subaccounts". A main account's credentials do not reach its subaccounts' services.
#[tokio::test]
async fn each_account_sees_its_own_services() {
    let World { mut client, .. } = world().await;
    (client.user, client.password) = client.running.credentials()[1].clone();
    let list = client.get("/v1/Services").await;
    assert_eq!(list.each("services", "friendly_name"), ["Child"]);
}
