//! Which credentials are accepted, and where.

use super::client::{Client, MAIN};

const SEED: &str = "
accounts:
  AC00000000000000000000000000000001:
    auth_token: '11111111111111111111111111111111'
    api_keys:
      - { sid: SK00000000000000000000000000000001, secret: standard }
      - { sid: SK00000000000000000000000000000002, secret: main, kind: main }
  AC00000000000000000000000000000002:
    owner_account_sid: AC00000000000000000000000000000001
  AC00000000000000000000000000000003: { status: suspended }
  AC00000000000000000000000000000004:
  AC00000000000000000000000000000005:
    owner_account_sid: AC00000000000000000000000000000003
";

const NUMBERS: &str = "/IncomingPhoneNumbers.json";
const STANDARD: (&str, &str) = ("SK00000000000000000000000000000001", "standard");
const MAIN_KEY: (&str, &str) = ("SK00000000000000000000000000000002", "main");

async fn status(client: &mut Client, pair: (&str, &str), account: u8, path: &str) -> u16 {
    (client.user, client.password) = (pair.0.to_owned(), pair.1.to_owned());
    let answer = client
        .get(&format!("/2010-04-01/Accounts/AC{account:032}{path}"))
        .await;
    if answer.status == 401 {
        assert_eq!(answer.code(), (401, 20003));
        assert!(answer.body["detail"].is_string());
        assert_eq!(
            answer.headers["www-authenticate"],
            "Basic realm=\"Twilio API\""
        );
    }
    answer.status
}

#[tokio::test]
async fn credentials_open_their_own_account_and_a_main_token_its_subaccounts() {
    let mut client = Client::of(SEED).await;
    let tokens = client.running.credentials();
    let pair = |n: usize| (tokens[n - 1].0.as_str(), tokens[n - 1].1.as_str());
    assert_eq!(pair(1), (MAIN, "11111111111111111111111111111111"));
    let cases = [
        (pair(1), 1, NUMBERS, 200),
        (pair(1), 2, NUMBERS, 200),
        (pair(1), 4, NUMBERS, 401),
        (pair(1), 9, NUMBERS, 401),
        (pair(2), 2, NUMBERS, 200),
        (pair(2), 1, NUMBERS, 401),
        (pair(3), 3, NUMBERS, 401),
        (pair(4), 4, NUMBERS, 200),
        (pair(5), 5, NUMBERS, 401),
        ((MAIN, "wrong"), 1, NUMBERS, 401),
        (("", ""), 1, NUMBERS, 401),
        (STANDARD, 1, NUMBERS, 200),
        (STANDARD, 1, ".json", 401),
        (STANDARD, 2, NUMBERS, 401),
        (MAIN_KEY, 1, ".json", 200),
        (MAIN_KEY, 2, NUMBERS, 401),
        ((STANDARD.0, "main"), 1, NUMBERS, 401),
    ];
    for (pair, account, path, expected) in cases {
        let got = status(&mut client, pair, account, path).await;
        assert_eq!(got, expected, "{pair:?} on {account}{path}");
    }
}

#[tokio::test]
async fn without_credentials_nothing_is_shown() {
    let client = Client::demo().await;
    for path in ["/2010-04-01/Accounts.json", "/nowhere", "/v1/Services"] {
        let answer = client
            .http
            .get(format!("{}{path}", client.running.url()))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 401, "{path}");
    }
}

#[tokio::test]
async fn paths_are_exact() {
    let client = Client::demo().await;
    for path in [
        "/incomingphonenumbers.json",
        "/IncomingPhoneNumbers.JSON",
        "/Nothing.json",
    ] {
        assert_eq!(
            client.get(&client.account(path)).await.code(),
            (404, 20404),
            "{path}"
        );
    }
    let xml = client.get(&client.account("/IncomingPhoneNumbers")).await;
    assert_eq!(xml.code(), (404, 20404));
    assert!(
        xml.body["message"]
            .as_str()
            .unwrap()
            .contains("IncomingPhoneNumbers.json"),
        "{xml:?}"
    );
    assert_eq!(
        client
            .delete(&client.account("/IncomingPhoneNumbers.json"))
            .await
            .code(),
        (405, 20004)
    );
}
