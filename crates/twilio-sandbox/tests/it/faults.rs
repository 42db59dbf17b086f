//! Faults that a test sets, and the sandbox's own paths.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};

use super::client::{Client, MAIN};

async fn with(fault: Value) -> (Client, String) {
    let client = Client::demo().await;
    let list = client
        .get(&client.account("/IncomingPhoneNumbers.json"))
        .await;
    let sid = list.each("incoming_phone_numbers", "sid").remove(0);
    let url = format!("{}/_sandbox/faults", client.running.url());
    let answer = client.http.post(&url).json(&fault).send().await.unwrap();
    assert_eq!(answer.status(), 204);
    let path = client.account(&format!("/IncomingPhoneNumbers/{sid}.json"));
    (client, path)
}

const FORM: [(&str, &str); 1] = [("FriendlyName", "New name")];

async fn name(client: &Client, path: &str) -> String {
    client.get(path).await.body["friendly_name"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn a_status_fault_answers_and_changes_nothing() {
    let then = json!({"status": 503, "code": 20503, "retry_after": 1});
    let (client, path) =
        with(json!({"method": "POST", "path": "IncomingPhoneNumbers", "then": then})).await;
    let answer = client.post(&path, &FORM).await;
    assert_eq!(answer.code(), (503, 20503));
    assert_eq!(answer.headers["retry-after"], "1");
    assert_ne!(name(&client, &path).await, "New name");
    assert_eq!(client.post(&path, &FORM).await.status, 200, "once only");
}

#[tokio::test]
async fn a_gateway_error_is_html() {
    let (client, path) = with(json!({"then": {"body": "<html>oops</html>", "status": 502}})).await;
    let answer = client.get(&path).await;
    assert_eq!((answer.status, answer.body), (502, Value::Null));
    assert_eq!(answer.headers["content-type"], "text/html");
}

#[tokio::test]
async fn a_request_with_a_lost_response_is_carried_out() {
    let (client, path) = with(json!({"method": "POST", "then": {"lose_response": true}})).await;
    let error = client.send(Method::POST, &path, &FORM).await.unwrap_err();
    assert!(error.is_request(), "{error:?}");
    assert_eq!(name(&client, &path).await, "New name");
    let statuses: Vec<_> = client
        .running
        .calls()
        .iter()
        .map(|call| call.status)
        .collect();
    assert_eq!(statuses, [Some(200), None, Some(200)]);
}

#[tokio::test]
async fn a_reset_connection_changes_nothing() {
    let (client, path) = with(json!({"method": "POST", "then": {"reset": true}})).await;
    let error = client.send(Method::POST, &path, &FORM).await.unwrap_err();
    assert!(error.is_request(), "{error:?}");
    assert_ne!(name(&client, &path).await, "New name");
}

#[tokio::test]
async fn a_hanging_request_is_carried_out_and_never_answered() {
    let (client, path) = with(json!({"method": "POST", "then": {"hang": true}})).await;
    let request = client.http.post(format!("{}{path}", client.running.url()));
    let request = request
        .basic_auth(&client.user, Some(&client.password))
        .timeout(Duration::from_secs(1))
        .form(&FORM);
    assert!(request.send().await.unwrap_err().is_timeout());
    assert_eq!(name(&client, &path).await, "New name");
}

#[tokio::test]
async fn one_seed_gives_the_same_random_faults() {
    let seed = format!(
        "accounts:\n  {MAIN}:\nfaults:\n  - {{ percent: 30, seed: 3, times: 99, then: {{ status: 503 }} }}\n"
    );
    let mut all = Vec::new();
    for _ in 0..2 {
        let client = Client::of(&seed).await;
        let path = client.account(".json");
        let mut statuses = Vec::new();
        for _ in 0..40 {
            statuses.push(client.get(&path).await.status);
        }
        all.push(statuses);
    }
    assert_eq!(all[0], all[1]);
    let spoilt = all[0].iter().filter(|status| **status == 503).count();
    assert!((4..=20).contains(&spoilt), "{spoilt} of 40");
}

#[tokio::test]
async fn half_a_body() {
    let (client, path) = with(json!({"method": "POST", "then": {"truncate": true}})).await;
    let request = client.http.post(format!("{}{path}", client.running.url()));
    let request = request
        .basic_auth(&client.user, Some(&client.password))
        .form(&FORM);
    let mut response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    let announced = response.content_length().unwrap();
    let mut arrived = 0;
    let error = loop {
        match response.chunk().await {
            Ok(Some(chunk)) => arrived += chunk.len() as u64,
            Ok(None) => panic!("the body looked whole after {arrived} of {announced}"),
            Err(error) => break error,
        }
    };
    assert!(error.is_body() || error.is_decode(), "{error:?}");
    assert_eq!(arrived, announced / 2);
    assert_eq!(name(&client, &path).await, "New name");
}

#[tokio::test]
async fn slow_answers() {
    let (client, path) =
        with(json!([{"then": {"delay_ms": 80}}, {"then": {"trickle_ms": 1}}])).await;
    for _ in 0..2 {
        let begun = Instant::now();
        assert_eq!(client.get(&path).await.status, 200);
        assert!(begun.elapsed() >= Duration::from_millis(80));
    }
}

#[tokio::test]
async fn ways_elsewhere() {
    let (client, _) = with(json!([
        {"then": {"redirect": "http://elsewhere.example/"}},
        {"then": {"next_page": "http://elsewhere.example/next"}},
    ]))
    .await;
    let list = client.account("/IncomingPhoneNumbers.json");
    let redirect = client.get(&list).await;
    assert_eq!(
        (redirect.status, &redirect.headers["location"]),
        (307, &"http://elsewhere.example/".parse().unwrap())
    );
    let page = client.get(&list).await;
    assert_eq!(page.body["next_page_uri"], "http://elsewhere.example/next");
}

#[tokio::test]
async fn faults_of_the_seed_are_there_from_the_start() {
    let seed = format!("accounts:\n  {MAIN}:\nfaults:\n  - then: {{ status: 429 }}\n    skip: 1\n");
    let client = Client::of(&seed).await;
    let path = client.account(".json");
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(client.get(&path).await.status);
    }
    assert_eq!(statuses, [200, 429, 200]);
}

#[tokio::test]
async fn the_sandbox_shows_its_calls_and_its_state() {
    let (client, path) = with(json!({"path": "never", "then": {"reset": true}})).await;
    client
        .post(
            &format!("{path}?x=1"),
            &[("SmsUrl", "https://example.com/?a=b")],
        )
        .await;
    let own = |path: &str| format!("{}/_sandbox/{path}", client.running.url());
    let get = async |path: &str| -> Value {
        client
            .http
            .get(own(path))
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    };
    let call = json!({
        "method": "POST", "path": format!("{path}?x=1"), "status": 200,
        "form": [["SmsUrl", "https://example.com/?a=b"]],
    });
    assert_eq!(get("calls").await[1], call);
    assert_eq!(get("faults").await[0]["path"], "never");
    assert_eq!(get("state").await["accounts"][MAIN]["sid"], MAIN);
    for path in ["calls", "faults"] {
        client.http.delete(own(path)).send().await.unwrap();
        assert_eq!(get(path).await, json!([]));
    }
    let wrong = client
        .http
        .post(own("faults"))
        .json(&json!({"then": {}}))
        .send()
        .await
        .unwrap();
    assert_eq!(wrong.status(), 400);
}

#[tokio::test]
async fn more_requests_at_once_than_allowed_are_refused() {
    let seed = format!(
        "accounts:\n  {MAIN}:\nconcurrent_requests: 1\nfaults:\n  - {{ path: Balance, then: {{ delay_ms: 200 }} }}\n"
    );
    let client = Client::of(&seed).await;
    let (slow, quick) = (client.account("/Balance.json"), client.account(".json"));
    let late = async {
        tokio::time::sleep(Duration::from_millis(60)).await;
        client.get(&quick).await
    };
    let (slow, late) = tokio::join!(client.get(&slow), late);
    assert_eq!((slow.status, late.code()), (200, (429, 20429)));
    assert_eq!(late.headers["twilio-concurrent-requests"], "2");
    assert_eq!(client.get(&quick).await.status, 200);
}

/// The requests that wait under `/_sandbox/held`, once there are this many.
async fn held(client: &Client, count: usize) -> Value {
    let url = format!("{}/_sandbox/held", client.running.url());
    loop {
        let held: Value = client
            .http
            .get(&url)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        if held.as_array().unwrap().len() == count {
            return held;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_held_request_waits_until_it_is_released() {
    for (then, done) in [("hold", false), ("hold_answer", true)] {
        let (client, path) = with(json!({"method": "POST", "then": {then: true}})).await;
        let look = async {
            let waiting = json!([{"method": "POST", "path": path, "done": done}]);
            assert_eq!(held(&client, 1).await, waiting);
            assert_eq!(name(&client, &path).await == "New name", done);
            let url = format!("{}/_sandbox/held", client.running.url());
            client.http.delete(&url).send().await.unwrap();
        };
        let (answer, ()) = tokio::join!(client.post(&path, &FORM), look);
        assert_eq!(answer.body["friendly_name"], "New name");
        held(&client, 0).await;
    }
}

#[tokio::test]
async fn a_held_request_whose_client_disconnected_is_never_carried_out() {
    let (client, path) = with(json!({"method": "POST", "then": {"hold": true}})).await;
    let gone = tokio::select! {
        _ = client.post(&path, &FORM) => false,
        _ = held(&client, 1) => true,
    };
    assert!(gone);
    held(&client, 0).await;
    assert_ne!(name(&client, &path).await, "New name");
}

/// A request whose client left is carried out nevertheless, when its time comes.
#[tokio::test]
async fn a_request_is_carried_out_after_its_client_disconnected() {
    let (client, path) = with(json!({"method": "POST", "then": {"late_ms": 300}})).await;
    let impatient = client.send(Method::POST, &path, &FORM);
    let left = tokio::time::timeout(Duration::from_millis(100), impatient).await;
    assert!(left.is_err());
    assert_ne!(name(&client, &path).await, "New name");
    let begun = Instant::now();
    while name(&client, &path).await != "New name" {
        assert!(begun.elapsed() < Duration::from_secs(20));
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// A request that a gateway gave up on is carried out as well.
#[tokio::test]
async fn a_request_is_carried_out_after_the_gateway_gave_up() {
    let then = json!({"status": 504, "late_ms": 100});
    let (client, path) = with(json!({"method": "POST", "then": then})).await;
    assert_eq!(client.post(&path, &FORM).await.status, 504);
    assert_ne!(name(&client, &path).await, "New name");
    let begun = Instant::now();
    while name(&client, &path).await != "New name" {
        assert!(begun.elapsed() < Duration::from_secs(20));
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_body_is_json_whatever_its_content_type_says() {
    let client = Client::demo().await;
    let post = |path: &str, body: &'static str| {
        let url = format!("{}/_sandbox/{path}", client.running.url());
        client.http.post(url).body(body)
    };
    let fault = r#"{"then": {"status": 503}}"#;
    let form = "application/x-www-form-urlencoded";
    for request in [
        post("faults", fault),
        post("faults", fault).header("content-type", form),
        post("faults", fault).header("content-type", "text/plain"),
    ] {
        assert_eq!(request.send().await.unwrap().status(), 204);
    }
    let text = r#"{"to": "+15017120000", "from": "+15017120001", "body": "JOIN"}"#;
    for (path, body, says) in [
        ("faults", "then=503", "not JSON"),
        ("faults", "", "not JSON"),
        ("faults", "{}", "not a fault"),
        ("text", "{", "not JSON"),
        ("text", text, ""),
    ] {
        let request = post(path, body).header("content-type", form);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 400, "{path} {body}");
        let body: Value = answer.json().await.unwrap();
        let message = body["message"].as_str().unwrap();
        assert!(
            message.contains(says) && !message.contains("Content-Type"),
            "{message}"
        );
    }
}
