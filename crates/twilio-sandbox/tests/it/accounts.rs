//! Accounts and subaccounts.

use super::client::{Client, MAIN};

const FAMILY: &str = "
accounts:
  AC00000000000000000000000000000001:
    friendly_name: Main
    numbers: [{ phone_number: '+15017122661' }]
  AC00000000000000000000000000000002:
    friendly_name: Child
    owner_account_sid: AC00000000000000000000000000000001
    numbers: [{ phone_number: '+15017122662' }]
  AC00000000000000000000000000000003:
    friendly_name: Stranger
";

const CHILD: &str = "AC00000000000000000000000000000002";
const STRANGER: &str = "AC00000000000000000000000000000003";

#[tokio::test]
async fn an_account_shows_its_own_token() {
    let client = Client::demo().await;
    let account = client.get(&client.account(".json")).await.body;
    assert_eq!(account["sid"], MAIN);
    assert_eq!(account["auth_token"], client.password);
    assert_eq!(account["owner_account_sid"], MAIN);
    assert_eq!(
        (account["status"].as_str(), account["type"].as_str()),
        (Some("active"), Some("Full"))
    );
}

#[tokio::test]
async fn a_main_account_lists_its_own_subaccounts_only() {
    let client = Client::of(FAMILY).await;
    let list = client.get("/2010-04-01/Accounts.json").await;
    assert_eq!(list.each("accounts", "friendly_name"), ["Main", "Child"]);
    let list = client
        .get("/2010-04-01/Accounts.json?FriendlyName=Child&Status=active")
        .await;
    assert_eq!(list.each("accounts", "sid"), [CHILD]);
}

#[tokio::test]
async fn a_subaccount_is_created_suspended_and_closed_for_good() {
    let client = Client::of(FAMILY).await;
    let made = client
        .post("/2010-04-01/Accounts.json", &[("FriendlyName", "Grown")])
        .await;
    assert_eq!(
        (made.status, made.body["owner_account_sid"].as_str()),
        (201, Some(MAIN))
    );
    let path = format!(
        "/2010-04-01/Accounts/{}.json",
        made.body["sid"].as_str().unwrap()
    );
    for status in ["suspended", "active", "closed"] {
        assert_eq!(
            client.post(&path, &[("Status", status)]).await.body["status"],
            status
        );
    }
    assert_eq!(
        client.post(&path, &[("Status", "active")]).await.code(),
        (400, 21479)
    );
    let main = client.account(".json");
    assert_eq!(
        client.post(&main, &[("Status", "closed")]).await.code(),
        (400, 21477)
    );
}

#[tokio::test]
async fn a_number_moves_between_main_and_subaccount_only() {
    let mut client = Client::of(FAMILY).await;
    let list = client
        .get(&client.account("/IncomingPhoneNumbers.json"))
        .await;
    let sid = list.each("incoming_phone_numbers", "sid").remove(0);
    let path = client.account(&format!("/IncomingPhoneNumbers/{sid}.json"));
    assert_eq!(
        client.post(&path, &[("AccountSid", STRANGER)]).await.code(),
        (400, 21473)
    );
    let moved = client.post(&path, &[("AccountSid", CHILD)]).await;
    assert_eq!(
        (moved.status, moved.body["account_sid"].as_str()),
        (200, Some(CHILD))
    );
    assert_eq!(client.get(&path).await.code(), (404, 20404));

    let (user, password) = client.running.credentials()[1].clone();
    (client.user, client.password) = (user, password);
    let path = client.account(&format!("/IncomingPhoneNumbers/{sid}.json"));
    assert_eq!(client.get(&path).await.status, 200);
    assert_eq!(
        client.post(&path, &[("AccountSid", MAIN)]).await.code(),
        (400, 21474)
    );
}
