//! The data plane.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use serde_json::json;

use super::client::{Client, seed, send, source};

const LIST: &str = "/phoneNumbers?skip=0&top=100&api-version=2025-06-01";

#[tokio::test]
async fn numbers_are_listed_and_read() {
    let client = Client::demo().await;
    let list = client.signed(Method::GET, LIST, "").await;
    assert_eq!(list.status, 200, "{list:?}");
    let numbers = list.body["phoneNumbers"].as_array().unwrap();
    assert_eq!(numbers.len(), 2);
    assert_eq!(numbers[1]["phoneNumber"], "+18885550123");
    assert_eq!(numbers[1]["phoneNumberType"], "tollFree");
    assert_eq!(
        numbers[1]["capabilities"],
        json!({"calling": "none", "sms": "inbound+outbound"})
    );
    assert_eq!(list.body.get("nextLink"), None);
    let one = client
        .signed(
            Method::GET,
            "/phoneNumbers/%2B18885550123?api-version=2025-06-01",
            "",
        )
        .await;
    assert_eq!(one.body, numbers[1]);
    let none = client
        .signed(
            Method::GET,
            "/phoneNumbers/%2B18885550199?api-version=2025-06-01",
            "",
        )
        .await;
    assert_eq!(none.code(), (404, "NotFound"));
    assert_eq!(client.rules(), Vec::<String>::new());
}

#[tokio::test]
async fn ten_thousand_numbers_are_a_hundred_pages() {
    let numbers: Vec<String> = (0..10_000).map(|n| format!("\"+1888555{n:05}\"")).collect();
    let yaml = format!(
        "resources: [{{resource_id: {}, numbers: [{}]}}]",
        source(),
        numbers.join(", ")
    );
    let client = Client::of(&yaml).await;
    let (mut path, mut pages) = (LIST.to_owned(), 0);
    loop {
        let page = client.signed(Method::GET, &path, "").await;
        pages += 1;
        let Some(next) = page.body["nextLink"].as_str() else {
            break;
        };
        path = next.strip_prefix(&client.running.url()).unwrap().to_owned();
    }
    assert_eq!(pages, 100);
    let outcome = client.text("+188855509999").await;
    assert_eq!(outcome["event"]["subject"], "/phonenumber/188855509999");
}

#[tokio::test]
async fn pages_are_linked() {
    let numbers: Vec<String> = (0..250).map(|n| format!("\"+1888555{n:04}\"")).collect();
    let yaml = format!(
        "resources: [{{resource_id: {}, numbers: [{}]}}]",
        source(),
        numbers.join(", ")
    );
    let client = Client::of(&yaml).await;
    let (mut path, mut sizes) = (LIST.to_owned(), Vec::new());
    loop {
        let page = client.signed(Method::GET, &path, "").await;
        sizes.push(page.body["phoneNumbers"].as_array().unwrap().len());
        let Some(next) = page.body["nextLink"].as_str() else {
            break;
        };
        path = next.strip_prefix(&client.running.url()).unwrap().to_owned();
    }
    assert_eq!(sizes, [100, 100, 50]);
}

#[tokio::test]
async fn a_signature_is_verified() {
    let client = Client::demo().await;
    let changes: [fn(&str, String) -> String; 4] = [
        |name, value| match name {
            "authorization" => value.replace("Signature=", "Signature=A"),
            _ => value,
        },
        |name, value| match name {
            "authorization" => value.replace("x-ms-date;", ""),
            _ => value,
        },
        |name, value| match name {
            "x-ms-date" => "Sat, 28 Nov 2020 16:00:00 GMT".to_owned(),
            _ => value,
        },
        |name, value| match name {
            "x-ms-date" => value.replace("GMT", "+0000"),
            _ => value,
        },
    ];
    for change in changes {
        let answer = client.signed_with(Method::GET, LIST, "", change).await;
        assert_eq!(answer.code(), (401, "Denied"));
    }
    let hash = |name: &str, value: String| {
        if name == "x-ms-content-sha256" {
            STANDARD.encode([0; 32])
        } else {
            value
        }
    };
    let answer = client.signed_with(Method::GET, LIST, "", hash).await;
    assert_eq!(
        answer.message(),
        "Request 'x-ms-content-sha256' differs from generated content hash."
    );
    let bare = send(client.http.get(client.url(LIST))).await.unwrap();
    assert_eq!(bare.code(), (401, "Denied"));
    assert!(
        client
            .rules()
            .contains(&"a request to the data plane has no credentials".to_owned())
    );
}

