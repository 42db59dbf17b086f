//! Monitor events: every write makes one, shown to the account it belongs to, as long as Twilio
//! shows it.

use serde_json::{Value, json};
use twilio_sandbox::State;

use super::client::{Answer, Client, MAIN};

const SEED: &str = r#"
accounts:
  AC00000000000000000000000000000001:
    api_keys: [{ sid: SK00000000000000000000000000000001, secret: s3cret }]
    numbers: [{ phone_number: "+15017122661", sms_url: https://one.example/ }]
"#;

/// Posts as another actor, by the header.
async fn post_as(client: &Client, actor: &str, path: &str, form: &[(&str, &str)]) -> u16 {
    let request = client
        .http
        .post(format!("{}{path}", client.running.url()))
        .basic_auth(&client.user, Some(&client.password))
        .header("Sandbox-Actor", actor)
        .form(form);
    request.send().await.unwrap().status().as_u16()
}

async fn events(client: &Client, query: &str) -> Vec<Value> {
    let answer: Answer = client.get(&format!("/v1/Events?{query}")).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body["events"].as_array().unwrap().clone()
}

async fn number(client: &Client) -> String {
    let list = client
        .get(&client.account("/IncomingPhoneNumbers.json"))
        .await;
    list.each("incoming_phone_numbers", "sid").remove(0)
}

#[tokio::test]
async fn an_event_has_the_old_and_the_new_values() {
    let mut client = Client::of(SEED).await;
    let sid = number(&client).await;
    let path = client.account(&format!("/IncomingPhoneNumbers/{sid}.json"));
    assert!(events(&client, "").await.is_empty(), "reading is no event");
    client
        .post(&path, &[("SmsUrl", "https://two.example/")])
        .await;
    client.post(&path, &[("SmsUrl", "not a url")]).await;
    client.user = "SK00000000000000000000000000000001".to_owned();
    client.password = "s3cret".to_owned();
    client.post(&path, &[("SmsMethod", "GET")]).await;
    let found = events(&client, "").await;
    assert_eq!(found.len(), 2, "{found:#?}");
    let data = |event: &Value| event["event_data"]["resource_properties"].clone();
    assert_eq!(
        data(&found[0]),
        json!({"sms_method": {"previous": "POST", "updated": "GET"}})
    );
    assert_eq!(found[0]["actor_sid"], client.user);
    assert_eq!(
        data(&found[1]),
        json!({"sms_url": {"previous": "https://one.example/", "updated": "https://two.example/"}})
    );
    assert_eq!(
        (&found[1]["actor_sid"], &found[1]["actor_type"]),
        (&json!(MAIN), &json!("account"))
    );
    assert_eq!(
        (&found[1]["resource_sid"], &found[1]["source"]),
        (&json!(sid), &json!("api"))
    );
    client.delete(&path).await;
    let found = events(&client, &format!("ResourceSid={sid}")).await;
    assert_eq!(found[0]["event_type"], "phone-number.deleted");
    assert!(
        found
            .iter()
            .all(|event| !event.to_string().contains("s3cret"))
    );
}

#[tokio::test]
async fn filters_and_age() {
    let client = Client::of(SEED).await;
    let made = client
        .post("/v1/Services", &[("FriendlyName", "News")])
        .await;
    let service = made.body["sid"].as_str().unwrap().to_owned();
    let path = format!("/v1/Services/{service}");
    let days_ago = |days: i64| {
        let at = jiff::Timestamp::now() - jiff::SignedDuration::from_hours(24 * days);
        json!({"actor_type": "user", "actor_sid": "US1", "source": "web", "event_date": at})
            .to_string()
    };
    for days in [31, 29, 3] {
        let name = format!("{days} days ago");
        let status = post_as(&client, &days_ago(days), &path, &[("FriendlyName", &name)]).await;
        assert_eq!(status, 200);
    }
    let all = events(&client, "").await;
    let types: Vec<&str> = all
        .iter()
        .map(|event| event["event_type"].as_str().unwrap())
        .collect();
    let [made, changed] = ["messaging-service.created", "messaging-service.updated"];
    assert_eq!(
        types,
        [made, changed, changed],
        "the newest first, those of 30 days"
    );
    let start = all[1]["event_date"].as_str().unwrap();
    assert_eq!(
        events(&client, &format!("StartDate={start}")).await.len(),
        2
    );
    assert_eq!(events(&client, &format!("EndDate={start}")).await.len(), 2);
    assert_eq!(events(&client, "StartDate=2126-01-01").await.len(), 0);
    assert_eq!(events(&client, "ActorSid=US1").await.len(), 2);
    assert_eq!(events(&client, &format!("EventType={made}")).await.len(), 1);
    assert_eq!(
        client.get("/v1/Events?StartDate=soon").await.code(),
        (400, 20001)
    );
    assert_eq!(post_as(&client, "nobody", &path, &[]).await, 400);
    let one = all[0]["sid"].as_str().unwrap();
    assert_eq!(client.get(&format!("/v1/Events/{one}")).await.body, all[0]);
    let page = client.get("/v1/Events?PageSize=1").await;
    let next = page.body["meta"]["next_page_url"].as_str().unwrap();
    assert_eq!(client.get(next).await.body["events"][0], all[1]);
}

#[tokio::test]
async fn events_are_kept_with_the_state() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let seed = twilio_sandbox::Seed::from_yaml(SEED).unwrap();
    let client = Client::serving(State::from_seed(&seed), Some(path.clone())).await;
    client
        .post("/v1/Services", &[("FriendlyName", "News")])
        .await;
    let before = events(&client, "").await;
    client.running.stop().await.unwrap();
    let client = Client::serving(State::load(&path).unwrap(), Some(path)).await;
    let after = events(&client, "").await;
    assert_eq!((before.len(), &before[0]["sid"]), (1, &after[0]["sid"]));
}
