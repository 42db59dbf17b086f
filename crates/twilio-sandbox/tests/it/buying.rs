//! Searching for numbers and buying them.

use super::client::{Client, Form};

const BUY: &str = "/IncomingPhoneNumbers.json";

async fn search(client: &Client, query: &str) -> Vec<String> {
    let answer = client
        .get(&client.account(&format!("/AvailablePhoneNumbers/{query}")))
        .await;
    answer.each("available_phone_numbers", "phone_number")
}

#[tokio::test]
async fn an_available_number_can_be_bought_once() {
    let client = Client::demo().await;
    let found = search(
        &client,
        "US/Local.json?AreaCode=501&Contains=0100$&SmsEnabled=true",
    )
    .await;
    assert_eq!(found, ["+15015550100"]);
    let form = [
        ("PhoneNumber", "+15015550100"),
        ("SmsUrl", "https://example.com/sms"),
        ("FriendlyName", "Shop"),
    ];
    let bought = client.post(&client.account(BUY), &form).await;
    assert_eq!(bought.status, 201);
    assert_eq!(
        (
            bought.body["sms_url"].as_str(),
            bought.body["friendly_name"].as_str()
        ),
        (Some("https://example.com/sms"), Some("Shop"))
    );
    assert_eq!(
        client.post(&client.account(BUY), &form).await.code(),
        (400, 21422)
    );
    assert!(
        search(&client, "US/Local.json?Contains=5015550100")
            .await
            .is_empty()
    );
    let path = bought.body["uri"].as_str().unwrap();
    assert_eq!(client.get(path).await.body, bought.body);
    client.delete(path).await;
    assert_eq!(
        search(&client, "US/Local.json?Contains=5015550100")
            .await
            .len(),
        1
    );
}

#[tokio::test]
async fn a_number_bought_without_settings_has_none() {
    let client = Client::demo().await;
    let bought = client
        .post(&client.account(BUY), &[("AreaCode", "808")])
        .await;
    assert_eq!(bought.body["phone_number"], "+18085550100");
    assert_eq!(
        (
            bought.body["sms_url"].as_str(),
            bought.body["friendly_name"].as_str()
        ),
        (Some(""), Some("(808) 555-0100"))
    );
    let again = client
        .post(&client.account(BUY), &[("AreaCode", "808")])
        .await;
    assert_eq!(
        again.body["phone_number"], "+18085550101",
        "buying is not idempotent"
    );
}

#[tokio::test]
async fn a_refused_purchase_buys_nothing() {
    let client = Client::demo().await;
    let cases: [(&str, Form<'_>, u64); 9] = [
        ("", &[("PhoneNumber", "+15017122669")], 21422),
        ("", &[("PhoneNumber", "5015550100")], 21421),
        ("", &[], 21421),
        ("", &[("AreaCode", "50")], 21451),
        ("", &[("AreaCode", "999")], 21452),
        ("/Local", &[("AreaCode", "501")], 21457),
        ("/TollFree", &[("PhoneNumber", "+15015550100")], 21458),
        (
            "",
            &[("PhoneNumber", "+15015550100"), ("SmsUrl", "x")],
            21402,
        ),
        (
            "",
            &[
                ("PhoneNumber", "+15015550100"),
                ("SmsFallbackUrl", "https://example.com/"),
            ],
            21406,
        ),
    ];
    for (kind, form, code) in cases {
        let path = client.account(&format!("/IncomingPhoneNumbers{kind}.json"));
        assert_eq!(
            client.post(&path, form).await.code(),
            (400, code),
            "{form:?}"
        );
    }
    let list = client.get(&client.account(BUY)).await;
    assert_eq!(list.each("incoming_phone_numbers", "sid").len(), 2);
    let path = client.account("/IncomingPhoneNumbers/TollFree.json");
    assert_eq!(
        client
            .post(&path, &[("PhoneNumber", "+18335550100")])
            .await
            .status,
        201
    );
}

#[tokio::test]
async fn a_trial_account_may_have_one_number() {
    let client =
        Client::of("accounts:\n  AC00000000000000000000000000000001: { type: Trial }").await;
    assert_eq!(
        client
            .post(&client.account(BUY), &[("AreaCode", "501")])
            .await
            .status,
        201
    );
    assert_eq!(
        client
            .post(&client.account(BUY), &[("AreaCode", "501")])
            .await
            .code(),
        (400, 21404)
    );
}

#[tokio::test]
async fn countries_and_kinds() {
    let client = Client::of(
        "accounts:\n  AC00000000000000000000000000000001:\navailable: ['+442079461234']",
    )
    .await;
    let list = client
        .get(&client.account("/AvailablePhoneNumbers.json"))
        .await;
    assert_eq!(
        list.each("countries", "country_code"),
        ["AU", "CA", "GB", "US"]
    );
    let one = client
        .get(&client.account("/AvailablePhoneNumbers/GB.json"))
        .await;
    assert!(one.body["subresource_uris"]["mobile"].is_string());
    assert_eq!(
        search(&client, "GB/Local.json?PageSize=1").await,
        ["+442079461234"]
    );
    assert_eq!(
        search(&client, "US/Local.json?InRegion=TX&PageSize=1000")
            .await
            .len(),
        20
    );
    assert!(
        search(&client, "US/TollFree.json?FaxEnabled=true")
            .await
            .is_empty()
    );
    for missing in [
        "/US/Mobile.json",
        "/XX.json",
        "/XX/Local.json",
        "/US/Voip.json",
    ] {
        let path = client.account(&format!("/AvailablePhoneNumbers{missing}"));
        assert_eq!(client.get(&path).await.code(), (404, 20404), "{missing}");
    }
    let path = client.account("/AvailablePhoneNumbers/US/Local.json?Contains=!!");
    assert_eq!(client.get(&path).await.code(), (400, 20001));
}