#[tokio::test]
async fn a_key_names_its_resource_and_can_be_replaced() {
    let other = source().replace("contoso-sms", "other");
    let yaml = format!(
        "{}  - resource_id: {other}\n    numbers: [\"+447700900001\"]\n",
        seed("")
    );
    let mut client = Client::of(&yaml).await;
    client.access = client.running.access().remove(1);
    let list = client.signed(Method::GET, LIST, "").await;
    assert_eq!(list.body["phoneNumbers"][0]["phoneNumber"], "+447700900001");
    let key = STANDARD.encode("another key");
    client
        .mutate(json!({"resource": {"id": other, "access_keys": [key]}}))
        .await;
    assert_eq!(
        client.signed(Method::GET, LIST, "").await.code(),
        (401, "Denied")
    );
}

#[tokio::test]
async fn a_token_means_the_only_resource_of_its_app() {
    let other = source().replace("contoso-sms", "other");
    let yaml = format!(
        "{}  - resource_id: {other}\n    numbers: [\"+447700900001\"]\napps: [{{client_id: one, resources: [other]}}, {{client_id: all}}]\n",
        seed("")
    );
    let mut client = Client::of(&yaml).await;
    let scope = "https://communication.azure.com//.default";
    for (app, status, host) in [
        ("one", 200, None),
        ("all", 401, None),
        ("all", 200, Some("other.communication.azure.com")),
    ] {
        client.access.client_id = app.to_owned();
        client.access.client_secret = client
            .running
            .access()
            .iter()
            .find(|one| one.client_id == app)
            .map(|one| one.client_secret.clone())
            .unwrap_or_default();
        let token = client.fetch_token(scope).await;
        let mut request = client.http.get(client.url(LIST)).bearer_auth(token);
        if let Some(host) = host {
            request = request.header("host", host);
        }
        let answer = send(request).await.unwrap();
        assert_eq!(answer.status, status, "{app}: {answer:?}");
        if status == 200 {
            assert_eq!(
                answer.body["phoneNumbers"][0]["phoneNumber"],
                "+447700900001"
            );
        }
    }
}

#[tokio::test]
async fn capabilities_change_in_an_operation() {
    let client = Client::demo().await;
    let path = "/phoneNumbers/%2B18885550123/capabilities?api-version=2025-06-01";
    let answer = client
        .signed(Method::PATCH, path, r#"{"sms":"outbound"}"#)
        .await;
    assert_eq!(answer.status, 202, "{answer:?}");
    let link = answer
        .header("operation-location")
        .replace(&client.running.url(), "");
    let mut statuses = Vec::new();
    for _ in 0..2 {
        let status = client.signed(Method::GET, &link, "").await;
        statuses.push(status.body["status"].as_str().unwrap().to_owned());
    }
    assert_eq!(statuses, ["running", "succeeded"]);
    let location = answer.header("location").replace(&client.running.url(), "");
    let number = client.signed(Method::GET, &location, "").await;
    assert_eq!(number.body["capabilities"]["sms"], "outbound");
}

#[tokio::test]
async fn what_gives_numbers_up_or_costs_money_is_a_violation() {
    let client = Client::demo().await;
    let version = "api-version=2025-06-01";
    for (method, path) in [
        (
            Method::DELETE,
            format!("/phoneNumbers/%2B18885550123?{version}"),
        ),
        (
            Method::POST,
            format!("/availablePhoneNumbers/:purchase?{version}"),
        ),
        (
            Method::POST,
            format!("/availablePhoneNumbers/countries/US/:search?{version}"),
        ),
    ] {
        let answer = client.signed(method, &path, "").await;
        assert_eq!(answer.status, 202, "{answer:?}");
    }
    assert_eq!(client.rules().len(), 3);
    let list = client.signed(Method::GET, LIST, "").await;
    assert_eq!(list.body["phoneNumbers"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_version_is_required_and_known() {
    let client = Client::demo().await;
    for (path, code) in [
        ("/phoneNumbers", "MissingApiVersionParameter"),
        (
            "/phoneNumbers?api-version=2020-01-01",
            "InvalidApiVersionParameter",
        ),
    ] {
        assert_eq!(
            client.signed(Method::GET, path, "").await.code(),
            (400, code)
        );
    }
    assert_eq!(client.rules().len(), 2);
}
